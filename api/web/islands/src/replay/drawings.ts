// The diagrams that a case went through: each is fetched once, and shows how its places stand at a position.
import type { DiagramView } from "../shared/diagram_view";
import { say } from "../shared/words";
import { last, type Model, type Place } from "./model";
import { lasting } from "./saying";

const SVG = "http://www.w3.org/2000/svg";
const TALLY_GAP = 12;

interface Drawn { place: Place; groups: SVGGElement[]; base: string; shown: string; tally: SVGTextElement | null; told: string }
interface Drawing { run: number; name: string; host: HTMLElement; picture: SVGSVGElement; drawn: Map<Place, Drawn>; groups: Map<string, SVGGElement> }

export class Drawings {
  private readonly known = new Map<string, Promise<Drawing>>();
  private readonly ready: Drawing[] = [];
  private shown: Drawing | null = null;
  private position = 0;
  isTimed = false;
  onChoose: (place: Place) => void = () => undefined;

  constructor(private readonly model: Model, private readonly canvas: HTMLElement, private readonly view: DiagramView) {
    canvas.addEventListener("click", (event) => {
      const id = (event.target as Element).closest<SVGGElement>("g.element")?.dataset.elementId;
      const place = this.shown === null || id === undefined ? undefined : model.places.get(`${this.shown.run}/${id}`);
      if (place !== undefined) this.onChoose(place);
    });
  }

  get current(): { run: number; name: string } | null { return this.shown; }

  pictureAt(at: number): { run: number; name: string } {
    const { run } = this.model.event(at);
    const focus = this.model.focus(at);
    return { run, name: focus !== null && focus.picture !== "" ? focus.picture : (this.model.line.runs[run]?.picture ?? "") };
  }

  // Everything that a position shows on the drawing: the same whichever way one came there.
  async go(at: number, picture: { run: number; name: string }, follows: boolean): Promise<void> {
    this.position = at;
    const here = this.shown;
    if (here === null || here.run !== picture.run || here.name !== picture.name) {
      const next = await this.load(picture.run, picture.name);
      if (at !== this.position) return;
      if (here !== null) here.host.hidden = true;
      next.host.hidden = false;
      this.shown = next;
      this.view.show(next.picture);
    }
    if (this.shown !== null) this.draw(this.shown, at);
    if (follows) this.view.reveal(this.goingOn(at));
  }

  redraw(): void { if (this.shown !== null) this.draw(this.shown, this.position); }

  // What a reader looks for: the event's own element, else what is open, else what was reached last.
  goingOn(at = this.position): SVGGraphicsElement[] {
    if (this.shown === null) return [];
    const focus = this.model.focus(at);
    const own = focus === null ? undefined : this.shown.drawn.get(focus)?.groups;
    if (own?.length) return own;
    const { run } = this.shown;
    const open = [...this.model.openTasks(at).filter((one) => one.run === run).flatMap((one) => one.places),
      ...this.model.openWaits(at).filter((one) => one.run === run).flatMap((one) => this.model.placesOf(run, one.element, at))];
    return open.flatMap((place) => this.shown?.drawn.get(place)?.groups ?? []);
  }

  private load(run: number, name: string): Promise<Drawing> {
    const key = `${run}/${name}`;
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, found = this.fetched(run, name));
    return found;
  }

  private async fetched(run: number, name: string): Promise<Drawing> {
    const answer = await fetch(`/audit/diagram/${this.model.line.runs[run]?.sha256 ?? ""}/${encodeURIComponent(name)}.svg`);
    if (!answer.ok) throw new Error(String(answer.status));
    const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
    const picture = document.adoptNode(parsed) as unknown as SVGSVGElement;
    const host = document.createElement("div");
    host.append(picture);
    host.hidden = true;
    this.canvas.append(host);
    const groups = new Map<string, SVGGElement>();
    for (const one of picture.querySelectorAll<SVGGElement>("g.element")) groups.set(one.dataset.elementId ?? "", one);
    const drawn = new Map<Place, Drawn>();
    for (const place of this.model.places.values()) {
      const group = place.run === run ? groups.get(place.id) : undefined;
      if (group !== undefined) drawn.set(place, { place, groups: [group], base: group.getAttribute("class") ?? "", shown: "", tally: null, told: "" });
    }
    const drawing = { run, name, host, picture, drawn, groups };
    this.ready.push(drawing);
    return drawing;
  }

  private draw(drawing: Drawing, at: number): void {
    const missed = this.model.missed(at);
    const focus = this.model.focus(at);
    const { run, element } = this.model.event(at);
    const around = new Set(this.model.isDrawn(run, element) ? this.model.placesOf(run, element, at) : []);
    for (const one of drawn(drawing)) {
      const mark = last(one.place.marks, at);
      let state = "";
      if (mark !== undefined) {
        if (mark.open > 0) state = [...one.place.leads].some((lead) => missed.has(lead)) ? " current late" : " current";
        else if (mark.waiting > 0) state = " current waiting";
        else if (mark.visits > 0) state = " done";
        else if (mark.cancelled > 0) state = " cancelled";
      }
      if (one.place === focus || around.has(one.place)) state += " now";
      if (state !== one.shown) {
        for (const group of one.groups) group.setAttribute("class", one.base + state);
        one.shown = state;
      }
      this.tell(drawing, one, mark?.visits ?? 0, this.isTimed ? (mark?.spent ?? 0) : 0);
    }
    this.view.mark([...drawing.drawn.values()].filter((one) => one.shown.includes("current")).flatMap((one) => one.groups));
  }

  // How often, or how long, at a corner of the place.
  private tell(drawing: Drawing, one: Drawn, visits: number, spent: number): void {
    const isStep = one.base.includes("ask") || one.base.includes("Activity") || one.base.includes("Process");
    const told = !isStep ? "" : this.isTimed ? (spent > 0 ? lasting(spent) : "") : visits > 1 ? say("{n} kali", { n: visits }) : "";
    if (told === one.told) return;
    one.told = told;
    const [group] = one.groups;
    if (one.tally === null && group !== undefined) {
      const box = this.view.boxOf(group);
      one.tally = document.createElementNS(SVG, "text");
      one.tally.setAttribute("class", "tally");
      one.tally.setAttribute("x", String(box.x + box.width / 2));
      one.tally.setAttribute("y", String(box.y + box.height + TALLY_GAP));
      drawing.picture.append(one.tally);
    }
    if (one.tally !== null) one.tally.textContent = told;
  }
}

function drawn(drawing: Drawing): Iterable<Drawn> { return drawing.drawn.values(); }
