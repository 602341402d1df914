/** Sent, delivered, read, "is writing": between the client and the counsellor. */

import { hidden } from "./frame.js";
import { save } from "./store.js";

// How often at most the other side is told that somebody is typing, and how long that holds.
const TELL_EVERY = 3000;
const HOLDS = 6000;

/** The marks on the client's messages and what the counsellor is told. */
export class Marks {
  #told = 0;
  #timer = 0;

  /**
   * @param {object} session whose `marks` are {from, to: between which numbers a counsellor has
   *   the case; delivered, read: how far the counsellor has got; seen: how far the client has read}
   * @param {{tell: function(object): boolean, typing: function(boolean): void}} on
   */
  constructor(session, on) {
    this.session = session;
    this.on = on;
  }

  /** A counsellor has the case from now on, or no longer. */
  active(taken) {
    const { session } = this;
    const { marks } = session;
    if (taken && (marks.from === undefined || marks.to !== undefined)) {
      session.marks = { ...marks, from: marks.from ?? session.cursor, to: undefined };
    } else if (!taken && marks.from !== undefined && marks.to === undefined) {
      session.marks = { ...marks, to: session.cursor };
      this.stopTyping();
    } else return;
    save(session);
  }

  /** Takes a signal of the counsellor; returns whether the marks have changed. */
  signal({ event, seq, from }) {
    const { marks } = this.session;
    if (event === "typing" && from === "counsellor") {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.stopTyping(), HOLDS);
      this.on.typing(true);
    }
    if ((event !== "delivered" && event !== "read") || !(seq > (marks[event] ?? 0))) return false;
    marks[event] = seq;
    save(this.session);
    return true;
  }

  /** What they were typing has come, or has not. */
  stopTyping() {
    clearTimeout(this.#timer);
    this.on.typing(false);
  }

  /** Puts the marks on the items that have one. */
  put(items) {
    const { from, to = Infinity, delivered = 0, read = 0 } = this.session.marks;
    // Of the others only the last says so: it is the one that somebody wonders about.
    const latest = items.filter((item) => item.from === "client").pop();
    return items.map((item) => {
      if (item === latest && (!item.state || item.state === "sent")) item = { ...item, mark: "sent" };
      const local = item.state && item.state !== "sent";
      if (from === undefined || item.from !== "client" || local || item.at <= from || item.at > to) return item;
      const mark = item.seq <= read ? "read" : item.seq <= delivered ? "delivered" : "sent";
      return { ...item, mark };
    });
  }

  /** Tells that the client is typing. */
  typing() {
    if (Date.now() - this.#told < TELL_EVERY) return;
    this.#told = Date.now();
    this.on.tell({ event: "typing" });
  }

  /** Tells what the client has before their eyes. */
  seen(items) {
    const { marks } = this.session;
    if (hidden()) return;
    const last = items.filter((item) => item.from === "counsellor").pop()?.seq ?? 0;
    if (last <= (marks.seen ?? 0) || !this.on.tell({ event: "read", seq: last })) return;
    marks.seen = last;
    save(this.session);
  }
}
