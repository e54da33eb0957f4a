// On every page: the look, the menu, and the quick way out. The page is complete without any of it.
import "./styles/index.css";
import { closeMenus } from "./shared/menus";
import { printByButton } from "./shared/printing";
import { leaveAtOnce } from "./shared/quick_exit";
import { watchSession } from "./shared/session";

closeMenus();
leaveAtOnce();
printByButton();
watchSession();
document.documentElement.dataset.ready = "1";
