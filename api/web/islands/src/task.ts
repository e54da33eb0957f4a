// The task's page: its form in the viewer of form-js, drafts while somebody types, and files sent in pieces. Without
// scripts the page has a plain form, a button that saves a draft, and a file field; this only takes their place.
import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "./task/task.css";
import { mountForm } from "./task/form";
import { sendInPieces } from "./task/upload";
import { watchWindow } from "./task/window";

async function start(): Promise<void> {
  const page = document.querySelector<HTMLFormElement>("form[data-task-form]");
  if (page !== null) await mountForm(page);
  const upload = document.querySelector<HTMLFormElement>("form[data-upload]");
  if (upload !== null) sendInPieces(upload);
  watchWindow();
  document.documentElement.dataset.task = "1";
}

void start();
