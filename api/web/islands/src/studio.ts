// The diagram editor of a change: bpmn-js with our own panel, a list of steps, the check beside it, and saving by itself.
import "./studio/studio.css";
import { read, say } from "./shared/words";
import { type Bus, type Canvas, make, type Moddle, type Modeling, type Overlays, type Registry, type Selection, type Shape } from "./studio/editor";
import { Findings } from "./studio/findings";
import { type Choices, Panel } from "./studio/panel";
import { type Saved, Saving, type State } from "./studio/saving";
import { kindOf, Steps } from "./studio/steps";

function part<T extends Element>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(selector);
  return found;
}

async function start(root: HTMLElement): Promise<void> {
  root.hidden = false;
  const address = root.dataset.file ?? "";
  const choices = read<Choices>("pilihan") ?? { roles: {}, forms: [], documents: [], decisions: [], clauses: {} };
  const modeler = make(part(root, "[data-canvas]"));
  const canvas = modeler.get<Canvas>("canvas"), registry = modeler.get<Registry>("elementRegistry"), selection = modeler.get<Selection>("selection");
  const bus = modeler.get<Bus>("eventBus"), stack = modeler.get<{ undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean }>("commandStack");
  const said = part<HTMLElement>(root, "[data-said]"), collided = part<HTMLElement>(root, "[data-collided]");
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const revision = Number((answer.headers.get("ETag") ?? "0").replace(/^W\//, "").replaceAll('"', ""));
  await modeler.importXML(await answer.text());

  const reveal = (one: Shape): void => { selection.select(one); canvas.scrollToElement(one); };
  const panel = new Panel(part(root, "[data-panel]"), choices, modeler.get<Modeling>("modeling"), modeler.get<Moddle>("moddle"), registry);
  const steps = new Steps(part(root, "[data-steps] tbody"), registry, choices, (one) => { reveal(one); part<HTMLElement>(root, "[data-panel]").focus(); });
  const findings = new Findings(root.dataset.check ?? "", root.dataset.path ?? "", part(root, "[data-findings]"), part(root, "[data-count]"), registry, canvas, modeler.get<Overlays>("overlays"), reveal);

  const tell = (state: State): void => {
    root.dataset.state = state.kind;
    said.textContent = sentence(state);
    collided.hidden = state.kind !== "collides";
    if (state.kind === "collides") part(collided, "[data-who]").textContent = collision(state.collision);
  };
  const saved = (now: Saved, isLatest: boolean): void => {
    if (now.merged && isLatest) void modeler.importXML(now.content).then(() => { steps.show(); panel.show(undefined, kindOf); });
    void findings.ask();
  };
  const content = async (): Promise<string> => (await modeler.saveXML({ format: true })).xml ?? "";
  const saving = new Saving(address, revision, content, tell, saved);

  const redraw = (): void => { steps.show(); panel.show(selection.get().length === 1 ? selection.get()[0] : undefined, kindOf); buttons(); };
  const undo = part<HTMLButtonElement>(root, "[data-undo]"), redo = part<HTMLButtonElement>(root, "[data-redo]");
  const buttons = (): void => { undo.disabled = !stack.canUndo(); redo.disabled = !stack.canRedo(); };
  undo.addEventListener("click", () => stack.undo());
  redo.addEventListener("click", () => stack.redo());
  for (const one of root.querySelectorAll<HTMLElement>("[data-zoom]")) one.addEventListener("click", () => { canvas.zoom(one.dataset.zoom === "fit" ? "fit-viewport" : canvas.zoom(NaN) * Number(one.dataset.zoom)); });
  part(root, "[data-save]").addEventListener("click", () => void saving.now());
  part(collided, "[data-take]").addEventListener("click", () => void (async () => {
    const newest = await fetch(address);
    if (!newest.ok) return;
    await modeler.importXML(await newest.text());
    saving.from(Number((newest.headers.get("ETag") ?? "0").replace(/^W\//, "").replaceAll('"', "")));
    redraw();
    void findings.ask();
  })());
  bus.on("selection.changed", (event) => panel.show(event.newSelection?.length === 1 ? event.newSelection[0] : undefined, kindOf));
  bus.on("elements.changed", () => undefined);
  bus.on("commandStack.changed", () => { if (stack.canUndo() || stack.canRedo()) saving.touch(); redraw(); });

  begin(canvas, registry, reveal);
  redraw();
  tell({ kind: "saved" });
  void findings.ask();
  root.dataset.ready = "1";
}

// At a readable scale, on the element that the address names, or where the procedure begins.
function begin(canvas: Canvas, registry: Registry, reveal: (one: Shape) => void): void {
  canvas.zoom(1);
  const named = registry.get(decodeURIComponent(location.hash.slice(1)));
  const first = registry.filter((one) => one.type === "bpmn:StartEvent").sort((left, right) => left.y - right.y)[0];
  if (named !== undefined) reveal(named);
  else if (first !== undefined) canvas.scrollToElement(first);
}

function sentence(state: State): string {
  switch (state.kind) {
    case "saved": return say("Semua tersimpan.");
    case "waiting": return say("Ada yang belum tersimpan.");
    case "saving": return say("Sedang disimpan.");
    case "unreachable": return say("Belum tersimpan: sambungan terputus. Dicoba lagi dengan sendirinya.");
    case "ended": return say("Belum tersimpan: sesi Anda berakhir. Masuk kembali pada tab lain; halaman ini lalu menyimpan sendiri.");
    case "collides": return say("Belum tersimpan: bagian yang sama diubah orang lain.");
    case "refused": return say("Belum tersimpan: isi berkas tidak diterima.");
  }
}

function collision(found: { elements: string[]; by?: string; at?: string }): string {
  const at = found.at === undefined ? "" : new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date(found.at));
  return say("{who} mengubah {what} pada {at}.", { who: found.by ?? "?", what: found.elements.filter(Boolean).join(", ") || say("berkas ini"), at });
}

for (const root of document.querySelectorAll<HTMLElement>("[data-studio]")) {
  start(root).catch((fault: unknown) => {
    part<HTMLElement>(root, "[data-failed]").hidden = false;
    throw fault;
  });
}
