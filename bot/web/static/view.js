/** Draws the messages. Elements are kept and changed, never drawn anew: it is a live region. */

import { question } from "./helped.js";
import { listenButton, stop } from "./listen.js";
import { optionButtons } from "./options.js";
import { label, make, pressable } from "./page.js";
import { sources } from "./sources.js";
import { blocks } from "./text.js";

// What a person needs to know of their message, and in which words.
const STATES = {
  sending: "ui_sending", queued: "ui_queued", sent: "ui_handover_mark_sent",
  delivered: "ui_handover_mark_delivered", read: "ui_handover_mark_read",
};
const NAMES = { client: "ui_you", bot: "ui_bot", counsellor: "ui_counsellor", system: "ui_system" };

/** The list of messages and its scrolling. */
export class View {
  #known = new Map();
  #options = null;
  #atEnd = false;

  /**
   * @param {{list: HTMLElement, scroller: HTMLElement, below: HTMLElement,
   *   retry: function(string): void, choose: function(object): void,
   *   session: object, release: function(): void}} parts
   *   `below` stands under the messages in the same scroller; `release` takes the focus before the
   *   focused button goes away. `moved` can be set: it is called when it was scrolled.
   */
  constructor(parts) {
    this.parts = parts;
    const { scroller } = parts;
    this.moved = () => {};
    scroller.addEventListener("scroll", () => {
      this.#atEnd = this.#nearEnd();
      this.moved();
    });
    document.addEventListener("scroll", () => this.moved());
    // A growing message box or an opening keyboard must not cover what is being read.
    new ResizeObserver(() => {
      if (this.#atEnd && this.#box() === scroller) this.toEnd(true);
    }).observe(scroller);
  }

  /**
   * Shows these items, in this order.
   *
   * @param {Array<{key: string, from: string, language: string, direction: string, text: string,
   *   state?: string, mark?: string, author?: object, answer?: object}>} items
   * @param {{key: string, options: object[]}|null} active the message whose options can be chosen
   */
  draw(items, active) {
    const added = items.filter((item) => !this.#known.has(item.key));
    const keys = new Set(items.map((item) => item.key));
    for (const [key, row] of this.#known) {
      if (!keys.has(key)) {
        stop();
        row.element.remove();
        this.#known.delete(key);
      }
    }
    // The first screen is read from its top: languages, what this is, what can be asked.
    const begun = items.some((item) => item.from === "client");
    const near = this.keep(() => {
      items.forEach((item, index) => {
        if (!this.#known.has(item.key)) this.#known.set(item.key, this.#row(item));
        const row = this.#known.get(item.key);
        this.#update(row, item);
        const there = this.parts.list.children[index];
        if (there !== row.element) this.parts.list.insertBefore(row.element, there ?? null);
      });
      this.#drawOptions(active);
    }, begun);
    if (added.some((item) => item.from === "client")) {
      stop();
      this.toEnd();
    } else if (near && begun && added.length) {
      const first = items.indexOf(added[0]);
      this.follow(items[first - 1]?.from === "client" ? items[first - 1] : added[0]);
    }
  }

  /** Makes a change; who was at the end stays there (if `follow`). Returns whether that was so. */
  keep(change, follow = true) {
    const near = this.#nearEnd();
    const { scrollHeight } = this.#box();
    change();
    if (follow && near && this.#box().scrollHeight !== scrollHeight) this.toEnd(true);
    return near;
  }

  /** Makes a change of what is there; the message at the top of the window stays at its place. */
  hold(change) {
    const box = this.#box();
    const first = [...this.parts.list.children]
      .find((item) => item.getBoundingClientRect().bottom > this.#top());
    const place = () => first.getBoundingClientRect().top - this.#top();
    const before = first && place();
    change();
    if (first?.isConnected) box.scrollTop += place() - before;
  }

  /** Scrolls to the end of the messages; where `forward`, not back from what is below them. */
  toEnd(forward = false) {
    const box = this.#box();
    const top = box.scrollHeight - this.parts.below.offsetHeight - box.clientHeight;
    if (!forward || top > box.scrollTop) box.scrollTo({ top });
  }

  /** Where the client reads: the first message in sight and how far it is; null at the end. */
  get place() {
    const box = this.#box();
    if (!box.clientHeight) return undefined;
    if (this.#nearEnd()) return null;
    const top = this.#top();
    for (const row of this.#known.values()) {
      const { bottom, top: start } = row.element.getBoundingClientRect();
      if (bottom > top && Number.isFinite(row.at)) return { at: row.at, off: start - top };
    }
    return null;
  }

  /** Shows what was read before; where that was the end, the last question and what follows it. */
  comeBack(place, items) {
    const question = items.filter((item) => item.from === "client").pop();
    if (!this.goTo(place) && question) this.follow(question);
  }

  /** Goes back to such a place; returns whether its message is still there. */
  goTo(place) {
    const row = [...this.#known.values()].find(({ at }) => at === place?.at);
    if (!row) return false;
    const now = row.element.getBoundingClientRect().top - this.#top();
    this.#box().scrollTop += now - place.off;
    return true;
  }

  #row(item) {
    const who = make("span", item.from === "counsellor" ? "who" : "hidden");
    // A person has a name, and what they are in the language of the conversation.
    const { name, role } = item.author ?? {};
    if (name) who.append(make("bdi", "", name), " · ", make("bdi", "", role));
    else label(who, NAMES[item.from]);
    const body = make("div", "text");
    const bubble = make("div", "bubble", who, body);
    if (item.answer) bubble.append(...sources(item.answer));
    const row = { element: make("li", item.from, bubble), bubble, body };
    if (item.from === "bot" || item.from === "counsellor") {
      const { button, update } = listenButton();
      const [rating = "", why = ""] = question(this.parts.session, item);
      const foot = make("div", "foot", make("div", "row", button, rating), why);
      // A new message is read without it.
      foot.setAttribute("aria-live", "off");
      row.element.append(foot);
      Object.assign(row, { foot, hear: update });
    }
    return row;
  }

  #update(row, item) {
    row.at = item.at;
    row.element.lang = item.language;
    row.element.dir = item.direction;
    // By its own letters: the name of who wrote it, which nobody sees, is in the page's language.
    row.body.dir = item.direction;
    if (row.text !== item.text || row.language !== item.language) {
      row.text = item.text;
      row.language = item.language;
      row.body.replaceChildren(...blocks(item.text, item.direction));
    }
    row.hear?.(item);
    const state = item.mark ?? item.state ?? "";
    if (row.state === state) return;
    row.state = state;
    row.note?.remove();
    if (state === "failed" || state === "queued") {
      const again = label(pressable(() => {
        this.parts.release();
        this.parts.retry(item.key);
      }), "ui_retry");
      const said = label(make("span"), STATES[state] ?? "ui_failed");
      row.note = make("div", `note ${state}`, said, " ", again);
      row.bubble.append(row.note);
    } else if (state === "sending" || item.mark) {
      row.note = make("div", `note ${state}`, label(make("span"), STATES[state]));
      // Seen, not spoken: it would be read at each message and be over before it is read.
      if (state === "sending") row.note.setAttribute("aria-hidden", "true");
      else row.note.setAttribute("aria-live", "off");
      row.bubble.append(row.note);
    }
  }

  #drawOptions(active) {
    const said = active && active.options.map((option) => option.label).join("\n");
    const before = this.#options;
    const same = before?.key === active?.key;
    if (same && before?.said === (said ?? undefined)) return;
    const focused = [...(before?.element.children ?? [])].indexOf(document.activeElement);
    if (focused >= 0 && !same) this.parts.release();
    before?.element.remove();
    this.#options = null;
    if (!active) return;
    const element = optionButtons(active, this.parts.choose);
    const { element: li, foot } = this.#known.get(active.key);
    li.insertBefore(element, foot ?? null);
    // The same buttons in another language: who stood on one still does.
    if (same) element.children[focused]?.focus();
    this.#options = { key: active.key, said, element };
  }

  // A low window has no room for a box of its own that scrolls; then the document does.
  #box() {
    const own = getComputedStyle(this.parts.scroller).overflowY === "auto";
    return own ? this.parts.scroller : document.scrollingElement;
  }

  #top() {
    const box = this.#box();
    return box === this.parts.scroller ? box.getBoundingClientRect().top : 0;
  }

  #nearEnd() {
    const box = this.#box();
    const { below } = this.parts;
    // Who fills in what stands below is not taken away from it.
    if (below.contains(document.activeElement)) return false;
    return box.scrollHeight - below.offsetHeight - box.scrollTop - box.clientHeight < 120;
  }

  /**
   * Shows an item and what follows it: the end, or where that is longer than the window, its
   * beginning.
   */
  follow(item) {
    const start = this.#known.get(item.key).element;
    const end = this.parts.list.getBoundingClientRect().bottom;
    const fits = end - start.getBoundingClientRect().top < this.#box().clientHeight;
    if (fits) this.toEnd();
    else start.scrollIntoView({ block: "start" });
  }
}
