// Going through the events: slider, buttons, keys, a moment, and playing, which stops where one should look.
import type { Model } from "./model";

const MANY = 10;

export class Player {
  position = 0;
  private timer = 0;

  constructor(private readonly root: HTMLElement, private readonly model: Model, private readonly show: (at: number) => void) {
    const slider = this.slider();
    slider.max = String(model.length - 1);
    slider.addEventListener("input", () => { this.stop(); this.go(Number(slider.value)); });
    root.addEventListener("click", (event) => { this.acts[(event.target as Element).closest<HTMLElement>("[data-do]")?.dataset.do ?? ""]?.(); });
    document.addEventListener("keydown", (event) => { this.key(event); });
    root.querySelector("[data-help]")?.addEventListener("click", () => { this.help()?.showModal(); });
  }

  go(at: number): void {
    this.position = Math.max(0, Math.min(this.model.length - 1, at));
    this.slider().value = String(this.position);
    this.show(this.position);
  }

  stop(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.told(false);
  }

  private readonly acts: Record<string, () => void> = {
    first: () => { this.stop(); this.go(0); },
    back: () => { this.stop(); this.go(this.position - 1); },
    on: () => { this.stop(); this.go(this.position + 1); },
    last: () => { this.stop(); this.go(this.model.length - 1); },
    play: () => { if (this.timer === 0) this.play(); else this.stop(); },
    breach: () => { this.leap(this.model.breaches, false); },
    decision: () => { this.leap(this.model.decisions, false); },
  };

  private readonly keys: Record<string, () => void> = {
    j: () => { this.acts.on?.(); },
    k: () => { this.acts.back?.(); },
    J: () => { this.stop(); this.go(this.position + MANY); },
    K: () => { this.stop(); this.go(this.position - MANY); },
    Home: () => { this.acts.first?.(); },
    End: () => { this.acts.last?.(); },
    " ": () => { this.acts.play?.(); },
    b: () => { this.leap(this.model.breaches, false); },
    B: () => { this.leap(this.model.breaches, true); },
    d: () => { this.leap(this.model.decisions, false); },
    D: () => { this.leap(this.model.decisions, true); },
    "+": () => { this.root.querySelector<HTMLElement>("[data-zoom=in]")?.click(); },
    "-": () => { this.root.querySelector<HTMLElement>("[data-zoom=out]")?.click(); },
    "?": () => { this.help()?.showModal(); },
  };

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || this.help()?.open === true) return;
    const target = event.target as Element;
    const isSlider = target === this.slider();
    if (!isSlider && target.matches("input:not([type=checkbox]), select, textarea")) return;
    // A button has its own answer to the space bar, and what scrolls has its own to Home and End.
    if (event.key === " " && target.matches("button, a, summary, input[type=checkbox]")) return;
    if ((event.key === "Home" || event.key === "End") && target.matches("[data-canvas], [role=tab]")) return;
    const act = this.keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  private leap(among: number[], back: boolean): void {
    this.stop();
    const found = this.model.next(among, this.position, back);
    if (found !== undefined) this.go(found);
  }

  private play(): void {
    if (this.position === this.model.length - 1) this.go(0);
    const speed = Number(this.root.querySelector<HTMLSelectElement>("[data-speed]")?.value ?? "8");
    const halts = new Set([...this.model.breaches, ...this.model.decisions, this.model.length - 1]);
    this.timer = window.setInterval(() => {
      this.go(this.position + 1);
      if (halts.has(this.position)) this.stop();
    }, 1000 / speed);
    this.told(true);
  }

  private told(isPlaying: boolean): void {
    for (const one of this.root.querySelectorAll<HTMLElement>("[data-stopped]")) one.hidden = isPlaying;
    for (const one of this.root.querySelectorAll<HTMLElement>("[data-playing]")) one.hidden = !isPlaying;
    this.root.dataset.plays = isPlaying ? "1" : "0";
  }

  private slider(): HTMLInputElement { return this.root.querySelector("[data-slider]") as HTMLInputElement; }
  private help(): HTMLDialogElement | null { return document.querySelector<HTMLDialogElement>("#kunci"); }
}
