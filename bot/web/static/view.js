/** Draws the messages. Elements are kept and changed, never drawn anew: it is a live region. */

import { label } from "./page.js";
import { sources } from "./sources.js";
import { blocks } from "./text.js";

const NAMES = { client: "ui_you", bot: "ui_bot", counsellor: "ui_counsellor", system: "ui_system" };

/** Makes an element with a class. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** The list of messages and its scrolling. */
export class View {
  #known = new Map();
  #options = null;

  /**
   * @param {{list: HTMLElement, scroller: HTMLElement, retry: function(string): void,
   *   choose: function(object): void, release: function(): void}} parts
   *   `release` takes the focus before the focused button goes away.
   */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * Shows these items, in this order.
   *
   * @param {Array<{key: string, from: string, language: string, direction: string, text: string,
   *   state?: string, answer?: object}>} items
   * @param {{key: string, options: object[]}|null} active the message whose options can be chosen
   */
  draw(items, active) {
    const near = this.#nearEnd();
    const added = items.filter((item) => !this.#known.has(item.key));
    const keys = new Set(items.map((item) => item.key));
    for (const [key, row] of this.#known) {
      if (!keys.has(key)) {
        row.element.remove();
        this.#known.delete(key);
      }
    }
    items.forEach((item, index) => {
      if (!this.#known.has(item.key)) this.#known.set(item.key, this.#row(item));
      const row = this.#known.get(item.key);
      this.#update(row, item);
      const there = this.parts.list.children[index];
      if (there !== row.element) this.parts.list.insertBefore(row.element, there ?? null);
    });
    this.#drawOptions(active);
    if (!added.length) return;
    if (added.some((item) => item.from === "client")) this.toEnd();
    else if (near) this.#toQuestion(items);
  }

  /** Scrolls to the end of the conversation. */
  toEnd() {
    const box = this.#box();
    box.scrollTo({ top: box.scrollHeight });
  }

  #row(item) {
    const who = label(make("span", item.from === "counsellor" ? "who" : "hidden"), NAMES[item.from]);
    const body = make("div", "text");
    const bubble = make("div", "bubble", who, body);
    if (item.answer) bubble.append(...sources(item.answer));
    return { element: make("li", item.from, bubble), bubble, body };
  }

  #update(row, item) {
    row.element.lang = item.language;
    row.element.dir = item.direction;
    if (row.text !== item.text) {
      row.text = item.text;
      row.body.replaceChildren(...blocks(item.text, item.direction));
    }
    if (row.state === item.state) return;
    row.state = item.state;
    row.note?.remove();
    if (item.state === "failed") {
      const again = label(make("button"), "ui_retry");
      again.type = "button";
      again.addEventListener("click", () => {
        this.parts.release();
        this.parts.retry(item.key);
      });
      row.note = make("div", "note failed", label(make("span"), "ui_failed"), " ", again);
      row.bubble.append(row.note);
    } else if (item.state === "sending") {
      row.note = make("div", "note", label(make("span"), "ui_sending"));
      // Seen, not spoken: it would be read at each message and be over before it is read.
      row.note.setAttribute("aria-hidden", "true");
      row.bubble.append(row.note);
    }
  }

  #drawOptions(active) {
    if (this.#options?.key === active?.key) return;
    if (this.#options?.element.contains(document.activeElement)) this.parts.release();
    this.#options?.element.remove();
    this.#options = null;
    if (!active) return;
    const element = make("div", "options");
    for (const option of active.options) {
      const button = make("button", "", option.label);
      button.type = "button";
      button.dir = "auto";
      // An option that offers another language is written in it: "language:ar".
      const [kind, value] = option.value.split(":");
      if (kind === "language") button.lang = value;
      button.addEventListener("click", () => this.parts.choose(option));
      element.append(button);
    }
    this.#known.get(active.key).element.append(element);
    this.#options = { key: active.key, element };
  }

  // A low window has no room for a box of its own that scrolls; then the document does.
  #box() {
    const own = getComputedStyle(this.parts.scroller).overflowY === "auto";
    return own ? this.parts.scroller : document.scrollingElement;
  }

  #nearEnd() {
    const box = this.#box();
    return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  }

  /** A reply that is longer than the window begins at its beginning, with the question above. */
  #toQuestion(items) {
    const question = items.filter((item) => item.from === "client").pop();
    const start = question && this.#known.get(question.key).element;
    const box = this.#box();
    const end = this.parts.list.getBoundingClientRect().bottom;
    if (start && end - start.getBoundingClientRect().top > box.clientHeight) {
      start.scrollIntoView({ block: "start" });
    } else this.toEnd();
  }
}
