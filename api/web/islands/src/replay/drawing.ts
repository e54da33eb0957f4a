// Small pieces of page that the panels are made of.
type Cell = string | Node;

export function lines(facts: [string, string][]): HTMLElement {
  const found = document.createElement("dl");
  found.className = "replay-facts";
  for (const [name, text] of facts) {
    const row = document.createElement("div"), term = document.createElement("dt"), told = document.createElement("dd");
    term.textContent = name;
    told.textContent = text;
    row.append(term, told);
    found.append(row);
  }
  return found;
}

export function heading(text: string): HTMLElement {
  const found = document.createElement("h3");
  found.textContent = text;
  return found;
}

export function list(title: string, items: string[]): HTMLElement[] {
  if (items.length === 0) return [];
  const found = document.createElement("ul");
  for (const text of items) {
    const item = document.createElement("li");
    item.textContent = text;
    found.append(item);
  }
  return [heading(title), found];
}

export function nothing(text: string): HTMLElement {
  const found = document.createElement("p");
  found.className = "quiet";
  found.textContent = text;
  return found;
}

export function columns(heads: string[], rows: Cell[][], kind: (index: number) => string = () => ""): HTMLElement {
  const table = document.createElement("table"), top = table.createTHead().insertRow(), body = table.createTBody();
  table.className = "replay-table";
  for (const text of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    top.append(cell);
  }
  rows.forEach((cells, index) => {
    const row = body.insertRow();
    row.className = kind(index);
    cells.forEach((content, place) => {
      const cell = place === 0 ? document.createElement("th") : document.createElement("td");
      if (cell instanceof HTMLTableCellElement && place === 0) cell.scope = "row";
      cell.append(content);
      row.append(cell);
    });
  });
  return table;
}

export function press(text: string, act: () => void): HTMLButtonElement {
  const found = document.createElement("button");
  found.type = "button";
  found.className = "btn btn-outline-primary btn-sm";
  found.textContent = text;
  found.addEventListener("click", act);
  return found;
}
