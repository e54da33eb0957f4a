// A button that prints the page; without scripts the browser's own menu does.
export function printByButton(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => { window.print(); });
  }
}
