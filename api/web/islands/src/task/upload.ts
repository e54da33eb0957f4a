// A file goes in pieces. When the network breaks, the server says how far it came, and the rest follows.
import { say } from "../shared/words";

const TRIES = 8;
const FIRST_WAIT_MS = 500;

export function sendInPieces(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=file]");
  const status = form.querySelector<HTMLElement>("[data-upload-status]");
  const bar = form.querySelector<HTMLProgressElement>("progress");
  if (field === null || status === null || bar === null) return;
  form.addEventListener("submit", (event) => {
    const file = field.files?.[0];
    if (file === undefined) return;
    event.preventDefault();
    bar.hidden = false;
    send(form, file, (done) => { bar.value = done / file.size; status.textContent = say("{percent} % terkirim", { percent: Math.floor((100 * done) / file.size) }); })
      .then(() => { list(form, file.name); status.textContent = say("Berkas {name} sudah terkirim.", { name: file.name }); field.value = ""; })
      .catch((failure: unknown) => { status.textContent = failure instanceof Error ? failure.message : String(failure); })
      .finally(() => { bar.hidden = true; });
  });
}

async function send(form: HTMLFormElement, file: File, told: (done: number) => void): Promise<void> {
  const token = form.querySelector<HTMLInputElement>("input[name=form_token]")?.value ?? "";
  const body = new URLSearchParams({ form_token: token, name: file.name, size: String(file.size) });
  const begun = await ask(form.dataset.upload ?? "", { method: "POST", body });
  const { id, piece } = (await begun.json()) as { id: string; piece: number };
  let at = 0;
  for (let tries = 0; at < file.size; ) {
    told(at);
    try {
      at = await append(id, at, file.slice(at, at + piece), token);
      tries = 0;
    } catch (failure) {
      if (!(failure instanceof TypeError) || ++tries > TRIES) throw failure;
      await new Promise((wake) => { window.setTimeout(wake, FIRST_WAIT_MS * 2 ** tries); });
      at = await where(id).catch(() => at);
    }
  }
  told(at);
}

async function append(id: string, at: number, piece: Blob, token: string): Promise<number> {
  const headers = { "Upload-Offset": String(at), "X-Form-Token": token, "Content-Type": "application/offset+octet-stream" };
  const answer = await ask(`/unggahan/${id}`, { method: "PATCH", body: piece, headers });
  return ((await answer.json()) as { offset: number }).offset;
}

async function where(id: string): Promise<number> {
  return ((await (await ask(`/unggahan/${id}`, {})).json()) as { offset: number }).offset;
}

async function ask(address: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(address, { ...request, headers: { ...request.headers, Accept: "application/json" } });
  if (answer.ok) return answer;
  const told = (await answer.json()) as { sentences: { id: string; en: string } };
  throw new Error(document.documentElement.lang === "en" ? told.sentences.en : told.sentences.id);
}

function list(form: HTMLFormElement, name: string): void {
  const item = document.createElement("li");
  item.textContent = name;
  document.querySelector("[data-files]")?.append(item);
  form.reset();
}
