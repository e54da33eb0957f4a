// What proves the event: its hash, the one before it, and its place in the log once it is sealed.
import { say } from "../shared/words";
import { lines, nothing, press } from "./drawing";
import { finding } from "./findings";
import type { Model } from "./model";
import type { Panel } from "./panels";

interface Proof { hash: string; previous: string; leaf: number | null; size: number | null; path: string[]; root: string | null }

export class Proofs implements Panel {
  private readonly known = new Map<number, Proof | null>();
  private wanted = -1;

  constructor(private readonly model: Model, private readonly address: string, private readonly again: () => void) {}

  draw(at: number): Node[] {
    const proof = this.known.get(at);
    if (proof === undefined) {
      this.wanted = at;
      return [press(say("Tunjukkan bukti peristiwa ini"), () => { void this.ask(at); })];
    }
    if (proof === null) return [nothing(say("Bukti tidak dapat dimuat."))];
    const { run, seq } = this.model.event(at);
    const facts: [string, string][] = [[say("Proses"), this.model.line.runs[run]?.id ?? ""], [say("Nomor urut"), String(seq)], [say("Sidik peristiwa ini"), proof.hash], [say("Sidik sebelumnya"), proof.previous]];
    if (proof.leaf === null) facts.push([say("Daun pada catatan bersama"), say("Belum disegel")]);
    else facts.push([say("Daun pada catatan bersama"), String(proof.leaf)], [say("Ukuran catatan"), String(proof.size)], [say("Akar"), proof.root ?? "–"], [say("Jalan bukti"), proof.path.join(" ")]);
    const told = nothing("");
    told.setAttribute("role", "status");
    const copy = press(say("Salin"), () => {
      const text = JSON.stringify({ instance: this.model.line.runs[run]?.id, seq, ...proof }, null, 2);
      navigator.clipboard.writeText(text).then(() => { told.textContent = say("Tersalin."); }, () => { told.textContent = say("Peramban tidak mengizinkan menyalin. Pilih teksnya, lalu salin."); });
    });
    return [lines(facts), copy, ...finding(this.model, at), told];
  }

  private async ask(at: number): Promise<void> {
    const { run, seq } = this.model.event(at);
    const answer = await fetch(`${this.address}/bukti/${this.model.line.runs[run]?.id ?? ""}/${seq}`, { headers: { Accept: "application/json" } });
    this.known.set(at, answer.ok ? ((await answer.json()) as Proof) : null);
    if (this.wanted === at) this.again();
  }
}
