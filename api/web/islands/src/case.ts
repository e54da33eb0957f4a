// The diagrams of a case's page, and that of figures about many cases: each opens on what is going on now, at a scale at which it can be read.
import "./replay/marks.css";
import { DiagramView, useKeys } from "./shared/diagram_view";

const ORDER = [".element.current.late", ".element.current", ".element.endEvent.done", ".element.done", ".element.heat-4"];

function goingOn(picture: SVGSVGElement): SVGGraphicsElement[] {
  for (const selector of ORDER) {
    const found = [...picture.querySelectorAll<SVGGraphicsElement>(selector)];
    if (found.length > 0) return found;
  }
  return [];
}

for (const host of document.querySelectorAll<HTMLElement>("[data-view]")) {
  const canvas = host.querySelector<HTMLElement>("[data-canvas]"), picture = canvas?.querySelector<SVGSVGElement>("svg.bpmn");
  const keys = host.parentElement?.querySelector<HTMLElement>("[data-view-keys]");
  if (!canvas || !picture || !keys) continue;
  const view = new DiagramView(canvas, host.querySelector<SVGSVGElement>("[data-minimap]"));
  const now = (): SVGGraphicsElement[] => goingOn(picture);
  view.show(picture);
  view.mark([...picture.querySelectorAll<SVGGraphicsElement>(".element.current")]);
  view.reveal(now(), true);
  useKeys(keys, view, now);
}
document.documentElement.dataset.case = "1";
