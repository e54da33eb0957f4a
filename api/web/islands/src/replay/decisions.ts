// What was decided, by which rules, on which clause and reading; what it was decided on is worked out when asked for.
import { say } from "../shared/words";
import { columns, heading, lines, nothing, press } from "./drawing";
import type { Model } from "./model";
import type { Panel } from "./panels";
import { plain, valued } from "./saying";
import type { Sentences } from "./sentences";

interface Asked { element: string; decision: string; inputs: { label: string; text: string; value: unknown; withheld: boolean }[] }

export class Decisions implements Panel {
  private readonly inputs = new Map<number, Asked[] | null>();

  constructor(private readonly root: HTMLElement, private readonly model: Model, private readonly sentences: Sentences, private readonly address: string, private readonly again: () => void) {}

  draw(at: number): Node[] {
    const place = this.model.decisions.filter((one) => one <= at).at(-1);
    if (place === undefined) return [nothing(say("Belum ada keputusan saat itu."))];
    const event = this.model.event(place);
    const found: Node[] = [nothing(place === at ? say("Keputusan pada peristiwa ini") : say("Keputusan terakhir, {at}", { at: this.sentences.when(place) }))];
    for (const [element, table, rules, outcome, given] of event.change.d ?? []) {
      const told = this.model.line.runs[event.run]?.tables[table];
      const named = given ?? rules?.map((rule): [number | string, string | null] => told?.[1][rule] ?? [this.model.word(rule), null]);
      const matched = named?.map(([number, note]) => say("aturan {n}", { n: number }) + (note ? `: ${note}` : "")).join("; ");
      const clauses = this.model.clauses(event.run, element);
      const facts: [string, string][] = [
        [say("Pada langkah"), this.sentences.step(event.run, element)],
        [say("Yang cocok"), matched === undefined ? say("Ditahan") : matched || say("tidak ada aturan yang cocok")],
        [say("Hasil"), outcome === null ? say("Ditahan") : valued(outcome)],
      ];
      if (clauses.length > 0) facts.push([say("Pasal"), clauses.join(", ")]);
      for (const text of this.readings(event.run, clauses, place)) facts.push([say("Tafsir yang berlaku"), text]);
      found.push(heading(told?.[0] || plain(this.model.word(table))), lines(facts));
    }
    found.push(...this.asked(place));
    return found;
  }

  // The readings of unclear clauses that held then, as the process variable of that moment says.
  private readings(run: number, clauses: string[], at: number): string[] {
    const known = this.model.line.runs[run]?.readings ?? {};
    const variable = this.model.values.get(`${run}/${this.model.line.words.indexOf("tafsir")}`);
    const chosen = (variable?.turns.filter((one) => one.from <= at).at(-1)?.value ?? {}) as Record<string, string>;
    return Object.entries(known).filter(([, one]) => one.clauses.some((clause) => clauses.includes(clause)))
      .map(([id, one]) => `${id}: ${one.readings[chosen[id] ?? ""] ?? say("belum ditetapkan")}`);
  }

  private asked(place: number): Node[] {
    const known = this.inputs.get(place);
    if (known === undefined) return [press(say("Tunjukkan masukannya"), () => { void this.ask(place); })];
    if (known === null) return [nothing(say("Masukannya tidak dapat dihitung ulang."))];
    return known.flatMap((one) => [heading(say("Masukan: {name}", { name: plain(one.decision) })), columns([say("Pertanyaan"), say("Jawaban")], one.inputs.map((input) => [input.label, input.withheld ? say("Ditahan") : valued(input.value)]))]);
  }

  private async ask(place: number): Promise<void> {
    const { run, seq } = this.model.event(place);
    const form = this.root.querySelector<HTMLFormElement>("[data-reason]");
    const reason = form?.hidden === true ? String(new FormData(form).get("alasan") ?? "") : "";
    const asked = new URLSearchParams({ instance: this.model.line.runs[run]?.id ?? "", seq: String(seq), ...(reason === "" ? {} : { alasan: reason }) });
    const answer = await fetch(`${this.address}/masukan?${asked.toString()}`, { headers: { Accept: "application/json" } });
    this.inputs.set(place, answer.ok ? ((await answer.json()) as { decisions: Asked[] }).decisions : null);
    this.again();
  }
}
