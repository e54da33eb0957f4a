// Moments, lengths and values as the page says them.
import { say, words } from "../shared/words";

const MINUTE = 60, HOUR = 3600, DAY = 86_400, INSTANT = 1e-6;

export class Moments {
  private readonly full: Intl.DateTimeFormat;
  private readonly parts: Intl.DateTimeFormat;
  private readonly begun: number;
  private readonly known = new Map<number, string>();

  constructor(begun: string, zone: string, language: string) {
    this.begun = Date.parse(begun);
    this.full = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", { dateStyle: "medium", timeStyle: "short", timeZone: zone });
    this.parts = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: zone });
  }

  // Formatting is slow in a browser, and a case has few moments: each is said once.
  say(seconds: number): string {
    let said = this.known.get(seconds);
    if (said === undefined) this.known.set(seconds, said = this.full.format(this.begun + seconds * 1000));
    return said;
  }

  of(moment: string): string { return this.full.format(Date.parse(moment)); }

  field(seconds: number): string { return this.parts.format(this.begun + seconds * 1000).replace(" ", "T"); }

  // Seconds since the beginning of a moment that was typed in the agency's zone, to the last instant of its minute.
  read(text: string): number {
    const asUtc = Date.parse(`${text}:00Z`);
    const shown = Date.parse(`${this.parts.format(asUtc).replace(" ", "T")}:00Z`);
    return (asUtc - (shown - asUtc) - this.begun) / 1000 + MINUTE - INSTANT;
  }
}

export function lasting(seconds: number): string {
  if (seconds < MINUTE) return say("kurang dari 1 menit");
  const parts: [number, string][] = [[Math.floor(seconds / DAY), "{n} hari"], [Math.floor((seconds % DAY) / HOUR), "{n} jam"], [Math.floor((seconds % HOUR) / MINUTE), "{n} menit"]];
  return parts.filter(([amount]) => amount > 0).slice(0, 2).map(([amount, unit]) => say(unit, { n: amount })).join(" ");
}

// A code as words: from the page's own list, else as it is written.
export function coded(kind: string, code: string): string {
  return words[`${kind}:${code}`] ?? plain(code);
}

export function plain(code: string): string {
  const text = code.replace(/_/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function valued(value: unknown, codes: Record<string, string> = {}): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return say(value ? "Ya" : "Tidak");
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map((one) => valued(one, codes)).join(typeof value[0] === "object" ? "\n" : ", ");
  if (typeof value === "object") return Object.entries(value).map(([key, one]) => `${plain(key)}: ${valued(one)}`).join("; ");
  const text = String(value as string | number);
  return codes[text] ?? (/^[a-z][a-z_]*$/.test(text) ? plain(text) : text);
}
