// A diagram larger than any window: it opens where something goes on, at a scale at which it can be read, and is moved
// by scrolling, dragging, keys and a small map. Sizes are attributes of the drawing; no style is written.
const SVG = "http://www.w3.org/2000/svg";
const SMALLEST = 0.15, LARGEST = 2.5, STEP = 1.25;
const READABLE = 1, READABLE_ON_PHONE = 0.8, NARROW_PX = 500;

export interface Box { x: number; y: number; width: number; height: number }

export class DiagramView {
  private scale = READABLE;
  private picture: SVGSVGElement | null = null;
  private natural: Box = { x: 0, y: 0, width: 1, height: 1 };
  private room = { width: 1, height: 1 };
  private readonly boxes = new WeakMap<SVGGraphicsElement, Box>();
  private readonly frame = document.createElementNS(SVG, "rect");
  private readonly here = document.createElementNS(SVG, "path");
  private waiting = 0;

  constructor(private readonly canvas: HTMLElement, private readonly map: SVGSVGElement | null) {
    new ResizeObserver(() => { this.measure(); this.mapped(); }).observe(canvas);
    canvas.addEventListener("scroll", () => { this.mapped(); }, { passive: true });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? STEP : 1 / STEP);
    }, { passive: false });
    this.drag();
    this.frame.classList.add("minimap-frame");
    this.here.classList.add("minimap-here");
    map?.addEventListener("pointerdown", (event) => { this.moveByMap(map, event); });
    map?.addEventListener("pointermove", (event) => { if (event.buttons === 1) this.moveByMap(map, event); });
    this.measure();
  }

  // Show a drawing that lies in the canvas already.
  show(picture: SVGSVGElement): void {
    this.picture = picture;
    const [x = 0, y = 0, width = 1, height = 1] = (picture.getAttribute("viewBox") ?? "").split(/\s+/).map(Number);
    this.natural = { x, y, width, height };
    this.scale = this.room.width < NARROW_PX ? READABLE_ON_PHONE : READABLE;
    this.sized();
    this.drawMap(picture);
  }

  zoom(by: number): void {
    const { scrollLeft, scrollTop } = this.canvas;
    const x = (scrollLeft + this.room.width / 2) / this.scale, y = (scrollTop + this.room.height / 2) / this.scale;
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, this.scale * by));
    this.sized();
    this.canvas.scrollTo(x * this.scale - this.room.width / 2, y * this.scale - this.room.height / 2);
  }

  fit(): void {
    this.scale = Math.max(SMALLEST, Math.min(this.room.width / this.natural.width, this.room.height / this.natural.height, 1));
    this.sized();
    this.canvas.scrollTo(0, 0);
  }

  // Bring elements into view, at a scale at which they can be read; nothing moves while they are in view already.
  reveal(elements: SVGGraphicsElement[], again = false): void {
    const boxes = elements.map((one) => this.boxOf(one));
    if (boxes.length === 0) return;
    if (again) { this.scale = Math.max(this.scale, this.room.width < NARROW_PX ? READABLE_ON_PHONE : READABLE); this.sized(); }
    const first = boxes[0] as Box;
    const left = (first.x - this.natural.x) * this.scale, top = (first.y - this.natural.y) * this.scale;
    const width = first.width * this.scale, height = first.height * this.scale;
    const { scrollLeft, scrollTop } = this.canvas;
    const isWide = left >= scrollLeft && left + width <= scrollLeft + this.room.width;
    const isHigh = top >= scrollTop && top + height <= scrollTop + this.room.height;
    if (isWide && isHigh && !again) return;
    this.canvas.scrollTo(isWide && !again ? scrollLeft : left + width / 2 - this.room.width / 2, isHigh && !again ? scrollTop : top + height / 2 - this.room.height / 2);
  }

  // Show on the map where something goes on.
  mark(elements: SVGGraphicsElement[]): void {
    this.here.setAttribute("d", elements.map((one) => outline(this.boxOf(one))).join(""));
  }

  boxOf(element: SVGGraphicsElement): Box {
    const known = this.boxes.get(element);
    if (known !== undefined) return known;
    const { x, y, width, height } = element.getBBox();
    const box = { x, y, width, height };
    if (width > 0) this.boxes.set(element, box);
    return box;
  }

  private sized(): void {
    this.picture?.setAttribute("width", String(this.natural.width * this.scale));
    this.picture?.setAttribute("height", String(this.natural.height * this.scale));
    this.mapped();
  }

  private measure(): void {
    this.room = { width: this.canvas.clientWidth || 1, height: this.canvas.clientHeight || 1 };
  }

  private drawMap(picture: SVGSVGElement): void {
    if (this.map === null) return;
    const { x, y, width, height } = this.natural;
    this.map.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    const ground = document.createElementNS(SVG, "path");
    ground.classList.add("minimap-ground");
    const bodies = [...picture.querySelectorAll<SVGRectElement>("g.element:not(.participant, .lane, .subProcess, .transaction) > rect:first-child")];
    ground.setAttribute("d", bodies.map((one) => outline({ x: +(one.getAttribute("x") ?? 0), y: +(one.getAttribute("y") ?? 0), width: +(one.getAttribute("width") ?? 0), height: +(one.getAttribute("height") ?? 0) })).join(""));
    this.map.replaceChildren(ground, this.here, this.frame);
    this.mapped();
  }

  private mapped(): void {
    if (this.map === null || this.waiting !== 0) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      const { scrollLeft, scrollTop } = this.canvas;
      const values = { x: this.natural.x + scrollLeft / this.scale, y: this.natural.y + scrollTop / this.scale, width: Math.min(this.natural.width, this.room.width / this.scale), height: Math.min(this.natural.height, this.room.height / this.scale) };
      for (const [name, value] of Object.entries(values)) this.frame.setAttribute(name, String(value));
    });
  }

  private moveByMap(map: SVGSVGElement, event: PointerEvent): void {
    const place = map.getBoundingClientRect();
    const scale = Math.min(place.width / this.natural.width, place.height / this.natural.height);
    const x = (event.clientX - place.left - (place.width - this.natural.width * scale) / 2) / scale;
    const y = (event.clientY - place.top - (place.height - this.natural.height * scale) / 2) / scale;
    this.canvas.scrollTo(x * this.scale - this.room.width / 2, y * this.scale - this.room.height / 2);
  }

  private drag(): void {
    let from: { x: number; y: number; left: number; top: number } | null = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) from = { x: event.clientX, y: event.clientY, left: this.canvas.scrollLeft, top: this.canvas.scrollTop };
    });
    window.addEventListener("pointermove", (event) => {
      if (from !== null) this.canvas.scrollTo(from.left - event.clientX + from.x, from.top - event.clientY + from.y);
    });
    window.addEventListener("pointerup", () => { from = null; });
  }
}

function outline({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

// The keys beside a diagram; `now` says what goes on.
export function useKeys(keys: HTMLElement, view: DiagramView, now: () => SVGGraphicsElement[]): void {
  keys.hidden = false;
  keys.addEventListener("click", (event) => {
    const wanted = (event.target as Element).closest<HTMLElement>("[data-zoom]")?.dataset.zoom;
    if (wanted === "in") view.zoom(STEP);
    if (wanted === "out") view.zoom(1 / STEP);
    if (wanted === "fit") view.fit();
    if (wanted === "now") view.reveal(now(), true);
  });
}
