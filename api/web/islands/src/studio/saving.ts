// Saves what was edited to the service, two seconds after the last change; nothing is kept in the browser's own stores.
// A save names the revision that it was edited from, so that what others saved meanwhile is kept too.
import { standing, takeToken } from "../shared/service";

export interface Saved { revision: number; merged: boolean; content: string }
export interface Collision { elements: string[]; by?: string; at?: string; revision?: number }
export type State = { kind: "saved" } | { kind: "waiting" } | { kind: "saving" } | { kind: "unreachable" } | { kind: "ended" } | { kind: "collides"; collision: Collision } | { kind: "refused"; reason: string };

const PAUSE_MS = 2000, AGAIN_MS = 5000;

export class Saving {
  private timer = 0;
  private changes = 0;
  private kept = 0;
  private busy = false;
  private stopped = false;

  constructor(private readonly address: string, private revision: number, private readonly content: () => Promise<string>, private readonly tell: (state: State) => void, private readonly saved: (saved: Saved, isLatest: boolean) => void) {
    addEventListener("beforeunload", (event) => { if (this.changes !== this.kept) event.preventDefault(); });
  }

  get isDirty(): boolean { return this.changes !== this.kept; }

  touch(): void {
    this.changes += 1;
    if (this.stopped) return;
    this.tell({ kind: "waiting" });
    this.later(PAUSE_MS);
  }

  // The reader chose to take the newest content, or to go on from it.
  from(revision: number): void {
    this.revision = revision;
    this.stopped = false;
    this.kept = this.changes;
    this.tell({ kind: "saved" });
  }

  async now(): Promise<void> {
    clearTimeout(this.timer);
    if (this.busy || this.stopped || !this.isDirty) return;
    this.busy = true;
    this.tell({ kind: "saving" });
    const at = this.changes;
    try {
      await this.send(at, await this.content());
    } finally {
      this.busy = false;
    }
    if (this.isDirty && !this.stopped) this.later(PAUSE_MS);
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.now(), pause);
  }

  private async send(at: number, body: string): Promise<void> {
    const token = document.querySelector<HTMLInputElement>("input[name=form_token]")?.value ?? "";
    let answer: Response;
    try {
      answer = await fetch(this.address, { method: "PUT", body, headers: { "If-Match": `"${this.revision}"`, "X-Form-Token": token, "Content-Type": "text/plain", Accept: "application/json" } });
    } catch {
      this.tell({ kind: "unreachable" });
      this.later(AGAIN_MS);
      return;
    }
    if (answer.ok) return this.take((await answer.json()) as Saved, at);
    if (answer.status === 409) return this.stop({ kind: "collides", collision: (await answer.json()) as Collision });
    if (answer.status === 401 || answer.status === 403 || answer.status >= 500) return this.ask();
    this.stop({ kind: "refused", reason: await answer.text() });
  }

  private take(saved: Saved, at: number): void {
    this.kept = at;
    const isLatest = this.changes === at;
    // While the editor does not show what others saved, the next save is still one from the content that it shows.
    if (!saved.merged || isLatest) this.revision = saved.revision;
    this.saved(saved, isLatest);
    if (isLatest) this.tell({ kind: "saved" });
  }

  private stop(state: State): void {
    this.stopped = true;
    this.tell(state);
  }

  private async ask(): Promise<void> {
    const found = await standing();
    if (typeof found === "string") this.tell({ kind: found });
    else takeToken(found);
    this.later(AGAIN_MS);
  }
}
