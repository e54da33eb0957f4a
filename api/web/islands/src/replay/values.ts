// The values as they stood, by the names that the forms give them; what changed is marked, what is withheld says so.
import { say } from "../shared/words";
import { columns, list, nothing } from "./drawing";
import { last, type Model } from "./model";
import type { Panel } from "./panels";
import { type Moments, plain, valued } from "./saying";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

interface Told { values: [number, string, unknown][]; decisions: [number, string, [number, string | null][] | null, unknown][]; labels: Record<string, [string, Record<string, string>]>[] }

export class Values implements Panel {
  private labels: Record<string, [string, Record<string, string>]>[] = [];
  reason = "";

  constructor(root: HTMLElement, private readonly model: Model, private readonly moments: Moments, private readonly address: string, private readonly again: () => void) {
    root.querySelector<HTMLFormElement>("[data-reason]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask(event.target as HTMLFormElement);
    });
  }

  draw(at: number): Node[] {
    const rows = [...this.model.values.values()].flatMap(({ run, name, turns }) => {
      const turn = last(turns, at);
      return turn === undefined ? [] : [{ run, name: this.model.word(name), told: this.model.line.runs[run]?.labels[name], turn }];
    });
    if (rows.length === 0) return [nothing(say("Belum ada nilai yang tercatat saat itu."))];
    return [columns([say("Nilai"), say("Isi saat itu")], rows.map(({ run, name, told, turn }) => {
      const asked = this.labels[run]?.[name];
      const label = asked?.[0] || told?.[0] || plain(name);
      return [label, turn.withheld ? say("Ditahan") : this.shown(turn.value, asked?.[1] ?? told?.[1])];
    }), (index) => (rows[index]?.turn.from === at ? "is-new" : rows[index]?.turn.withheld === true ? "is-withheld" : ""))];
  }

  // Moments in the agency's zone; a value of many parts is folded.
  private shown(value: unknown, codes: Record<string, string> | undefined): string | Node {
    if (typeof value === "string" && MOMENT.test(value)) return this.moments.of(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return valued(value, codes);
    const parts = Object.entries(value);
    const folded = document.createElement("details"), head = document.createElement("summary");
    head.textContent = say("{n} isi", { n: parts.length });
    folded.append(head, ...list("", parts.map(([name, one]) => `${name}: ${valued(one)}`)).slice(1));
    return folded;
  }

  private async ask(form: HTMLFormElement): Promise<void> {
    const answer = await fetch(`${this.address}/nilai`, { method: "POST", body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>), headers: { Accept: "application/json" } });
    if (!answer.ok) { form.querySelector("p")?.replaceChildren(say("Nilai tidak dapat ditampilkan. Muat ulang halaman, lalu coba lagi.")); return; }
    const told = (await answer.json()) as Told;
    const places = new Map(this.model.line.words.map((word, place) => [word, place]));
    for (const [at, name, value] of told.values) {
      const key = `${this.model.event(at).run}/${places.get(name) ?? ""}`;
      const turn = this.model.values.get(key)?.turns.find((one) => one.from === at);
      if (turn !== undefined) { turn.value = value; turn.withheld = false; }
    }
    for (const [at, decision, rules, outcome] of told.decisions) {
      const made = this.model.event(at).change.d?.find(([, table]) => this.model.word(table) === decision);
      if (made !== undefined) { made[3] = outcome; if (rules !== null) made[4] = rules; }
    }
    this.labels = told.labels;
    form.hidden = true;
    this.again();
  }
}
