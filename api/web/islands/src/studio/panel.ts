// What a policy officer may change of the chosen step: plain fields, each an undoable act of the editor.
import { say } from "../shared/words";
import type { Moddle, Modeling, Registry, Shape } from "./editor";

export interface Choices { roles: Record<string, string>; forms: string[]; documents: string[]; decisions: string[]; clauses: Record<string, string> }
type Kind = "text" | "roles" | "forms" | "documents" | "decisions" | "bases" | "tasks" | "expression";
interface Field { on: string[]; key: string; label: string; kind: Kind; help?: string }

const NODE = ["bpmn:FlowNode"];
const FIELDS: Field[] = [
  { on: ["bpmn:FlowNode", "bpmn:SequenceFlow", "bpmn:Lane", "bpmn:Participant"], key: "name", label: "Nama", kind: "text" },
  { on: ["bpmn:Lane"], key: "lindung:role", label: "Peran yang mengerjakan", kind: "roles" },
  { on: ["bpmn:UserTask", "bpmn:StartEvent"], key: "lindung:form", label: "Formulir", kind: "forms" },
  { on: ["bpmn:BusinessRuleTask"], key: "lindung:decision", label: "Tabel keputusan", kind: "decisions" },
  { on: ["bpmn:UserTask"], key: "lindung:separateFrom", label: "Bukan oleh orang yang menyelesaikan", kind: "tasks" },
  { on: ["bpmn:SequenceFlow"], key: "conditionExpression", label: "Dilalui bila", kind: "expression", help: "Ditulis dalam FEEL, misalnya: risiko = \"tinggi\"" },
  { on: NODE, key: "lindung:slaStart", label: "Mencatat peristiwa (awal hitungan waktu)", kind: "text" },
  { on: NODE, key: "lindung:slaStop", label: "Menghentikan batas waktu", kind: "text" },
  { on: NODE, key: "lindung:document", label: "Membuat surat", kind: "documents" },
  { on: ["bpmn:FlowNode", "bpmn:Lane"], key: "lindung:basis", label: "Dasar", kind: "bases" },
];
const BASES: Record<string, string> = { C: "Disebut dalam pasal", T: "Tersirat dalam pasal", L: "Hukum lain", P: "Usulan, perlu ditetapkan" };
const CLAUSED = ["bpmn:FlowNode", "bpmn:Lane"];
const SHOWN = 8;

export class Panel {
  constructor(private readonly root: HTMLElement, private readonly choices: Choices, private readonly modeling: Modeling, private readonly moddle: Moddle, private readonly registry: Registry) {}

  show(element: Shape | undefined, kindOf: (one: Shape) => string): void {
    this.root.replaceChildren();
    const head = document.createElement("h2");
    const thing = element?.businessObject;
    head.textContent = thing === undefined ? say("Langkah ini") : String(thing.name ?? "") || kindOf(element as Shape);
    this.root.append(head);
    if (element === undefined || thing === undefined) {
      this.root.append(this.line(say("Pilih satu langkah pada gambar atau pada daftar langkah.")));
      return;
    }
    this.root.append(this.line(`${kindOf(element)} · ${thing.id}`));
    for (const field of FIELDS) if (field.on.some((type) => thing.$instanceOf(type))) this.root.append(this.field(element, field));
    if (CLAUSED.some((type) => thing.$instanceOf(type))) this.root.append(this.clauses(element));
  }

  private line(text: string): HTMLElement {
    const made = document.createElement("p");
    made.className = "quiet";
    made.textContent = text;
    return made;
  }

  private field(element: Shape, field: Field): HTMLElement {
    const wrap = document.createElement("p");
    const label = document.createElement("label");
    const id = `isian-${field.key.replace(":", "-")}`;
    label.htmlFor = id;
    label.textContent = say(field.label);
    const options = this.options(element, field.kind);
    const input = document.createElement(options === null ? "input" : "select");
    input.id = id;
    input.className = options === null ? "form-control" : "form-select";
    const value = this.value(element, field);
    if (options !== null) {
      const known = new Map([["", say("Tidak ada")], ...options]);
      if (value !== "" && !known.has(value)) known.set(value, value);
      for (const [key, text] of known) input.append(new Option(text, key));
    }
    input.value = value;
    input.addEventListener("change", () => this.change(element, field, input.value.trim()));
    wrap.append(label, input);
    if (field.help !== undefined) {
      const help = document.createElement("small");
      help.textContent = say(field.help);
      wrap.append(help);
    }
    return wrap;
  }

  private value(element: Shape, field: Field): string {
    const value = element.businessObject.get(field.key);
    if (field.kind === "expression") return String((value as { body?: string } | undefined)?.body ?? "");
    return String(value ?? "");
  }

  private change(element: Shape, field: Field, value: string): void {
    const plain = value === "" ? undefined : value;
    const made = field.kind === "expression" && plain !== undefined ? this.moddle.create("bpmn:FormalExpression", { body: plain }) : plain;
    this.modeling.updateProperties(element, { [field.key]: made });
  }

  private options(element: Shape, kind: Kind): [string, string][] | null {
    const plain = (names: string[]): [string, string][] => names.map((name) => [name, name]);
    switch (kind) {
      case "roles": return Object.entries(this.choices.roles);
      case "forms": return plain(this.choices.forms);
      case "documents": return plain(this.choices.documents);
      case "decisions": return plain(this.choices.decisions);
      case "bases": return Object.entries(BASES).map(([key, text]) => [key, say(text)]);
      case "tasks": return this.registry.filter((one) => one.type === "bpmn:UserTask" && one.id !== element.id).map((one) => [one.id, String(one.businessObject.name ?? one.id)]);
      default: return null;
    }
  }

  // Clauses are found by their words and shown as the decree has them.
  private clauses(element: Shape): HTMLElement {
    const box = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = say("Pasal");
    const chosen = String(element.businessObject.get("lindung:clause") ?? "").split(/\s+/).filter(Boolean);
    const keep = (names: string[]): void => this.modeling.updateProperties(element, { "lindung:clause": names.length ? names.join(" ") : undefined });
    box.append(legend);
    for (const name of chosen) {
      const item = document.createElement("blockquote");
      const text = document.createElement("p");
      text.lang = "id";
      text.textContent = this.choices.clauses[name] ?? say("Pasal ini tidak ada dalam prosedur.");
      const remove = this.button(say("Lepas {name}", { name }), () => keep(chosen.filter((one) => one !== name)));
      const code = document.createElement("strong");
      code.textContent = name;
      item.append(code, text, remove);
      box.append(item);
    }
    const label = document.createElement("label");
    label.htmlFor = "cari-pasal";
    label.textContent = say("Cari pasal menurut kata-katanya");
    const search = document.createElement("input");
    search.id = "cari-pasal";
    search.className = "form-control";
    search.type = "search";
    const list = document.createElement("ul");
    list.className = "studio-clauses";
    search.addEventListener("input", () => {
      const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = Object.entries(this.choices.clauses).filter(([name, text]) => asked.length > 0 && !chosen.includes(name) && asked.every((word) => `${name} ${text}`.toLowerCase().includes(word)));
      list.replaceChildren(...fits.slice(0, SHOWN).map(([name, text]) => {
        const item = document.createElement("li");
        item.lang = "id";
        item.append(this.button(say("Pakai {name}", { name }), () => keep([...chosen, name])), ` ${text}`);
        return item;
      }));
    });
    box.append(label, search, list);
    return box;
  }

  private button(text: string, act: () => void): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-outline-primary btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
}
