// What the page's scripts say. The page gives the sentences, in the reader's language, in one block of data.
export type Words = Record<string, string>;

export function read<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

export const words: Words = read<Words>("kata") ?? {};

export function say(text: string, values: Record<string, string | number> = {}): string {
  const said = words[text] ?? text;
  return said.replace(/\{([^}]+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
