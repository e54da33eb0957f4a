// Asks every few seconds whether the list has changed; the server answers 304 after one query when it has not, and
// nothing is asked while nobody looks. Rows that are shown follow what others do where they stand; what is new waits
// until the reader asks for it, so that nothing moves under a finger.
import htmx from "./htmx";

const EVERY_MS = 10_000;
const LONGEST_MS = 300_000;
const LIST = "#daftar";

let seen = "";
let pause = EVERY_MS;
let timer: number | undefined;
let ended = false;

export function followChanges(): void {
  note();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = (event as CustomEvent<{ target: Element }>).detail;
    if (!target.matches(LIST)) return;
    const kept = remember();
    document.addEventListener("htmx:afterSettle", () => { note(); tell("news"); restore(kept); say("changed"); }, { once: true });
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-news] button") !== null) refresh();
  });
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  wait();
}

function list(): HTMLElement | null {
  return document.querySelector<HTMLElement>(LIST);
}

// What the list shows by now, so that the next question is answered with "nothing new".
function note(): void {
  seen = list()?.dataset.state ?? "";
}

function wait(): void {
  clearTimeout(timer);
  if (document.visibilityState === "visible" && !ended) timer = window.setTimeout(ask, pause);
}

// Not while the reader is choosing something in the list or reading why a task is due.
function ask(): void {
  const busy = document.querySelector(`dialog[open], ${LIST} select:focus, ${LIST} .due:hover`) !== null;
  const shown = list();
  if (shown === null || busy || ended || document.visibilityState !== "visible") { wait(); return; }
  clearTimeout(timer);
  void look(shown).finally(wait);
}

async function look(shown: HTMLElement): Promise<void> {
  const asked = seen;
  let answer: Response;
  try {
    answer = await fetch(shown.dataset.live ?? "", { headers: { "If-None-Match": `"${asked}"` }, redirect: "manual" });
    if (answer.status >= 500) throw new Error(String(answer.status));
  } catch {
    pause = Math.min(pause * 2, LONGEST_MS);
    tell("away");
    return;
  }
  pause = EVERY_MS;
  ended = answer.type === "opaqueredirect";
  tell(ended ? "ended" : "away", ended ? "" : undefined);
  const text = answer.ok ? await answer.text() : "";
  if (text !== "" && shown.isConnected && asked === seen) follow(shown, text);
}

function follow(shown: HTMLElement, text: string): void {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const now = fresh.querySelector<HTMLElement>(LIST);
  if (now === null) return;
  const before = rows(shown);
  if (before.size === 0) { refresh(); return; }
  const after = rows(now);
  seen = now.dataset.state ?? "";
  const tabs = fresh.querySelector("#tab");
  if (tabs !== null) document.querySelector("#tab")?.replaceWith(document.adoptNode(tabs));
  for (const [id, row] of before) take(row, after.get(id));
  const added = [...after.keys()].filter((id) => !before.has(id)).length;
  if (added > 0) tell("news", String(added));
  else say("changed");
}

// Puts a row as it is now where the old one stands; one that has left the list stays, and says so.
function take(row: HTMLElement, now: HTMLElement | undefined): void {
  if (now === undefined) {
    row.classList.add("gone");
    const note = document.querySelector<HTMLElement>("#kabar")?.dataset.gone ?? "";
    for (const control of row.querySelectorAll<HTMLInputElement | HTMLButtonElement>("input, button")) control.disabled = true;
    const last = row.querySelector("td:last-child");
    if (last !== null) last.textContent = note;
    return;
  }
  if (row.innerHTML === now.innerHTML && !row.classList.contains("gone")) return;
  const kept = remember();
  const fresh = document.adoptNode(now);
  row.replaceWith(fresh);
  htmx.process(fresh);
  restore(kept);
}

function rows(inside: Element): Map<string, HTMLElement> {
  const found = [...inside.querySelectorAll<HTMLElement>("tr[data-task]")];
  return new Map(found.map((row) => [row.dataset.task ?? "", row]));
}

function refresh(): void {
  const shown = list();
  if (shown !== null) htmx.trigger(shown, "live", {});
}

// Shows one of the messages over the page, or takes it away when there is nothing to put in.
function tell(name: "news" | "away" | "ended", said?: string): void {
  const message = document.querySelector<HTMLElement>(`.news [data-${name}]`);
  if (message === null) return;
  const about = name === "away" && pause > EVERY_MS ? new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }) : said;
  if (about === undefined) { message.hidden = true; return; }
  if (!message.hidden && name === "away") return;
  const place = message.querySelector<HTMLElement>("[data-says]");
  if (place !== null) place.textContent = (place.dataset.says ?? "").replace("{n}", about);
  message.hidden = false;
}

function say(name: "changed"): void {
  const words = document.querySelector<HTMLElement>("#kabar");
  if (words !== null) words.textContent = words.dataset[name] ?? "";
}

interface Kept {
  ticked: string[];
  focused: string | undefined;
}

function remember(): Kept {
  const ticked = [...document.querySelectorAll<HTMLInputElement>(`${LIST} .tick:checked`)].map((tick) => tick.value);
  const row = document.activeElement?.closest<HTMLElement>("tr[data-task]");
  return { ticked, focused: row?.dataset.task };
}

function restore({ ticked, focused }: Kept): void {
  for (const tick of document.querySelectorAll<HTMLInputElement>(`${LIST} .tick`)) tick.checked = ticked.includes(tick.value);
  if (focused === undefined || document.activeElement?.closest("tr[data-task]") !== null) return;
  document.querySelector<HTMLElement>(`tr[data-task="${focused}"] th a`)?.focus();
}
