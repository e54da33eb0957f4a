// Under the slider: where it was late, where the risk changed, where something was decided, and where one is.
import type { Model } from "./model";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const LINES: [string, (model: Model) => number[], number][] = [
  ["is-breach", (model) => model.breaches, 0],
  ["is-risk", (model) => model.risks, 10],
  ["is-decision", (model) => model.decisions, 20],
];

export class Strip {
  private readonly cursor = document.createElementNS(SVG, "path");
  private readonly step: number;

  constructor(host: SVGSVGElement, model: Model) {
    this.step = WIDTH / Math.max(1, model.length - 1);
    for (const [name, among, top] of LINES) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", name);
      path.setAttribute("d", among(model).map((at) => `M${(at * this.step).toFixed(1)} ${top}v8`).join(""));
      host.append(path);
    }
    this.cursor.setAttribute("class", "is-here");
    host.append(this.cursor);
  }

  go(at: number): void { this.cursor.setAttribute("d", `M${(at * this.step).toFixed(1)} 0v30`); }
}
