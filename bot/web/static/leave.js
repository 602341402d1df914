/** "Leave quickly": for who must not be seen here. It asks nothing and waits for nothing. */

import * as api from "./api.js";
import { leave as leaveAround } from "./frame.js";
import { wipe } from "./store.js";

// Where a request ends with its page, it gets this long; so does the page around.
const PATIENCE = 1500;

/** Whether a request goes on after its page is gone. */
const outlives = "keepalive" in Request.prototype;

/** Lets the server forget; only this browser where a counsellor has the request. */
async function forget(left) {
  if (!left || left.given) return;
  const gone = api.removeInPassing(left).catch(() => {});
  if (outlives) return;
  await Promise.race([gone, new Promise((done) => setTimeout(done, PATIENCE))]);
}

/**
 * Makes the button work.
 *
 * @param {HTMLAnchorElement} button a link to the neutral page, so that it works without us as well
 * @param {function(): {id: string, token: string, given: boolean}|null} current the conversation,
 *   and whether a request was sent from it
 * @param {function(): void} clear takes everything off the page
 */
export function setUp(button, current, clear) {
  const leave = async () => {
    const to = button.href;
    const left = current();
    wipe();
    // Nothing is to be seen or read while the other page is on its slow way.
    document.body.hidden = true;
    document.title = new URL(to).hostname;
    // Whatever fails in it, we go.
    try { clear(); } catch { /* the page is hidden already */ }
    await forget(left);
    const go = () => window.top.location.replace(to);
    // The page around does it; we do where it does not.
    if (leaveAround(to)) setTimeout(go, PATIENCE);
    else go();
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // It looks like a button and says so; a link listens to Enter alone.
  button.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    leave();
  });
}
