// The parts of bpmn-js that the studio uses, with their types, and an editor that offers what runs here and no more.
import Modeler from "bpmn-js/lib/Modeler";
import Minimap from "diagram-js-minimap";
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
import { say } from "../shared/words";
import lindung from "./lindung.json";

export interface Thing { id: string; $type: string; name?: string; get(name: string): unknown; $instanceOf(type: string): boolean }
export interface Shape { id: string; type: string; businessObject: Thing; parent?: Shape; source?: Shape; target?: Shape; incoming?: Shape[]; outgoing?: Shape[]; labelTarget?: Shape; children?: Shape[]; x: number; y: number; width: number; height: number }
export interface Modeling { updateProperties(element: Shape, properties: Record<string, unknown>): void }
export interface Registry { get(id: string): Shape | undefined; filter(test: (one: Shape) => boolean): Shape[] }
export interface Selection { select(one: Shape): void; get(): Shape[] }
export interface Canvas { zoom(to: number | string, at?: unknown): number; viewbox(box?: unknown): { x: number; y: number; scale: number; outer: { width: number; height: number } }; scrollToElement(one: Shape): void; addMarker(one: Shape, name: string): void; removeMarker(one: Shape, name: string): void }
export interface Overlays { add(one: Shape, kind: string, what: unknown): string; remove(which: { type: string }): void }
export interface Bus { on(event: string, what: (event: { newSelection?: Shape[]; element?: Shape }) => void): void }
export interface Moddle { create(type: string, values: Record<string, unknown>): unknown }

// What the engine runs: engine/bpmn/rules/base/elements.py has the list, and the check refuses all else.
const RUNS = /^replace-with-(user-task|rule-task|send-task|receive-task|call-activity|expanded-subprocess|collapsed-subprocess|subprocess|event-subprocess|(exclusive|parallel|inclusive|event-based)-gateway|none-(start|end|intermediate-throw(ing)?)|(non-interrupting-)?(message|timer|signal|error|escalation|conditional)-(start|intermediate-catch|intermediate-throw|boundary|end)|terminate-end|(sequence|default|conditional)-flow)$/;
const DEFAULT_ID = /^(Activity|Event|Gateway|Flow|Lane|Participant|SubProcess|StartEvent|EndEvent|Task)_[0-9a-z]{7}$/;

interface PaletteEntry { group: string; className?: string; title?: string; separator?: boolean; action?: Record<string, unknown> }

// The palette of what runs: nothing that would have to be taken out again.
function Palette(this: { getPaletteEntries(): Record<string, PaletteEntry> }, palette: { registerProvider(one: unknown): void }, create: { start(event: Event, shape: unknown): void }, factory: { createShape(values: Record<string, unknown>): unknown }, hand: { activateHand(event: Event): void }, lasso: { activateSelection(event: Event): void }, connect: { start(event: Event): void; toggle(event: Event): void }) {
  palette.registerProvider(this);
  const making = (type: string, group: string, className: string, title: string, more: Record<string, unknown> = {}): PaletteEntry => {
    const start = (event: Event) => create.start(event, factory.createShape({ type, ...more }));
    return { group, className, title: say(title), action: { dragstart: start, click: start } };
  };
  this.getPaletteEntries = () => ({
    hand: { group: "tools", className: "bpmn-icon-hand-tool", title: say("Geser gambar"), action: { click: (event: Event) => hand.activateHand(event) } },
    lasso: { group: "tools", className: "bpmn-icon-lasso-tool", title: say("Pilih beberapa"), action: { click: (event: Event) => lasso.activateSelection(event) } },
    connect: { group: "tools", className: "bpmn-icon-connection-multi", title: say("Hubungkan"), action: { click: (event: Event) => connect.toggle(event) } },
    tools: { group: "tools", separator: true },
    start: making("bpmn:StartEvent", "event", "bpmn-icon-start-event-none", "Tambah awal"),
    timer: making("bpmn:IntermediateCatchEvent", "event", "bpmn-icon-intermediate-event-catch-timer", "Tambah penunggu waktu", { eventDefinitionType: "bpmn:TimerEventDefinition" }),
    end: making("bpmn:EndEvent", "event", "bpmn-icon-end-event-none", "Tambah akhir"),
    user: making("bpmn:UserTask", "activity", "bpmn-icon-user-task", "Tambah tugas orang"),
    rule: making("bpmn:BusinessRuleTask", "activity", "bpmn-icon-business-rule-task", "Tambah keputusan dengan tabel"),
    call: making("bpmn:CallActivity", "activity", "bpmn-icon-call-activity", "Tambah bagian bersama"),
    exclusive: making("bpmn:ExclusiveGateway", "gateway", "bpmn-icon-gateway-xor", "Tambah pilihan satu jalan"),
    parallel: making("bpmn:ParallelGateway", "gateway", "bpmn-icon-gateway-parallel", "Tambah jalan bersamaan"),
    inclusive: making("bpmn:InclusiveGateway", "gateway", "bpmn-icon-gateway-or", "Tambah pilihan beberapa jalan"),
  });
}
Palette.$inject = ["palette", "create", "elementFactory", "handTool", "lassoTool", "globalConnect"];

function OnlyWhatRuns(this: { getPopupMenuEntries(): unknown }, menu: { registerProvider(id: string, priority: number, one: unknown): void }) {
  menu.registerProvider("bpmn-replace", 500, this);
  this.getPopupMenuEntries = () => (entries: Record<string, unknown>) => Object.fromEntries(Object.entries(entries).filter(([name]) => !name.startsWith("replace-with-") || RUNS.test(name)));
}
OnlyWhatRuns.$inject = ["popupMenu"];

export function idOf(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(plain) ? plain.slice(0, 60) : plain ? `l_${plain}`.slice(0, 60) : "";
}

// An element's id is made from its first name and then kept: addresses, histories and moved cases rest on it.
class IdsFromNames extends CommandInterceptor {
  static override $inject = ["eventBus", "modeling", "elementRegistry"];
  constructor(bus: never, modeling: Modeling, registry: Registry) {
    super(bus);
    this.postExecuted(["element.updateLabel", "element.updateProperties"], (event: { context: { element: Shape } }) => {
      const element = event.context.element.labelTarget ?? event.context.element;
      const name = idOf(String(element.businessObject.name ?? ""));
      if (!DEFAULT_ID.test(element.id) || name === "") return;
      let free = name;
      for (let number = 2; registry.get(free) !== undefined; number += 1) free = `${name}_${number}`;
      modeling.updateProperties(element, { id: free });
    });
    this.postExecuted(["connection.create", "element.updateProperties"], (event: { context: { connection?: Shape; element?: Shape } }) => {
      const { connection, element } = event.context;
      for (const flow of connection ? [connection] : [...(element?.incoming ?? []), ...(element?.outgoing ?? [])]) {
        const ends = [flow.source?.id ?? "", flow.target?.id ?? ""];
        const name = `alur_${ends.join("__")}`;
        if (flow.type !== "bpmn:SequenceFlow" || !DEFAULT_ID.test(flow.id) || ends.some((one) => one === "" || DEFAULT_ID.test(one))) continue;
        if (registry.get(name) === undefined) modeling.updateProperties(flow, { id: name });
      }
    });
  }
}

const TITLES: Record<string, string> = {
  "Append task": "Tambah tugas sesudah ini", "Append end event": "Tambah akhir", "Append gateway": "Tambah pilihan", "Append intermediate/boundary event": "Tambah peristiwa",
  "Change element": "Ubah jenis", "Delete": "Hapus", "Connect to other element": "Hubungkan", "Add text annotation": "Tambah catatan",
  "Add lane above": "Tambah lajur di atas", "Add lane below": "Tambah lajur di bawah", "Divide into two lanes": "Bagi menjadi dua lajur", "Divide into three lanes": "Bagi menjadi tiga lajur",
  "User task": "Tugas orang", "Business rule task": "Keputusan dengan tabel", "Call activity": "Bagian bersama", "Search in diagram": "Cari dalam diagram", "Open minimap": "Buka peta kecil", "Close minimap": "Tutup peta kecil",
};
const translate = (text: string, values: Record<string, string> = {}): string => {
  const known = TITLES[text];
  return (known === undefined ? text : say(known)).replace(/\{([^}]+)\}/g, (whole, name: string) => values[name] ?? whole);
};

export function make(container: HTMLElement): Modeler {
  return new Modeler({
    container,
    moddleExtensions: { lindung },
    additionalModules: [
      Minimap,
      {
        __init__: ["onlyWhatRuns", "idsFromNames"],
        paletteProvider: ["type", Palette],
        onlyWhatRuns: ["type", OnlyWhatRuns],
        idsFromNames: ["type", IdsFromNames],
        translate: ["value", translate],
      },
    ],
  } as never);
}
