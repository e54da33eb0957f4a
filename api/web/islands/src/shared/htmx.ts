// htmx reads its settings from the page's <meta name="htmx-config">: no eval, no inline style, nothing in local storage.
import htmx from "htmx.org";

export default htmx;
