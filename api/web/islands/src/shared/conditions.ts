// Hides the questions that do not apply, as their answers change. The server drops a hidden answer in any case.
export function followConditions(page: HTMLFormElement): void {
  const asked = [...page.querySelectorAll<HTMLElement>("[data-hide]")].filter((one) => namedIn(page, one) !== null);
  for (const one of asked) one.querySelector("[data-hint]")?.remove();
  const follow = () => {
    for (const one of asked) one.hidden = isHidden(one.dataset, answerOf(page, one.dataset.hide ?? ""));
  };
  page.addEventListener("input", follow);
  // Bfcache and the way back bring answers that nobody typed just now.
  window.addEventListener("pageshow", follow);
  follow();
}

export function answerOf(page: HTMLFormElement, name: string): string {
  const field = page.elements.namedItem(name);
  if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) return field.checked ? field.value : "";
  return field !== null && "value" in field ? String(field.value) : "";
}

function namedIn(page: HTMLFormElement, one: HTMLElement): Element | RadioNodeList | null {
  return page.elements.namedItem(one.dataset.hide ?? "");
}

function isHidden(rule: DOMStringMap, answer: string): boolean {
  return rule.hideUnless === undefined ? answer === rule.hideIf : answer !== rule.hideUnless;
}
