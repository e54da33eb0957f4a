// A calm word before the session ends. A page that stays open asks once how long the session lasts, and again only when
// that end comes near: another tab may have moved it.
import { standing, stay, takeToken, type Standing } from "./service";

const SECOND_MS = 1000;
const WARN_SECONDS = 600;
const FIRST_LOOK_MS = 60 * SECOND_MS;
const LOOK_MS = 30 * SECOND_MS;

export function watchSession(): void {
  const notice = document.querySelector<HTMLElement>("[data-session]");
  if (notice === null) return;
  const later = (ms: number) => { window.setTimeout(() => { void look(); }, ms); };
  async function look(): Promise<void> {
    const now = await standing();
    if (notice !== null) show(notice, now);
    later(now === "unreachable" || now === "ended" ? LOOK_MS : wait(now.seconds));
  }
  notice.querySelector("button")?.addEventListener("click", (event) => {
    event.preventDefault();
    void stay().then((now) => { show(notice, now); });
  });
  later(FIRST_LOOK_MS);
}

// Near the end once in half a minute, so that the end itself is told too; far from it not before it comes near.
function wait(seconds: number): number {
  return Math.max(LOOK_MS, (seconds - WARN_SECONDS) * SECOND_MS);
}

function show(notice: HTMLElement, now: Standing): void {
  if (now === "unreachable") return;
  const ended = now === "ended";
  const near = !ended && now.seconds <= WARN_SECONDS;
  const words = notice.querySelector<HTMLElement>("[data-session-words]");
  const said = ended ? notice.dataset.ended : near ? notice.dataset.near : "";
  const text = (said ?? "").replace("{n}", String(ended ? 0 : Math.max(1, Math.ceil(now.seconds / 60))));
  if (words !== null && words.textContent !== text) words.textContent = text;
  notice.classList.toggle("shown", text !== "");
  const form = notice.querySelector<HTMLElement>("form");
  // At its longest a session cannot be kept: the button would promise what does not happen.
  if (form !== null) form.hidden = !near || (!ended && now.longest <= now.seconds);
  const door = notice.querySelector<HTMLElement>("[data-door]");
  if (door !== null) door.hidden = !ended;
  if (!ended) takeToken(now);
}
