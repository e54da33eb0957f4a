// What the check says, at the elements of the canvas and as a list; the service's rules are the only ones.
import { say } from "../shared/words";
import type { Canvas, Overlays, Registry, Shape } from "./editor";

export interface Refusal { file: string; element: string; name: string; code: string; reason: string; remedy: string }
export interface Answer { revision: number; refusals: Refusal[] }
const MARK = "studio-refused", KIND = "refusals", AGAIN_MS = 2000;

export class Findings {
  private marked: Shape[] = [];
  private asked = 0;

  constructor(private readonly address: string, private readonly file: string, private readonly list: HTMLElement, private readonly count: HTMLElement, private readonly registry: Registry, private readonly canvas: Canvas, private readonly overlays: Overlays, private readonly choose: (one: Shape) => void) {}

  async ask(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    this.count.textContent = say("Sedang diperiksa");
    let answer: Response;
    try {
      answer = await fetch(this.address, { headers: { Accept: "application/json" } });
    } catch {
      answer = Response.error();
    }
    if (mine !== this.asked) return;
    if (answer.status === 409) return;  // a newer revision is checked in place of this one
    if (answer.status === 503) {
      setTimeout(() => { if (mine === this.asked) void this.ask(); }, AGAIN_MS);
      return;
    }
    if (!answer.ok) {
      this.count.textContent = say("Pemeriksaan tidak dapat dijangkau");
      return;
    }
    this.show(((await answer.json()) as Answer).refusals);
  }

  private show(refusals: Refusal[]): void {
    this.overlays.remove({ type: KIND });
    for (const one of this.marked) this.canvas.removeMarker(one, MARK);
    this.marked = [];
    this.count.textContent = refusals.length === 0 ? say("Tidak ada yang perlu dibereskan") : say("Yang perlu dibereskan: {n}", { n: refusals.length });
    const here = new Map<string, Refusal[]>();
    for (const one of refusals) if (one.file === this.file && one.element !== "") here.set(one.element, [...(here.get(one.element) ?? []), one]);
    for (const [id, found] of here) this.mark(id, found);
    this.list.replaceChildren(...refusals.map((one) => this.item(one)));
  }

  private mark(id: string, found: Refusal[]): void {
    const shape = this.registry.get(id);
    if (shape === undefined) return;
    this.canvas.addMarker(shape, MARK);
    this.marked.push(shape);
    const badge = document.createElement("span");
    badge.className = "studio-badge";
    badge.textContent = String(found.length);
    badge.title = found.map((one) => one.reason).join("\n");
    this.overlays.add(shape, KIND, { position: { top: -12, right: 12 }, html: badge });
  }

  private item(one: Refusal): HTMLElement {
    const item = document.createElement("li");
    const reason = document.createElement("strong"), remedy = document.createElement("p");
    reason.textContent = one.reason;
    remedy.textContent = one.remedy;
    const shape = one.file === this.file && one.element !== "" ? this.registry.get(one.element) : undefined;
    const place = document.createElement(shape === undefined ? "small" : "button");
    place.textContent = one.name || one.element || one.file;
    if (shape !== undefined) {
      (place as HTMLButtonElement).type = "button";
      place.className = "btn btn-outline-primary btn-sm";
      place.addEventListener("click", () => this.choose(shape));
    }
    item.append(reason, remedy, place);
    return item;
  }
}
