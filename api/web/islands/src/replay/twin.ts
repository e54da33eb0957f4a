// Every step that the case knew, as a table: how it stood at the position, how often, how long, by whom. Filled when open.
import type { Model, Place } from "./model";
import { last } from "./model";
import { lasting } from "./saying";
import type { Sentences } from "./sentences";

const CALM_MS = 150;
const STEPS = /Task$|^task$|callActivity|subProcess|transaction|Event$/;

export class Twin {
  private readonly rows = new Map<Place, HTMLTableCellElement[]>();
  private timer = 0;
  private position = 0;

  constructor(private readonly host: HTMLDetailsElement, private readonly model: Model, private readonly sentences: Sentences) {
    host.addEventListener("toggle", () => { this.fill(); });
  }

  go(at: number): void {
    this.position = at;
    if (!this.host.open) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => { this.fill(); }, CALM_MS);
  }

  private fill(): void {
    if (!this.host.open) return;
    if (this.rows.size === 0) this.build();
    for (const [place, cells] of this.rows) {
      const mark = last(place.marks, this.position);
      const texts = [this.sentences.state(place, this.position), String(mark?.visits ?? 0), mark === undefined || mark.spent === 0 ? "–" : lasting(mark.spent), mark === undefined || mark.by < 0 ? "–" : this.sentences.who(mark.by)];
      texts.forEach((text, index) => { const cell = cells[index]; if (cell !== undefined && cell.textContent !== text) cell.textContent = text; });
    }
  }

  private build(): void {
    const body = this.host.querySelector("tbody");
    for (const place of this.model.places.values()) {
      const kind = this.model.word(this.model.line.runs[place.run]?.elements[place.word]?.[0] ?? -1);
      if (!STEPS.test(kind)) continue;
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = this.sentences.step(place.run, place.word);
      const cells = [0, 1, 2, 3].map(() => document.createElement("td"));
      const clauses = document.createElement("td");
      clauses.textContent = this.model.clauses(place.run, place.word).join(", ") || "–";
      row.append(head, ...cells, clauses);
      body?.append(row);
      this.rows.set(place, cells);
    }
  }
}
