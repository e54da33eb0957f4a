// The case at every moment. Everything is worked out once from the time line; a position is then looked up, never
// played, so that jumping to it shows what stepping to it shows.
import type { Change, Timeline, Word } from "./document";

export interface Happening { at: number; run: number; seq: number; type: string; who: Word; role: Word; element: Word; change: Change; opened: Task[]; closed: Task[]; withdrawn: Task[]; late: Clock[]; about: Task | undefined }
// How a place of the diagram stands from one event on: `spent` are seconds of tasks that are over.
export interface Mark { from: number; visits: number; open: number; waiting: number; cancelled: number; spent: number; by: Word }
export interface Place { run: number; id: string; word: Word; picture: string; marks: Mark[]; leads: Set<Word> }
export interface Task { run: number; element: Word; places: Place[]; from: number; to: number; since: number; held: Word; instead: Word }
export interface Wait { run: number; element: Word; from: number; to: number; due: number | null }
export interface Turn { from: number; change: string; due: number | null; cause: Word }
export interface Clock { run: number; milestone: Word; clause: Word; reading: Word; amount: number; unit: Word; calendar: Word; fact: Word; started: number; isDeadline: boolean; turns: Turn[] }
export interface Value { from: number; value: unknown; withheld: boolean }

const NONE = -1;
const RUNNING = new Set(["opened", "warned", "breached", "resumed"]);
const FRESH = { visits: 0, open: 0, waiting: 0, cancelled: 0, spent: 0, by: NONE };

// The last entry of a sorted list that holds at a position; undefined before the first.
export function last<T extends { from: number }>(list: T[], at: number): T | undefined {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as T).from <= at) low = middle + 1; else high = middle;
  }
  return list[low - 1];
}

export class Model {
  readonly events: Happening[] = [];
  readonly places = new Map<string, Place>();
  readonly tasks: Task[] = [];
  readonly waits: Wait[] = [];
  readonly clocks: Clock[] = [];
  readonly values = new Map<string, { run: number; name: Word; turns: Value[] }>();
  readonly breaches: number[] = [];
  readonly risks: number[] = [];
  readonly decisions: number[] = [];
  private readonly entered = new Map<string, { from: number; caller: Word }[]>();
  private readonly timers: Wait[] = [];
  private begun = 0; // how many clocks have come up

  constructor(readonly line: Timeline) {
    this.clocks = line.clocks.map(([run, , milestone = NONE, clause = NONE, reading = NONE, amount = 0, unit = NONE, calendar = NONE, fact = NONE, started = 0, deadline = 0]) =>
      ({ run, milestone, clause, reading, amount, unit, calendar, fact, started, isDeadline: deadline === 1, turns: [] }));
    let at = 0;
    const seqs = new Map<number, number>();
    line.events.forEach(([seconds, run, type, who, role, element, change = {}], index) => {
      at += seconds;
      const seq = change.q ?? (seqs.get(run) ?? 0) + 1;
      seqs.set(run, seq);
      const event: Happening = { at, run, seq, type: this.word(type), who, role, element, change, opened: [], closed: [], withdrawn: [], late: [], about: undefined };
      this.events.push(event);
      this.follow(event, index);
    });
  }

  get length(): number { return this.events.length; }
  word(place: Word): string { return this.line.words[place] ?? ""; }
  person(place: Word): string { return this.line.people[place] ?? ""; }
  event(at: number): Happening { return this.events[at] as Happening; }

  name(run: number, element: Word): string {
    const named = this.line.runs[run]?.elements[element]?.[1] ?? NONE;
    return named >= 0 ? this.word(named) : this.word(element);
  }

  clauses(run: number, element: Word): string[] {
    return this.callers(run, element, Infinity).flatMap((one) => this.line.runs[run]?.elements[one]?.[5] ?? []).map((one) => this.word(one));
  }

  // The element, the activity that called the process in which it lies, and so on: as the case came there by then.
  callers(run: number, element: Word, at: number): Word[] {
    const chain: Word[] = [];
    for (let one = element; one >= 0 && !chain.includes(one); ) {
      chain.push(one);
      const known = this.line.runs[run]?.elements[one]?.[6] ?? [];
      one = known.length > 1 ? (last(this.entered.get(`${run}/${one}`) ?? [], at)?.caller ?? known[0] ?? NONE) : (known[0] ?? NONE);
    }
    return chain;
  }

  placeOf(run: number, element: Word): Place {
    const described = this.line.runs[run]?.elements[element];
    const drawn = described !== undefined && described[3] >= 0 ? described[3] : element;
    const key = `${run}/${this.word(drawn)}`;
    let place = this.places.get(key);
    if (place === undefined) {
      const picture = described !== undefined && described[2] >= 0 ? this.word(described[2]) : "";
      place = { run, id: this.word(drawn), word: drawn, picture, marks: [], leads: new Set() };
      this.places.set(key, place);
    }
    for (const milestone of described?.[7] ?? []) place.leads.add(milestone);
    return place;
  }

  placesOf(run: number, element: Word, at: number): Place[] {
    return [...new Set(this.callers(run, element, at).map((one) => this.placeOf(run, one)))];
  }

  openTasks(at: number): Task[] { return this.tasks.filter((one) => one.from <= at && at < one.to); }
  openWaits(at: number): Wait[] { return this.waits.filter((one) => one.from <= at && at < one.to); }

  // Until when a wait lasts at most: the earliest timer that was set in the step in which it began.
  until(wait: Wait): number | null {
    const dues = this.timers.filter((one) => one.run === wait.run && one.from === wait.from && one.due !== null);
    return dues.length === 0 ? null : Math.min(...dues.map((one) => one.due as number));
  }

  // The milestones of running deadlines whose moment had passed, whether or not a worker had noticed yet.
  missed(at: number): Set<Word> {
    const now = this.event(at).at;
    const found = new Set<Word>();
    for (const clock of this.clocks) {
      const turn = clock.isDeadline ? last(clock.turns, at) : undefined;
      if (turn !== undefined && RUNNING.has(turn.change) && turn.due !== null && turn.due <= now) found.add(clock.milestone);
    }
    return found;
  }

  // Where somebody looks at a position: at the event's own element, else at what its process waits for.
  focus(at: number): Place | null {
    const { run, element } = this.event(at);
    if (this.isDrawn(run, element)) return this.placeOf(run, element);
    return this.openTasks(at).find((one) => one.run === run)?.places[0] ?? null;
  }

  // A promised time is named as the element of its timer, and is on no picture.
  isDrawn(run: number, element: Word): boolean { return (this.line.runs[run]?.elements[element]?.[2] ?? NONE) >= 0; }

  risk(at: number): string | null {
    for (let one = at; one >= 0; one--) {
      const changed = this.event(one).change.r;
      if (changed !== undefined) return changed[0] === undefined ? null : this.word(changed[0]);
    }
    return null;
  }

  // The first of a sorted list of positions after one, or before it.
  next(list: number[], at: number, back: boolean): number | undefined {
    return back ? list.filter((one) => one < at).at(-1) : list.find((one) => one > at);
  }

  // The last event at or before a moment; the first one for a moment before everything.
  at(moment: number): number {
    return Math.max(0, this.events.filter((one) => one.at <= moment).length - 1);
  }

  private follow(event: Happening, index: number): void {
    const { run, change } = event;
    for (const one of change.p ?? []) this.touch(this.placeOf(run, one), index).visits += 1;
    for (const one of change.f ?? []) this.touch(this.placeOf(run, one), index).visits += 1;
    for (const [element, caller] of change.o ?? []) this.open(event, index, element, caller);
    for (const one of change.c ?? []) { const task = this.tasks.at(-1 - one); if (task !== undefined) { event.closed.push(task); this.close(event, index, task, false); } }
    for (const one of change.x ?? []) { const task = this.tasks.at(-1 - one); if (task !== undefined) { event.withdrawn.push(task); this.close(event, index, task, true); } }
    const about = event.about = change.t === undefined ? undefined : this.tasks.at(-1 - change.t);
    if (about !== undefined && event.type === "user_task.claimed") { about.held = event.who; about.instead = change.b ?? NONE; }
    for (const element of change.w ?? []) this.wait(event, index, element);
    for (const one of change.y ?? []) this.end(index, this.waits.at(-1 - one));
    for (const [element, due, moved] of change.m ?? []) this.set(run, index, element, due === null ? null : event.at + due, moved);
    for (const one of change.u ?? []) this.clear(index, this.timers.at(-1 - one));
    for (const [back, kind, due, cause = NONE] of change.s ?? []) {
      const clock = back < 0 ? this.clocks[this.begun++] : this.clocks[this.begun - 1 - back];
      if (clock !== undefined) this.turn(event, index, clock, { from: index, change: this.word(kind), due: due === null ? null : event.at + due, cause });
    }
    if (change.d !== undefined) this.decisions.push(index);
    if (change.r !== undefined) this.risks.push(index);
    for (const one of change.v ?? []) this.hold(run, one[0], { from: index, value: one[1] ?? null, withheld: one.length === 1 });
  }

  private touch(place: Place, index: number): Mark {
    const before = place.marks.at(-1);
    if (before?.from === index) return before;
    const mark = { ...(before ?? FRESH), from: index };
    place.marks.push(mark);
    return mark;
  }

  private open(event: Happening, index: number, element: Word, caller: Word | undefined): void {
    if (caller !== undefined) {
      const key = `${event.run}/${element}`;
      this.entered.set(key, [...(this.entered.get(key) ?? []), { from: index, caller }]);
    }
    const places = this.placesOf(event.run, element, index);
    const task = { run: event.run, element, places, from: index, to: Infinity, since: event.at, held: NONE, instead: NONE };
    this.tasks.push(task);
    event.opened.push(task);
    for (const place of places) this.touch(place, index).open += 1;
  }

  private close(event: Happening, index: number, one: Task, cancelled: boolean): void {
    one.to = index;
    for (const place of one.places) {
      const mark = this.touch(place, index);
      mark.open -= 1;
      mark.spent += event.at - one.since;
      if (cancelled) mark.cancelled += 1; else mark.by = event.who;
    }
  }

  private wait(event: Happening, index: number, element: Word): void {
    this.waits.push({ run: event.run, element, from: index, to: Infinity, due: null });
    for (const place of this.placesOf(event.run, element, index)) this.touch(place, index).waiting += 1;
  }

  private end(index: number, wait: Wait | undefined): void {
    if (wait === undefined) return;
    wait.to = index;
    for (const place of this.placesOf(wait.run, wait.element, wait.from)) this.touch(place, index).waiting -= 1;
  }

  // A timer in the flow is what the case waits for; one on a border only guards. A second setting moves it.
  private set(run: number, index: number, element: Word, due: number | null, moved: number | undefined): void {
    const known = moved === undefined ? undefined : this.timers.at(-1 - moved);
    if (known?.to !== Infinity && this.isInTheFlow(run, element)) for (const place of this.placesOf(run, element, index)) this.touch(place, index).waiting += 1;
    const timer = { run, element, from: index, to: Infinity, due };
    if (moved === undefined) this.timers.push(timer); else this.timers[this.timers.length - 1 - moved] = timer;
  }

  private clear(index: number, known: Wait | undefined): void {
    if (known?.to !== Infinity) return;
    known.to = index;
    if (this.isInTheFlow(known.run, known.element)) for (const place of this.placesOf(known.run, known.element, known.from)) this.touch(place, index).waiting -= 1;
  }

  private isInTheFlow(run: number, element: Word): boolean {
    return this.word(this.line.runs[run]?.elements[element]?.[0] ?? NONE) === "intermediateCatchEvent";
  }

  private turn(event: Happening, index: number, clock: Clock, turn: Turn): void {
    clock.turns.push(turn);
    if (turn.change !== "breached") return;
    event.late.push(clock);
    if (this.breaches.at(-1) !== index) this.breaches.push(index);
  }

  private hold(run: number, name: Word, value: Value): void {
    const key = `${run}/${name}`;
    let held = this.values.get(key);
    if (held === undefined) this.values.set(key, held = { run, name, turns: [] });
    held.turns.push(value);
  }
}
