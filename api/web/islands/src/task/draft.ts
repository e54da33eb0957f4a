// Drafts while somebody types: kept on the server, never in the browser. Whatever keeps one from being saved is told,
// and what was typed stays on the screen.
import { say } from "../shared/words";

const QUIET_MS = 1200;
const LONGEST_WAIT_MS = 30_000;
const LOOK_MS = 15_000;

interface Saved { revision: number; saved_at: string; state: string; mine: boolean }
interface Refused { code: string; sentences: { id: string; en: string }; ids: { revision?: number } }

export interface Draft {
  touched(): void;
  saveNow(): Promise<boolean>;
}

export function keepDraft(page: HTMLFormElement, current: () => string): Draft {
  const status = page.querySelector<HTMLElement>("[data-draft-status]");
  const choice = page.querySelector<HTMLElement>("[data-draft-choice]");
  const address = page.dataset.taskForm ?? "";
  const revision = page.querySelector<HTMLInputElement>("input[name=revision]");
  let saved = current();
  let timer = 0;
  let wait = QUIET_MS;
  let running: Promise<boolean> | null = null;

  const tell = (text: string, tone = "") => {
    if (status === null) return;
    if (status.textContent !== text) status.textContent = text;
    status.dataset.tone = tone;
  };
  const later = (ms: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { void saveNow(); }, ms);
  };

  async function send(keepalive: boolean): Promise<boolean> {
    const sent = current();
    let answer: Response;
    try {
      answer = await post(`${address}/draf`, page, sent, revision?.value ?? "0", keepalive);
    } catch {
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      tell(say("Jaringan terputus. Isian Anda tetap ada di halaman ini dan disimpan lagi begitu jaringan kembali."), "late");
      later(wait);
      return false;
    }
    wait = QUIET_MS;
    if (answer.ok) return took((await answer.json()) as Saved, sent);
    return refused(answer);
  }

  function took(told: Saved, sent: string): boolean {
    saved = sent;
    if (revision !== null) revision.value = String(told.revision);
    if (choice !== null) choice.hidden = true;
    if (!stillOurs(told)) return false;
    tell(say("Draf disimpan pukul {time}.", { time: told.saved_at }));
    if (current() !== saved) later(QUIET_MS);
    return true;
  }

  function stillOurs(told: { state: string; mine: boolean }): boolean {
    if (told.state === "cancelled") tell(say("Tugas ini ditarik saat formulir terbuka, karena batas waktu atau keputusan lain pada kasus. Isian Anda tersimpan sebagai draf dan dapat disalin."), "late");
    else if (told.state !== "open") tell(say("Tugas ini sudah diselesaikan. Isian Anda tersimpan sebagai draf dan dapat disalin."), "late");
    else if (!told.mine) tell(say("Tugas ini sekarang dipegang petugas lain. Isian Anda tersimpan sebagai draf dan dapat disalin."), "late");
    return told.state === "open" && told.mine;
  }

  async function refused(answer: Response): Promise<boolean> {
    if (answer.status === 401) {
      tell(say("Sesi Anda berakhir. Isian tetap ada di halaman ini. Masuk lagi di tab baru, lalu kembali ke sini."), "late");
      page.querySelector<HTMLElement>("[data-sign-in]")?.removeAttribute("hidden");
      later(LONGEST_WAIT_MS);
      return false;
    }
    const told = (await answer.json()) as Refused;
    if (told.code === "forgery_refused" && (await freshToken(page, address))) return send(false);
    if (told.code === "draft_overtaken" && choice !== null) {
      choice.hidden = false;
      choice.dataset.revision = String(told.ids.revision ?? 0);
    }
    tell(document.documentElement.lang === "en" ? told.sentences.en : told.sentences.id, "late");
    return false;
  }

  async function saveNow(keepalive = false): Promise<boolean> {
    window.clearTimeout(timer);
    running = (running ?? Promise.resolve(true)).then(() => send(keepalive));
    return running;
  }

  choice?.querySelector("[data-overwrite]")?.addEventListener("click", () => {
    if (revision !== null) revision.value = choice.dataset.revision ?? "0";
    void saveNow();
  });
  window.addEventListener("online", () => { if (current() !== saved) void saveNow(); });
  window.addEventListener("focus", () => { if (current() !== saved) void saveNow(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && current() !== saved) void saveNow(true);
  });
  window.setInterval(() => { if (document.visibilityState === "visible") void look(); }, LOOK_MS);

  async function look(): Promise<void> {
    try {
      const answer = await fetch(`${address}/keadaan`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = (await answer.json()) as Saved;
      if (!(told.state === "open" && told.mine) && (current() === saved || (await saveNow()))) stillOurs(told);
    } catch {
      return; // without a network there is nothing to tell yet: saving tells of it
    }
  }

  return { touched: () => { if (current() !== saved) later(wait); }, saveNow };
}

async function post(address: string, page: HTMLFormElement, data: string, revision: string, keepalive: boolean): Promise<Response> {
  const token = page.querySelector<HTMLInputElement>("input[name=form_token]")?.value ?? "";
  const body = new URLSearchParams({ form_token: token, revision, data });
  return fetch(address, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
}

// After signing in again in another tab the session is a new one: its token stands on a fresh page of the task.
async function freshToken(page: HTMLFormElement, address: string): Promise<boolean> {
  const fresh = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const token = fresh.querySelector<HTMLInputElement>("input[name=form_token]")?.value;
  const field = page.querySelector<HTMLInputElement>("input[name=form_token]");
  if (token === undefined || field === null || field.value === token) return false;
  for (const one of document.querySelectorAll<HTMLInputElement>("input[name=form_token]")) one.value = token;
  return true;
}
