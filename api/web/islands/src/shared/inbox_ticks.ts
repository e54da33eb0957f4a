// One button ticks every row of the page, and again takes the ticks away.
export function tickAll(): void {
  const show = (): void => {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-all]")) button.hidden = false;
  };
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("[data-all]") === null) return;
    const ticks = [...document.querySelectorAll<HTMLInputElement>("#daftar .tick")];
    const all = ticks.every((tick) => tick.checked);
    for (const tick of ticks) tick.checked = !all;
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
}
