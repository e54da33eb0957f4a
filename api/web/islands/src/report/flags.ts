// What follows from an answer, said in words where the report is sent: who must not be contacted, what is not kept, and
// how many cases it will open.
import { answerOf } from "../shared/conditions";

export function flag(page: HTMLFormElement): void {
  const flags = [...page.querySelectorAll<HTMLElement>("[data-flag]")];
  const cases = page.querySelector<HTMLElement>("[data-cases]");
  const follow = () => {
    for (const one of flags) one.hidden = answerOf(page, one.dataset.flag ?? "") === "";
    const count = victims(page);
    if (cases === null) return;
    cases.hidden = count < 2;
    cases.textContent = (cases.dataset.cases ?? "").replace("{n}", String(count));
  };
  page.addEventListener("input", follow);
  window.addEventListener("pageshow", follow);
  follow();
}

function victims(page: HTMLFormElement): number {
  const rows = [...page.querySelectorAll<HTMLElement>("[data-row]")];
  return rows.filter((row) => [...row.querySelectorAll("input")].some((one) => one.value.trim() !== "")).length;
}
