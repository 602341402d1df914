/** What happens to the tab: it is hidden, left, looked at again. Keeps what a return needs. */

import * as frame from "./frame.js";
import { page } from "./page.js";
import { awake, remember, save, sleep } from "./store.js";

// How often the time within which one can go on is counted anew.
const REMEMBER_EVERY = 60000;
const SETTLE = 200;

/**
 * Makes the tab's events work.
 *
 * @param {object} session
 * @param {{said: function(): boolean, view: import("./view.js").View, wake: function(): void,
 *   seen: function(): void, left: function(): void, focus: function(): void}} on
 *   `said`: whether the client has written; `wake`: the connection may be back; `seen`: the client
 *   looks at the chat again; `left`: the page goes away, and may come back
 * @returns {{keepKey: function(): void}} `keepKey` remembers the conversation beyond the tab
 */
export function setUp(session, on) {
  const keepKey = () => {
    // Only what somebody wrote in is worth going on with.
    if (session.id && on.said()) remember(session, page.municipality);
  };
  const keepPlace = () => {
    const { place } = on.view;
    // A closed panel has no place; the one before stays.
    if (frame.hidden() || place === undefined) return;
    session.place = place;
    save(session);
  };
  const look = () => {
    on.wake();
    on.seen();
  };
  let away = false;
  let settling = 0;
  on.view.moved = () => {
    clearTimeout(settling);
    settling = setTimeout(keepPlace, SETTLE);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keepKey();
    // At "back" this is heard before it is known whether the conversation is still this one.
    else if (!away) look();
  });
  setInterval(keepKey, REMEMBER_EVERY);
  addEventListener("pagehide", () => {
    keepPlace();
    keepKey();
    on.left();
    away = true;
    sleep();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (awake()) {
      away = false;
      return look();
    }
    // What stands here is old, or not to be seen any more.
    document.body.hidden = true;
    location.reload();
  });
  frame.setUp({
    hidden: keepPlace,
    shown(byClient) {
      if (!on.view.goTo(session.place)) on.view.toEnd();
      look();
      if (byClient) on.focus();
    },
  });
  return { keepKey };
}
