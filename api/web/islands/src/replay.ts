// Replays a case on its diagram from its time line. What a position shows depends on the position alone; without
// scripts the page leads to the same facts as a table.
import "./replay/replay.css";
import { DiagramView, useKeys } from "./shared/diagram_view";
import { load } from "./replay/document";
import { Drawings } from "./replay/drawings";
import { Model } from "./replay/model";
import { Panels } from "./replay/panels";
import { Player } from "./replay/player";
import { Moments } from "./replay/saying";
import { Sentences } from "./replay/sentences";
import { Strip } from "./replay/strip";
import { Trail } from "./replay/trail";
import { Twin } from "./replay/twin";

function part<T extends Element>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(selector);
  return found;
}

async function start(root: HTMLElement): Promise<void> {
  root.hidden = false;
  const address = root.dataset.replay ?? "";
  const model = new Model(await load(address));
  const moments = new Moments(model.line.t0, model.line.zone, root.dataset.language ?? "id");
  const sentences = new Sentences(model, moments);
  const canvas = part<HTMLElement>(root, "[data-canvas]");
  const view = new DiagramView(canvas, part(root, "[data-minimap]"));
  const drawings = new Drawings(model, canvas, view);
  const strip = new Strip(part(root, "[data-strip]"), model);
  const panels = new Panels(root, model, sentences, moments, address);
  const twin = new Twin(part(root, "[data-twin]"), model, sentences);
  const slider = part<HTMLInputElement>(root, "[data-slider]"), when = part(root, "[data-when]"), said = part(root, "[data-said]");
  const follow = part<HTMLInputElement>(root, "[data-follow]");
  const field = part<HTMLInputElement>(root, "[data-moment]");
  const trail = new Trail(part(root, "[data-trail]"), model, (picture) => { void drawings.go(player.position, picture, false).then(() => { trail.go(drawings.current, player.position); view.reveal(drawings.goingOn(), true); }); });

  const show = (at: number): void => {
    const told = sentences.when(at);
    when.textContent = told;
    slider.setAttribute("aria-valuetext", told);
    said.textContent = sentences.event(at);
    field.value = moments.field(model.event(at).at);
    strip.go(at);
    const picture = follow.checked || drawings.current === null ? drawings.pictureAt(at) : drawings.current;
    trail.go(picture, at);
    drawn = drawings.go(at, picture, follow.checked);
    panels.go(at);
    twin.go(at);
  };
  let drawn: Promise<void> = Promise.resolve();
  const player = new Player(root, model, show);

  part(root, "[data-jump]").addEventListener("submit", (event) => {
    event.preventDefault();
    player.stop();
    if (field.value !== "") player.go(model.at(moments.read(field.value)));
  });
  part<HTMLInputElement>(root, "[data-mode]").addEventListener("change", (event) => {
    drawings.isTimed = (event.target as HTMLInputElement).checked;
    drawings.redraw();
  });
  drawings.onChoose = (place) => { part(root, "[data-chosen]").textContent = sentences.place(place, player.position); };
  useKeys(part(root, "[data-view-keys]"), view, () => drawings.goingOn());
  // The end is what most readers look for; an address may name another event.
  const wanted = Number(new URLSearchParams(location.search).get("peristiwa") ?? model.length);
  player.go(wanted - 1);
  await drawn;
  view.reveal(drawings.goingOn(), true);
  Object.assign(root, { replay: { length: model.length, breaches: model.breaches, decisions: model.decisions, go: async (at: number) => { player.go(at); await drawn; } } });
  document.documentElement.dataset.replayed = "1";
}

const root = document.querySelector<HTMLElement>("[data-replay]");
if (root !== null) {
  start(root).catch(() => { part<HTMLElement>(root, "[data-failed]").hidden = false; });
}
