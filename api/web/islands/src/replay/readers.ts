// Who had read the case by the moment that is shown.
import { say } from "../shared/words";
import { columns, nothing } from "./drawing";
import type { Model } from "./model";
import type { Panel } from "./panels";

interface Read { at: string; said_at: string; reader: string; part: string }

export class Readers implements Panel {
  private known: Read[] | null | undefined;

  constructor(private readonly model: Model, private readonly address: string, private readonly again: () => void) {}

  draw(at: number): Node[] {
    if (this.known === undefined) { this.known = null; void this.ask(); }
    if (this.known === null) return [nothing(say("Sedang dimuat."))];
    // Up to the next event: what was read in between was read while the case stood so.
    const until = at + 1 < this.model.length ? Date.parse(this.model.line.t0) + this.model.event(at + 1).at * 1000 : Infinity;
    const found = this.known.filter((one) => Date.parse(one.at) < until);
    if (found.length === 0) return [nothing(say("Belum ada yang membaca kasus ini saat itu."))];
    return [nothing(say("{n} pembacaan sampai saat itu", { n: found.length })), columns([say("Pembaca"), say("Waktu membaca"), say("Bagian yang dibaca")], found.map((one) => [one.reader, one.said_at, one.part]))];
  }

  private async ask(): Promise<void> {
    const answer = await fetch(`${this.address}/pembaca`, { headers: { Accept: "application/json" } });
    this.known = answer.ok ? ((await answer.json()) as { reads: Read[] }).reads : [];
    this.again();
  }
}
