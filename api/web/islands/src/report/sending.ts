// A report is sent once the service answers and the session lasts; until then it stays on the page, and the button says
// what will happen.
import { standing, takeToken } from "../shared/service";

const AGAIN_MS = 4000;

export function sendWhenItCan(page: HTMLFormElement): void {
  const told = page.querySelector<HTMLElement>("[data-send-status]");
  const door = page.querySelector<HTMLElement>("[data-send-door]");
  let asking = false;
  let sure = false;
  let timer = 0;

  const tell = (text = "") => { if (told !== null && told.textContent !== text) told.textContent = text; };
  const label = (button: HTMLElement | null, waits: boolean) => {
    if (button === null) return;
    button.dataset.label ??= button.textContent ?? "";
    button.textContent = waits ? (button.dataset.waits ?? button.dataset.label) : button.dataset.label;
  };

  async function attempt(button: HTMLElement | null): Promise<void> {
    if (asking) return;
    asking = true;
    window.clearTimeout(timer);
    const now = await standing();
    asking = false;
    if (door !== null) door.hidden = now !== "ended";
    label(button, now === "unreachable");
    if (now === "unreachable") {
      tell(told?.dataset.unreachable);
      timer = window.setTimeout(() => { void attempt(button); }, AGAIN_MS);
    } else if (now === "ended") {
      tell(told?.dataset.ended);
    } else {
      tell();
      takeToken(now);
      sure = true;
      page.requestSubmit(button);
    }
  }

  page.addEventListener("submit", (event) => {
    if (sure) { sure = false; return; }
    event.preventDefault();
    void attempt(event.submitter);
  });
}
