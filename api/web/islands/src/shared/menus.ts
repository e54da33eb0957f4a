// Menus are <details>: they open by themselves. Here they close again, as a menu should.
const MENU = "details.menu[open]";

export function closeMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(MENU)) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector<HTMLDetailsElement>(MENU);
    if (event.key !== "Escape" || menu === null) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
