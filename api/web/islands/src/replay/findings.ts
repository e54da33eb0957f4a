// Where somebody who writes findings goes on from an event; the page says who does.
import { say } from "../shared/words";
import type { Model } from "./model";

export function finding(model: Model, at: number): Node[] {
  if (document.querySelector("[data-finds]") === null) return [];
  const { run, seq } = model.event(at);
  const link = document.createElement("a");
  link.className = "btn btn-outline-primary btn-sm";
  link.href = `/audit/temuan/baru?${new URLSearchParams({ proses: model.line.runs[run]?.id ?? "", peristiwa: String(seq) }).toString()}`;
  link.textContent = say("Buat temuan dari peristiwa ini");
  return [link];
}
