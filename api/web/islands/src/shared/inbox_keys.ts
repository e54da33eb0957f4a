// Keys of the inbox; the help sheet (?) names them. They rest while somebody types or a sheet is open.
const ROWS = "#daftar tr[data-task]";

export function useKeys(): void {
  const help = document.querySelector<HTMLDialogElement>("#kunci");
  const opener = document.querySelector<HTMLButtonElement>("[data-help]");
  if (opener !== null) opener.hidden = false;
  opener?.addEventListener("click", () => help?.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeReason();
    if (event.ctrlKey || event.altKey || event.metaKey || help?.open || isTyping(event.target)) return;
    const act = ACTS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

const ACTS: Record<string, () => void> = {
  j: () => move(1),
  k: () => move(-1),
  a: () => current()?.querySelector<HTMLButtonElement>("[data-claim]")?.click(),
  x: () => current()?.querySelector<HTMLInputElement>(".tick")?.click(),
  n: () => document.querySelector<HTMLButtonElement>('[data-key="n"]')?.click(),
  "/": () => document.querySelector<HTMLInputElement>("#q")?.focus(),
  "?": () => document.querySelector<HTMLDialogElement>("#kunci")?.showModal(),
};

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select");
}

function current(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(ROWS) ?? null;
}

function move(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
  const at = current();
  const next = at === null ? (by > 0 ? 0 : rows.length - 1) : rows.indexOf(at) + by;
  const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
  row?.querySelector<HTMLElement>("th a")?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function closeReason(): void {
  if (document.activeElement instanceof HTMLElement && document.activeElement.matches(".due a")) document.activeElement.blur();
}
