// The viewer of form-js in place of the plain form. The plain form's own element stays: it is what is sent, with the
// answers in one field, so that the server has one way to take them.
import { Form } from "@bpmn-io/form-js-viewer";
import { keepDraft } from "./draft";
import { read, say } from "../shared/words";

interface Given {
  schema: object;
  answers: Record<string, unknown>;
  faults?: { pointer: string; says: string }[];
}

interface Instance {
  id: string;
  instanceId: string;
  valuePath: (string | number)[];
}

interface Fault {
  pointer: string;
  label: string;
  says: string;
  element: HTMLElement | null;
}

const translation = { translate: ["value", say] };

export async function mountForm(page: HTMLFormElement): Promise<void> {
  const given = read<Given>("formulir");
  const plain = page.querySelector<HTMLElement>("[data-plain]");
  const answers = page.querySelector<HTMLInputElement>("input[name=data]");
  if (given === null || plain === null || answers === null) return;
  const { dataset } = document.documentElement;
  [dataset.chooseOne, dataset.dateShape, dataset.timeShape] = [say("Select"), say("dd/mm/yyyy"), say("hh:mm")];
  const place = document.createElement("div");
  place.className = "viewer";
  const options = { container: place, debounce: false, additionalModules: [translation] };
  const form = new Form(options as ConstructorParameters<typeof Form>[0]);
  await form.importSchema(given.schema, given.answers);
  plain.replaceWith(place);
  // form-js draws a form of its own inside; ours around it is the one that counts.
  place.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); });
  const current = () => JSON.stringify(withoutEmptyRows(dataOf(form)));
  const draft = keepDraft(page, current);
  form.on("changed", () => { draft.touched(); });
  page.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) { answers.value = current(); return; }
    event.preventDefault();
    void handIn(page, form, answers, draft, current);
  });
  place.dataset.ready = "1";
  if (given.faults !== undefined && given.faults.length > 0) showRefused(page, form, given.faults);
}

// What the server refused is shown where the viewer shows its own: the notice of the plain form leads to fields that
// are gone.
function showRefused(page: HTMLFormElement, form: Form, faults: NonNullable<Given["faults"]>): void {
  document.getElementById("kesalahan")?.remove();
  const known = new Map(instancesOf(form).map((one) => [one.pointer, one]));
  show(page, faults.map(({ pointer, says }) => {
    const one = known.get(pointer);
    return { pointer, says, label: one?.label ?? "", element: one?.element ?? null };
  }));
}

let sending = false;

async function handIn(
  page: HTMLFormElement, form: Form, answers: HTMLInputElement, draft: ReturnType<typeof keepDraft>, current: () => string,
): Promise<void> {
  if (sending) return;
  form.submit();
  const found = faultsOf(form);
  show(page, found);
  if (found.length > 0) return;
  sending = true;
  // Once the draft is kept the network is there, and nothing can be lost any more on the way.
  const kept = await draft.saveNow();
  sending = kept;
  if (!kept) return;
  answers.value = current();
  HTMLFormElement.prototype.submit.call(page);
}

function dataOf(form: Form): Record<string, unknown> {
  return (form as unknown as { _getSubmitData(): Record<string, unknown> })._getSubmitData();
}

function withoutEmptyRows(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyRows).filter((one) => !isEmptyRow(one));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutEmptyRows(one)]));
}

function isEmptyRow(value: unknown): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((one) => one === null || one === "" || one === false || one === undefined);
}

// Every field that is there now, also in rows, with where its answer stands and what it is called.
function instancesOf(form: Form): (Omit<Fault, "says"> & { one: Instance; disabled: boolean })[] {
  const registry = form.get<{ getAllKeyed(): Instance[] }>("formFieldInstanceRegistry");
  const fields = form.get<{ get(id: string): { label?: string; dateLabel?: string; disabled?: boolean } }>("formFieldRegistry");
  return registry.getAllKeyed().map((one) => {
    const field = fields.get(one.id);
    const label = field.label ?? field.dateLabel ?? one.id;
    return { one, pointer: `/${one.valuePath.join("/")}`, label, element: elementOf(one), disabled: field.disabled ?? false };
  });
}

function faultsOf(form: Form): Fault[] {
  const validator = form.get<{ validateFieldInstance(one: Instance, value: unknown): string[] }>("validator");
  const { data } = form._getState();
  return instancesOf(form).flatMap(({ one, pointer, label, element, disabled }) => {
    const value = one.valuePath.reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], data);
    const says = disabled ? [] : validator.validateFieldInstance(one, value);
    return says.slice(0, 1).map((sentence) => ({ pointer, label, says: sentence, element }));
  });
}

function elementOf(one: Instance): HTMLElement | null {
  const name = one.instanceId ?? one.id;
  return document.querySelector<HTMLElement>(`[id$="${CSS.escape(name)}"], [id*="${CSS.escape(one.id)}"]`);
}

function show(page: HTMLFormElement, found: Fault[]): void {
  const notice = page.querySelector<HTMLElement>("[data-faults]");
  if (notice === null) return;
  notice.hidden = found.length === 0;
  notice.querySelector("ul")?.replaceChildren(...found.map((fault) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = "#isi";
    link.textContent = `${fault.label} – ${fault.says}`;
    link.dataset.pointer = fault.pointer;
    link.addEventListener("click", (event) => { event.preventDefault(); fault.element?.focus(); fault.element?.scrollIntoView({ block: "center" }); });
    item.append(link);
    return item;
  }));
  if (found.length > 0) notice.focus();
}
