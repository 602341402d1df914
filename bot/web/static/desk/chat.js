/** Draws the messages. Elements are kept and changed, never drawn anew: it is a live region. */

import { blocks } from "../text.js";
import { button, config, languageName, make, say, valueName, words } from "./dom.js";
import { clock } from "./time.js";

/** The list of a case's messages. */
export class Chat {
  #known = new Map();
  #atEnd = false;

  /**
   * @param {{list: HTMLElement, scroller: HTMLElement, retry: function(string): void,
   *   below: function(): void}} parts `below`: a message came that is out of sight
   */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * Shows these items in this order; who was at the end stays there.
   *
   * @param {object[]} items messages of the server, and {key, from, text, state} of those unsent
   * @param {{got: number, read: number}} client how far the client has got and read
   */
  draw(items, client) {
    const { list } = this.parts;
    // At the first time there is nothing to follow.
    const near = this.#known.size && this.#nearEnd();
    const keys = new Set(items.map((item) => item.key));
    for (const [key, row] of this.#known) {
      if (keys.has(key)) continue;
      row.element.remove();
      this.#known.delete(key);
    }
    let added = 0;
    let grown = false;
    items.forEach((item, index) => {
      if (!this.#known.has(item.key)) {
        this.#known.set(item.key, this.#row(item));
        added++;
      }
      const row = this.#known.get(item.key);
      grown = this.#complete(row, item) || grown;
      this.#mark(row, item, client);
      if (list.children[index] !== row.element) list.insertBefore(row.element, list.children[index] ?? null);
    });
    const last = items.at(-1);
    if ((near && (added || grown)) || (added && last.state)) this.toEnd();
    else if (added && this.#known.size > added && last.from === "client") this.parts.below();
  }

  /** Scrolls to the last message. */
  toEnd() {
    const box = this.#box();
    box.scrollTop = box.scrollHeight;
    this.#atEnd = true;
  }

  /** Notes whether the last message is in sight; called when the box scrolls. */
  scrolled() {
    this.#atEnd = this.#nearEnd();
  }

  /** Keeps the last message in sight; called when the box has become smaller or larger. */
  resized() {
    if (this.#atEnd) this.toEnd();
  }

  #nearEnd() {
    const box = this.#box();
    return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  }

  // On a phone the whole pane scrolls, in a low window the document.
  #box() {
    const { scroller } = this.parts;
    const scrolls = (element) => getComputedStyle(element).overflowY === "auto";
    return [scroller, scroller.parentElement].find(scrolls) ?? document.scrollingElement;
  }

  #row(item) {
    const name = item.author?.name ?? valueName("from", item.from);
    const head = make("p", "from", make("span", "who", name), " ");
    const time = make("time", "small");
    head.append(time);
    // The client's own words are never translated by a machine; their language is named.
    const foreign = item.language && item.language !== config.language;
    if (foreign && (item.retold || item.from !== "counsellor")) {
      head.append(" ", make("span", "small", languageName(item.language)));
    }
    const note = make("p", "mark small");
    const body = make("div", "", ...this.#bodies(item));
    return { element: make("li", item.from, head, body, note), time, body, note, item, said: "" };
  }

  /** What the server knows of a message that was drawn before it was sent; whether it is more. */
  #complete(row, item) {
    if (item.created_at && row.time.dateTime !== item.created_at) {
      row.time.dateTime = item.created_at;
      row.time.textContent = clock(item.created_at);
    }
    const more = row.item.text !== item.text || (row.item.retold ?? null) !== (item.retold ?? null);
    if (more) row.body.replaceChildren(...this.#bodies(item));
    row.item = item;
    return more;
  }

  #bodies(item) {
    const said = make("div", "text", ...blocks(item.text, "auto"));
    said.lang = item.language ?? "";
    said.dir = "auto";
    if (!item.retold || item.language === config.language) return [said];
    const retold = words("div", "text retold", "", config.language);
    retold.replaceChildren(...blocks(item.retold, "auto"));
    said.classList.add("original");
    return [retold, said];
  }

  #mark(row, item, client) {
    const now = item.state ?? this.#receipt(item, client);
    if (row.said === now) return;
    row.said = now;
    row.element.classList.toggle("failed", now === "failed");
    row.note.replaceChildren(now ? say(`mark_${now}`) : "");
    if (now !== "failed") return;
    row.note.append(" ", button("try_again", () => this.parts.retry(item.key)));
  }

  #receipt(item, client) {
    if (item.from !== "counsellor") return "";
    if (item.seq <= (client?.read ?? 0)) return "read";
    return item.seq <= (client?.got ?? 0) ? "delivered" : "sent";
  }
}
