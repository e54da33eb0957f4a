// The case in sentences: what happened, what waits, how each clock stands and why, what was decided.
import { say, words } from "../shared/words";
import type { Word } from "./document";
import { last, type Clock, type Model, type Place, type Task, type Turn, type Wait } from "./model";
import { coded, lasting, type Moments, plain } from "./saying";

const SYSTEM = "system:", PUBLIC = "system:public";
const RUNNING = new Set(["opened", "warned", "breached", "resumed"]);

export class Sentences {
  constructor(private readonly model: Model, private readonly moments: Moments) {}

  when(at: number): string {
    return say("{n} dari {all}, {at}", { n: at + 1, all: this.model.length, at: this.moments.say(this.model.event(at).at) });
  }

  moment(seconds: number | null): string { return seconds === null ? "–" : this.moments.say(seconds); }

  who(person: Word): string {
    const name = this.model.person(person);
    if (name === PUBLIC) return say("Pelapor");
    return name.startsWith(SYSTEM) ? say("Sistem") : name;
  }

  role(role: Word): string { return role < 0 ? "" : coded("role", this.model.word(role)); }

  step(run: number, element: Word): string { return element < 0 ? "" : this.model.name(run, element); }

  // One sentence for the event, and one for each thing that it brought about and that one should not miss.
  event(at: number): string {
    const event = this.model.event(at);
    const step = this.step(event.run, event.element);
    const told = words[`event:${event.type}`] ?? `${event.type} {step}`;
    const parts = [say(told, { who: this.who(event.who), step, whom: event.change.b === undefined ? "" : this.who(event.change.b), number: event.change.n === undefined ? "" : this.model.word(event.change.n) }).replace(/\s+([.,])/g, "$1")];
    if (event.type === "user_task.claimed" && event.change.b !== undefined) parts.push(say("Sebagai pengganti {name}.", { name: this.who(event.change.b) }));
    for (const clock of event.late) parts.push(say("Terlambat: {promise}.", { promise: this.promise(clock) }));
    if (event.change.r !== undefined) parts.push(say("Risiko: {level}.", { level: this.level(event.change.r) }));
    if (event.change.k !== undefined) parts.push(say("Persetujuan: {state}.", { state: event.change.k.map((one) => coded("consent", this.model.word(one))).join(", ") || "–" }));
    if (event.change.e !== undefined) parts.push(say("Proses berakhir: {step}.", { step: event.change.e.map((one) => this.step(event.run, one)).join(", ") }));
    return parts.join(" ");
  }

  level(risk: Word[]): string { return risk[0] === undefined ? say("belum dinilai") : coded("risk", this.model.word(risk[0])); }

  promise(clock: Clock | undefined): string { return clock === undefined || clock.milestone < 0 ? "–" : plain(this.model.word(clock.milestone)); }

  clockState(clock: Clock, turn: Turn, at: number): string {
    const now = this.model.event(at).at;
    const isMissed = RUNNING.has(turn.change) && clock.isDeadline && turn.due !== null && turn.due <= now;
    const breached = clock.turns.find((one) => one.change === "breached" && one.from <= at);
    if (isMissed && turn.due !== null) return say("Terlambat {span}", { span: lasting(now - turn.due) });
    if (turn.change === "stopped" && breached !== undefined && turn.due !== null) return say("Tercapai, terlambat {span}", { span: lasting(Math.max(0, this.model.event(turn.from).at - turn.due)) });
    if (RUNNING.has(turn.change) && turn.due !== null) return say("Berjalan, sisa {span}", { span: lasting(turn.due - now) });
    return coded("clock", turn.change);
  }

  // Why a clock stands as it does: what it counts from and by which calendar, and what each change came from.
  clockCauses(clock: Clock, at: number): string[] {
    const word = (place: Word): string => this.model.word(place);
    const told = [say("{amount} {unit} sejak {start}, dihitung sejak {fact}.", { amount: clock.amount, unit: coded("unit", word(clock.unit)).toLowerCase(), start: this.moments.say(clock.started), fact: plain(word(clock.fact)).toLowerCase() }),
      say(word(clock.calendar) === "kerja" ? "Yang dihitung hanya jam kerja lembaga." : "Waktu berjalan terus, juga malam dan hari libur.")];
    for (const turn of clock.turns) {
      if (turn.from > at) break;
      const event = this.model.event(turn.from);
      const cause = turn.cause >= 0 ? this.step(clock.run, turn.cause) : this.causeOf(turn, turn.from);
      told.push(say("{at}: {change}. {cause}", { at: this.moments.say(event.at), change: coded("clock", turn.change), cause }).trim());
    }
    return told;
  }

  waiting(task: Task, at: number): string {
    const span = lasting(this.model.event(at).at - task.since);
    const held = this.model.events.slice(task.from, at + 1).some((one) => one.type === "user_task.claimed" && one.about === task);
    const step = this.step(task.run, task.element);
    if (!held || task.held < 0) return say("{step}, belum diambil, terbuka {span}", { step, span });
    return say("{step}, oleh {name}, terbuka {span}", { step, name: this.who(task.held), span });
  }

  outside(wait: Wait): string {
    const step = this.step(wait.run, wait.element), due = this.model.until(wait);
    return due === null ? step : say("{step}, sampai {at}", { step, at: this.moments.say(due) });
  }

  place(place: Place, at: number): string {
    const mark = last(place.marks, at);
    const name = this.step(place.run, place.word);
    if (mark === undefined) return say("{step}: belum dicapai.", { step: name });
    const parts = [say("{step}: {state}, {n} kali dilalui.", { step: name, state: this.state(place, at), n: mark.visits })];
    if (mark.spent > 0) parts.push(say("Lama seluruhnya {span}.", { span: lasting(mark.spent) }));
    if (mark.by >= 0) parts.push(say("Terakhir oleh {name}.", { name: this.who(mark.by) }));
    const clauses = this.model.clauses(place.run, place.word);
    if (clauses.length > 0) parts.push(say("Pasal: {list}.", { list: clauses.join(", ") }));
    return parts.join(" ");
  }

  state(place: Place, at: number): string {
    const mark = last(place.marks, at);
    if (mark === undefined) return say("belum");
    if (mark.open > 0) return say("berjalan");
    if (mark.waiting > 0) return say("menunggu dari luar");
    if (mark.visits > 0) return say("selesai");
    return say(mark.cancelled > 0 ? "dibatalkan" : "belum");
  }

  private causeOf(turn: Turn, at: number): string {
    const { change, element, run } = this.model.event(at);
    if (turn.change === "replaced") return change.r === undefined ? say("Dasar hitungannya berubah.") : say("Risiko: {level}.", { level: this.level(change.r) });
    if (turn.change === "breached") return say("Batasnya lewat.");
    return this.step(run, element);
  }
}
