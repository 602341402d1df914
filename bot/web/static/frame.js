/**
 * The chat as a panel on another page: what it tells the button around it, and what it hears.
 * Nothing of the conversation goes out: only that there is something, and how many.
 */

import { byId, composing, page, say } from "./page.js";
import { isKept } from "./store.js";

const framed = page.frame && window.parent !== window;
// Until the page around says that it shows the chat, nobody sees it.
let away = framed;

/** Tells the page around. Whose it is, is not known here, and nothing told is a secret. */
function tell(what, more) {
  if (framed) window.parent.postMessage({ monineuvo: what, ...more }, "*");
}

/** Whether the client can't see the chat: another tab is in front, or the panel is closed. */
export const hidden = () => away || document.hidden;

/** What was said: what the client has not had in sight is counted, over all pages of the site. */
export function count(items, session, awaited) {
  const said = items.filter(({ seq, from }) => seq && from !== "client");
  if (!away) session.seen = Math.max(session.seen, ...said.map(({ seq }) => seq));
  tell("unread", {
    count: said.filter(({ seq }) => seq > session.seen).length,
    // Where the browser keeps nothing, the next page has another conversation.
    awaited: awaited && isKept(session),
  });
}

/** The chat has another language; the button follows it. */
export function speaks() {
  tell("language", {
    language: page.language, direction: page.direction, label: say("ui_title"),
  });
}

/** Leaves the page around for this address; returns whether that is its task. */
export function leave(to) {
  tell("leave", { to });
  return framed;
}

/**
 * Makes the panel work.
 *
 * @param {{hidden: function(): void, shown: function(boolean): void}} on called when the panel has
 *   been closed, and opened, with whether the client did that
 */
export function setUp(on) {
  const close = byId("close");
  close.hidden = !framed;
  if (!framed) return;
  close.addEventListener("click", () => tell("close"));
  document.addEventListener("keydown", (event) => {
    // Whatever is open within the chat is closed first.
    const taken = event.defaultPrevented || document.querySelector("dialog[open]");
    if (event.key === "Escape" && !composing(event) && !taken) tell("close");
  });
  addEventListener("message", ({ source, data }) => {
    if (source !== window.parent) return;
    if (data?.monineuvo === "hidden" && !away) {
      on.hidden();
      away = true;
    } else if (data?.monineuvo === "shown") {
      away = false;
      on.shown(data.focus === true);
    }
  });
  speaks();
  tell("ready");
}
