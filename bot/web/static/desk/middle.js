/** The middle pane: the case's heading and buttons, its summary, its messages, the message box. */

import { Chat } from "./chat.js";
import { claim, leaveCase } from "./case.js";
import { openClose } from "./close.js";
import { composer, instead } from "./composer.js";
import {
  announce, button, byId, config, languageName, make, municipality, say, text, words,
} from "./dom.js";
import { flush, items } from "./outbox.js";
import { on, isMine, state } from "./store.js";
import { clock, since } from "./time.js";
import { summary } from "./summary.js";
import { openRelease, openTransfer } from "./transfer.js";

const TYPING_SHOWN = 5000;
let drawn = "";
let chat = null;
let typing = null;
let wrote = false;

function empty() {
  const title = text("h2", "pane-title", "case_none");
  title.id = "case-title";
  title.tabIndex = -1;
  byId("case").replaceChildren(make("div", "nothing", title, text("p", "soft", "case_none_help")));
}

function facts(open) {
  const made = [
    make("span", `badge state ${open.state}`, say(`state_${open.state}`)),
    make("span", "", languageName(open.language)),
    make("span", "", municipality(open.municipality)),
  ];
  if (open.meeting) made.push(make("span", "", say(`meeting_${open.meeting}`)));
  if (open.state === "waiting" && open.requested_at) {
    made.push(make("span", "", say("waited", { time: since(open.requested_at) })));
  }
  if (open.due_at && open.state !== "closed") made.push(make("span", "", say("due", { time: clock(open.due_at) })));
  made.push(make("span", "code", open.code));
  if (open.danger || open.priority) {
    const kind = open.danger ? say(`danger_${open.danger}`) || say("danger") : say("urgent");
    made.unshift(make("span", "badge danger", kind));
  }
  return made;
}

function actions(open) {
  const made = [];
  if (open.state === "waiting") made.push(button("claim", () => claim(open.id), "primary"));
  if (isMine(open)) {
    made.push(button("transfer", openTransfer), button("release", openRelease),
      button("close_case", openClose, "primary"));
  }
  made.push(button("leave_case", leaveCase, "plain"));
  return made;
}

function head(open) {
  const title = words("h2", "pane-title", open.matter || say("matter_unknown"), config.language);
  title.id = "case-title";
  title.tabIndex = -1;
  return make("header", "case-head", title, make("p", "facts", ...facts(open)),
    make("div", "row actions", ...actions(open)));
}

/** What changes the pane as a whole; messages are drawn without it. */
const shape = (open) => JSON.stringify([open.id, open.state, open.taken_by, open.municipality,
  open.priority, open.danger, open.summary, open.meeting, open.due_at, config.language]);

function build(open) {
  const pane = byId("case");
  const before = drawn && JSON.parse(drawn)[0] === open.id;
  const focused = before && pane.contains(document.activeElement) && document.activeElement;
  const place = before ? pane.querySelector(".scroller")?.scrollTop : null;
  const unfolded = before ? pane.querySelector("details.summary").open : true;
  const list = make("ol", "messages");
  list.setAttribute("role", "list");
  const log = make("div", "", list);
  log.setAttribute("role", "log");
  log.setAttribute("aria-label", say("messages"));
  log.setAttribute("aria-live", "off");
  typing = make("div", "typing small");
  const scroller = make("div", "scroller", summary(open, unfolded), text("h3", "hidden", "messages"), log, typing);
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", say("conversation"));
  const down = button("new_below", () => chat.toEnd(), "to-end");
  down.hidden = true;
  scroller.append(down);
  new IntersectionObserver(([end]) => { if (end.isIntersecting) down.hidden = true; }).observe(typing);
  chat = new Chat({
    list, scroller, retry: () => flush(open.id), below: () => { down.hidden = false; },
  });
  pane.replaceChildren(head(open), scroller,
    isMine(open) ? composer(open) : instead(open, () => claim(open.id)));
  drawn = shape(open);
  chat.draw(items(open), open.client);
  if (place !== null) scroller.scrollTop = place;
  // A new case is read from its summary on; an own one goes on where it was.
  else if (isMine(open)) chat.toEnd();
  if (focused) (byId(focused.id) ?? byId("case-title")).focus({ preventScroll: true });
  // What was there before is not read out; what comes from now on is.
  setTimeout(() => log.setAttribute("aria-live", "polite"), 300);
}

function draw() {
  const { open } = state;
  if (!open) {
    drawn = "";
    chat = null;
    return empty();
  }
  if (drawn !== shape(open)) build(open);
  else messages();
  return null;
}

function messages() {
  const { open } = state;
  if (!open || !drawn) return;
  chat.draw(items(open), open.client);
  const writes = Date.now() - open.typing < TYPING_SHOWN;
  typing.textContent = writes ? say("client_types") : "";
  if (writes && !wrote) announce(say("client_types"));
  wrote = writes;
}

/** Makes the pane follow the open case; called once. */
export function setUp() {
  // Which of the two scrolls depends on the window.
  byId("case").addEventListener("scroll", () => chat?.scrolled(), { capture: true, passive: true });
  new ResizeObserver(() => chat?.resized()).observe(byId("case"));
  on("opened", draw);
  on("messages", messages);
  draw();
}
