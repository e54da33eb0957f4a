// Asks every few seconds whether the list has changed; the server answers 304 after one query when it has not.
// What was ticked, where the keyboard stood and what had the focus stay as they were when the list is drawn anew.
import htmx from "./htmx";

const EVERY_MS = 10_000;
const LIST = "#daftar";

interface Kept {
  ticked: string[];
  focused: string | undefined;
}

let kept: Kept | undefined;

export function followChanges(): void {
  let seen = "";
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ headers: Record<string, string>; triggeringEvent?: Event }>).detail;
    if (detail.triggeringEvent?.type === "live" && seen !== "") detail.headers["If-None-Match"] = seen;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = (event as CustomEvent<{ xhr: XMLHttpRequest; target: Element }>).detail;
    if (!target.matches(LIST)) return;
    seen = xhr.getResponseHeader("ETag") ?? "";
    kept = remember();
  });
  document.addEventListener("htmx:afterSettle", restore);
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
}

// Not while nobody looks, nor while the reader is choosing something in the list or reading why a task is due.
function ask(): void {
  const list = document.querySelector(LIST);
  const busy = document.querySelector(`dialog[open], ${LIST} select:focus, ${LIST} .due:hover`) !== null;
  if (list !== null && document.visibilityState === "visible" && !busy) htmx.trigger(list, "live", {});
}

function remember(): Kept {
  const ticked = [...document.querySelectorAll<HTMLInputElement>(`${LIST} .tick:checked`)].map((tick) => tick.value);
  const row = document.activeElement?.closest<HTMLElement>("tr[data-task]");
  return { ticked, focused: row?.dataset.task };
}

function restore(): void {
  if (kept === undefined) return;
  const { ticked, focused } = kept;
  kept = undefined;
  for (const tick of document.querySelectorAll<HTMLInputElement>(`${LIST} .tick`)) tick.checked = ticked.includes(tick.value);
  if (focused !== undefined) document.querySelector<HTMLElement>(`tr[data-task="${focused}"] th a`)?.focus();
  const news = document.querySelector<HTMLElement>("#kabar");
  if (news !== null) news.textContent = news.dataset.changed ?? "";
}
