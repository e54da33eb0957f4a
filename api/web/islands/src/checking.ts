// A check of the record that goes on: htmx asks for its page again until it is over, as the page's own marks say.
import "./shared/htmx";
