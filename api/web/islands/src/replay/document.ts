// The time line of a case as the service gives it (docs/reference/timeline.md): every text once, events as short lists.
export type Word = number;

export interface Change {
  q?: number; // sequence number where it does not follow
  b?: Word; // person to whom, or in whose stead
  p?: Word[]; // elements passed
  f?: Word[]; // flows taken
  e?: Word[]; // ends reached
  // What comes up is told in order; what is said of it later by how far back it lies, 0 for the newest.
  o?: [Word, Word?][]; // tasks opened: element, call by which it was entered
  c?: number[]; // tasks completed
  x?: number[]; // tasks withdrawn
  t?: number; // the task that the event is about
  w?: Word[]; // waits for something outside that began
  y?: number[]; // waits that ended
  m?: [Word, number | null, number?][]; // timers set: element, seconds until due, the timer that is moved
  u?: number[]; // timers cleared
  s?: [number, Word, number | null, Word?][]; // clocks: how far back (-1: a new one), change, seconds until due, the element that says so
  d?: [Word, Word, Word[] | null, unknown, [number, string | null][]?][]; // decisions: element, table, rules (null: withheld), outcome
  v?: [Word, unknown?][]; // values that changed; a name alone is withheld
  r?: Word[]; // risk from now on
  k?: Word[]; // consent from now on
  n?: Word; // number of a letter
  g?: Word; // recipient of a referral
}

// seconds since the event before, instance, kind, person, role, element, what it changed
export type RawEvent = [number, number, Word, Word, Word, Word, Change?];
// kind, name, picture, element under which it is drawn, role, clauses, callers, milestones that it leads to
export type RawElement = [Word, Word, Word, Word, Word, Word[], Word[], Word[]];
// instance, id, milestone, clause, reading, amount, unit, calendar, start fact, started, deadline
export type RawClock = [number, Word, Word?, Word?, Word?, number?, Word?, Word?, Word?, number?, number?];

export interface RawRun {
  id: string;
  name: string;
  version: number;
  sha256: string;
  overlay: boolean;
  picture: string;
  elements: Record<string, RawElement>;
  tables: Record<string, [string, Record<string, [number, string | null]>]>;
  labels: Record<string, [string, Record<string, string>?]>;
  readings: Record<string, { issue: string; clauses: string[]; readings: Record<string, string> }>;
}

export interface Timeline {
  case: string;
  zone: string;
  t0: string;
  runs: RawRun[];
  clocks: RawClock[];
  people: string[];
  events: RawEvent[];
  words: string[];
}

export async function load(address: string): Promise<Timeline> {
  const answer = await fetch(`${address}/garis-waktu`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Timeline;
}
