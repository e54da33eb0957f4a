// Which picture is shown: the process, or one that it calls, opened in its place, with the way back.
import { say } from "../shared/words";
import type { Model } from "./model";

export interface Picture { run: number; name: string }

export class Trail {
  private shown = "";

  constructor(private readonly host: Element, private readonly model: Model, private readonly open: (picture: Picture) => void) {
    host.addEventListener("click", (event) => {
      const { run, picture } = (event.target as Element).closest<HTMLElement>("[data-picture]")?.dataset ?? {};
      if (run !== undefined && picture !== undefined) this.open({ run: Number(run), name: picture });
    });
  }

  go(picture: Picture | null, at: number): void {
    if (picture === null) return;
    const ways = this.ways(picture, at);
    const key = JSON.stringify(ways);
    if (key === this.shown) return;
    this.shown = key;
    this.host.replaceChildren(...ways.map((way, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = way.label;
      button.dataset.run = String(way.run);
      button.dataset.picture = way.name;
      if (index === ways.length - 1) button.setAttribute("aria-current", "true");
      return button;
    }));
  }

  // The process, then each call on the way to the picture.
  private ways({ run, name }: Picture, at: number): (Picture & { label: string })[] {
    const known = this.model.line.runs[run];
    if (known === undefined) return [];
    const begin = { run, name: known.picture, label: known.overlay ? say("Kewajiban: {name}", { name: known.name }) : known.name };
    if (name === known.picture) return [begin];
    const inside = [...this.model.places.values()].find((place) => place.run === run && place.picture === name);
    const calls = inside === undefined ? [] : this.model.callers(run, inside.word, at).slice(1).reverse();
    const below = calls.map((call, index) => {
      const next = index + 1 < calls.length ? this.model.placeOf(run, calls[index + 1] ?? -1).picture : name;
      return { run, name: next, label: this.model.name(run, call) };
    });
    return [begin, ...below];
  }
}
