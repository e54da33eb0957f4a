// The page of a new report: questions that do not apply are hidden, what follows from a tick is said at once, and the
// report waits on this page while the network or the session is gone. Without scripts it is the same page, longer.
import { followConditions } from "./shared/conditions";
import { flag } from "./report/flags";
import { sendWhenItCan } from "./report/sending";

const page = document.querySelector<HTMLFormElement>("form[data-report]");
if (page !== null) {
  followConditions(page);
  flag(page);
  sendWhenItCan(page);
  document.documentElement.dataset.report = "1";
}
