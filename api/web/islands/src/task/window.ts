// The moment in which a completion can still be taken back: counted down, then the page goes on by itself.
import { say } from "../shared/words";

const SECOND_MS = 1000;

export function watchWindow(): void {
  const held = document.querySelector<HTMLElement>("[data-held-seconds]");
  const left = held?.querySelector<HTMLElement>("[data-left]");
  if (!held || !left) return;
  const until = Date.now() + Number(held.dataset.heldSeconds) * SECOND_MS;
  const tick = () => {
    const seconds = Math.ceil((until - Date.now()) / SECOND_MS);
    if (seconds > 0) { left.textContent = say("{n} detik lagi", { n: seconds }); return; }
    window.clearInterval(timer);
    // A little later than the moment itself: the worker looks once a second.
    window.setTimeout(() => { location.reload(); }, 2 * SECOND_MS);
  };
  const timer = window.setInterval(tick, SECOND_MS);
  tick();
}
