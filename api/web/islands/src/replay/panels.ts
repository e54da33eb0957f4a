// What stands beside the diagram, one tab at a time; only the shown one is drawn. What is not in the time line is
// fetched when somebody asks for it: withheld values, inputs of a decision, readers, proofs.
import { say } from "../shared/words";
import { Decisions } from "./decisions";
import { columns, list, lines, nothing } from "./drawing";
import { finding } from "./findings";
import { last, type Model, type Task } from "./model";
import { Proofs } from "./proofs";
import type { Moments } from "./saying";
import { Readers } from "./readers";
import type { Sentences } from "./sentences";
import { Values } from "./values";

export interface Panel { draw(at: number): Node[] }

export class Panels {
  private open = "langkah";
  private position = 0;
  private readonly panels: Record<string, Panel>;

  constructor(private readonly root: HTMLElement, model: Model, sentences: Sentences, moments: Moments, address: string) {
    const again = (): void => { this.draw(); };
    this.panels = {
      langkah: { draw: (at) => steps(model, sentences, at) },
      waktu: { draw: (at) => clocks(model, sentences, at) },
      keputusan: new Decisions(root, model, sentences, address, again),
      nilai: new Values(root, model, moments, address, again),
      pembaca: new Readers(model, address, again),
      bukti: new Proofs(model, address, again),
    };
    const tabs = [...root.querySelectorAll<HTMLElement>("[data-tab]")];
    for (const tab of tabs) {
      tab.addEventListener("click", () => { this.choose(tabs, tab); });
      tab.addEventListener("keydown", (event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] as HTMLElement;
        this.choose(tabs, next);
        next.focus();
      });
    }
  }

  go(at: number): void { this.position = at; this.draw(); }

  private choose(tabs: HTMLElement[], chosen: HTMLElement): void {
    this.open = chosen.dataset.tab ?? "";
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    for (const panel of this.root.querySelectorAll<HTMLElement>("[data-panel]")) panel.hidden = panel.dataset.panel !== this.open;
    this.draw();
  }

  private draw(): void {
    const body = this.root.querySelector(`[data-panel=${this.open}] [data-body]`);
    body?.replaceChildren(...(this.panels[this.open]?.draw(this.position) ?? []));
  }
}

function steps(model: Model, sentences: Sentences, at: number): Node[] {
  const { run, who, role, element, change, about, opened, closed, withdrawn } = model.event(at);
  const facts: [string, string][] = [[say("Oleh"), sentences.who(who)]];
  if (role >= 0) facts.push([say("Peran"), sentences.role(role)]);
  const instead = change.b ?? about?.instead ?? -1;
  if (instead >= 0) facts.push([model.event(at).type === "user_task.delegated" ? say("Kepada") : say("Sebagai pengganti"), sentences.who(instead)]);
  if (element >= 0) facts.push([say("Langkah"), sentences.step(run, element)]);
  const clauses = element >= 0 ? model.clauses(run, element) : [];
  if (clauses.length > 0) facts.push([say("Pasal"), clauses.join(", ")]);
  const named = (tasks: Task[]): string => tasks.map((one) => sentences.step(one.run, one.element)).join(", ");
  if (opened.length > 0) facts.push([say("Membuka tugas"), named(opened)]);
  if (closed.length > 0) facts.push([say("Menyelesaikan tugas"), named(closed)]);
  if (withdrawn.length > 0) facts.push([say("Menarik tugas"), named(withdrawn)]);
  if (change.g !== undefined) facts.push([say("Penerima rujukan"), model.word(change.g)]);
  const risk = model.risk(at);
  facts.push([say("Risiko saat itu"), risk === null ? say("belum dinilai") : sentences.level([model.line.words.indexOf(risk)])]);
  const open = model.openTasks(at).map((task) => sentences.waiting(task, at));
  const waits = model.openWaits(at).map((wait) => sentences.outside(wait));
  return [lines(facts), ...list(say("Tugas yang menunggu saat itu"), open), ...list(say("Ditunggu dari luar saat itu"), waits), ...(open.length + waits.length === 0 ? [nothing(say("Tidak ada yang ditunggu saat itu."))] : []), ...finding(model, at)];
}

function clocks(model: Model, sentences: Sentences, at: number): Node[] {
  const rows = model.clocks.flatMap((clock) => {
    const turn = last(clock.turns, at);
    return turn === undefined ? [] : [{ clock, turn }];
  });
  if (rows.length === 0) return [nothing(say("Belum ada batas waktu yang berjalan saat itu."))];
  return [columns([say("Tonggak"), say("Keadaan"), say("Batas")], rows.map(({ clock, turn }) => {
    const detail = document.createElement("details");
    const head = document.createElement("summary");
    head.textContent = sentences.moment(turn.due);
    detail.append(head, ...sentences.clockCauses(clock, at).map((text) => { const line = document.createElement("p"); line.textContent = text; return line; }));
    const clause = clock.clause >= 0 ? model.word(clock.clause) : "";
    const reading = clock.reading >= 0 ? ` · ${say("Tafsir")} ${model.word(clock.reading)}` : "";
    const rest = document.createElement("p");
    rest.className = "quiet";
    rest.textContent = clause + reading;
    detail.append(rest);
    return [sentences.promise(clock), sentences.clockState(clock, turn, at), detail];
  }), (index) => (rows[index]?.turn.from === at ? "is-new" : ""))];
}
