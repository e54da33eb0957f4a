// The inbox at work: filters without reloading, rows that follow what others do, and every action by key.
import "./styles/inbox.css";
import { useKeys } from "./shared/inbox_keys";
import { followChanges } from "./shared/inbox_live";
import { tickAll } from "./shared/inbox_ticks";
import "./shared/htmx";

followChanges();
useKeys();
tickAll();
document.documentElement.dataset.inbox = "1";
