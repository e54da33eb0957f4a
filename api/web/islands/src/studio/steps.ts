// The list of steps: the way of the keyboard, the screen reader and the phone to everything that the canvas shows.
import { say } from "../shared/words";
import type { Choices } from "./panel";
import type { Registry, Shape } from "./editor";

const KINDS: [string, string][] = [
  ["bpmn:UserTask", "Tugas orang"], ["bpmn:BusinessRuleTask", "Keputusan dengan tabel"], ["bpmn:CallActivity", "Bagian bersama"], ["bpmn:SendTask", "Kirim kabar"], ["bpmn:ReceiveTask", "Tunggu kabar"], ["bpmn:SubProcess", "Bagian"],
  ["bpmn:StartEvent", "Awal"], ["bpmn:EndEvent", "Akhir"], ["bpmn:BoundaryEvent", "Peristiwa pada langkah"], ["bpmn:IntermediateCatchEvent", "Menunggu"], ["bpmn:IntermediateThrowEvent", "Peristiwa"],
  ["bpmn:Gateway", "Percabangan"], ["bpmn:SequenceFlow", "Jalan"], ["bpmn:Lane", "Lajur"], ["bpmn:Participant", "Pihak"],
];

export function kindOf(one: Shape): string {
  return say(KINDS.find(([type]) => one.businessObject.$instanceOf(type))?.[1] ?? "Unsur");
}

export class Steps {
  constructor(private readonly body: HTMLElement, private readonly registry: Registry, private readonly choices: Choices, private readonly choose: (one: Shape) => void) {}

  show(): void {
    const lanes = new Map<string, string>();
    for (const lane of this.registry.filter((one) => one.type === "bpmn:Lane")) {
      const role = String(lane.businessObject.get("lindung:role") ?? "");
      for (const node of (lane.businessObject.get("flowNodeRef") as { id: string }[] | undefined) ?? []) lanes.set(node.id, this.choices.roles[role] ?? String(lane.businessObject.name ?? ""));
    }
    const steps = this.registry.filter((one) => one.businessObject.$instanceOf("bpmn:FlowNode") && one.labelTarget === undefined);
    steps.sort((left, right) => left.x - right.x || left.y - right.y);
    this.body.replaceChildren(...steps.map((one) => this.row(one, lanes.get(one.businessObject.id) ?? "")));
  }

  private row(one: Shape, role: string): HTMLElement {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.dataset.label = say("Langkah");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link";
    button.textContent = String(one.businessObject.name ?? "") || one.id;
    button.addEventListener("click", () => this.choose(one));
    head.append(button);
    row.append(head, this.cell(say("Jenis"), kindOf(one)), this.cell(say("Peran"), role), this.cell(say("Formulir"), String(one.businessObject.get("lindung:form") ?? "")));
    return row;
  }

  private cell(label: string, text: string): HTMLElement {
    const cell = document.createElement("td");
    cell.dataset.label = label;
    cell.textContent = text;
    return cell;
  }
}
