/** Talking to a human: from the question to the closed case. */

import * as api from "./api.js";
import { numbersOf } from "./danger.js";
import { Form } from "./form.js";
import { hidden } from "./frame.js";
import { Marks } from "./marks.js";
import { byId, page, reason } from "./page.js";
import { drawRating } from "./rating.js";
import { Bar } from "./service.js";
import { save } from "./store.js";

// Where nothing comes by itself, or where a signal got lost.
const LOOK_AGAIN = 10000;
const LOOK_AGAIN_CONNECTED = 30000;

/** The handover of the conversation of this tab. */
export class Handover {
  #of = "";
  #asking = false;
  #sending = false;
  #timer = 0;
  #drawn = "";

  /**
   * @param {object} session whose `handover` is {known: there is or was a case, open: the form is
   *   shown, answers: what was filled in, done: the rating is put away}
   * @param {import("./conversation.js").Conversation} conversation
   * @param {{changed: function(): void, problem: function(string): void, focus: function(): void,
   *   confirm: function(string, string): Promise<boolean>, save: function(): void,
   *   typing: function(boolean): void}} on
   */
  constructor(session, conversation, on) {
    this.session = session;
    this.conversation = conversation;
    this.on = on;
    this.state = null;
    this.panel = byId("handover");
    this.marks = new Marks(session, {
      tell: (frame) => conversation.live.tell(frame), typing: on.typing,
    });
  }

  /** Makes what is shown. Most conversations never need it. */
  #build() {
    if (this.form) return;
    const { session } = this;
    const language = () => this.#language();
    const numbers = () => numbersOf(this.conversation.items());
    this.bar = new Bar(byId("case"), byId("case-status"), {
      language, numbers,
      change: () => this.#fill(),
      withdraw: () => this.#withdraw(),
    });
    this.form = new Form(this.panel, {
      language, numbers,
      answers: () => (session.handover.answers ??= {}),
      keep: () => save(session),
      place: (id) => this.#place(id),
      send: (body) => this.#send(body),
      leave: () => this.#leave(),
    });
  }

  /** How far it is: "none", "drafting", "waiting", "taken" or "closed". */
  get stage() {
    return this.state?.state ?? "none";
  }

  /** Whether a counsellor may write at any time, as far as it is known. */
  get awaited() {
    return this.state ? /waiting|taken/.test(this.stage) : this.given;
  }

  /** Whether a request was sent, of which something remains with the municipality. */
  get given() {
    return Boolean(this.session.handover.given) || this.#sending;
  }

  /** "Talk to a human" was pressed. Returns false where nobody can be reached in this way. */
  async ask() {
    const { session } = this;
    if (this.#asking || this.#enter()) return true;
    if (!session.id) return false;
    this.#asking = true;
    const { id } = session;
    try {
      const found = await api.handover(session);
      if (!found.available && found.state !== "waiting" && found.state !== "taken") return false;
      const state = found.state === "none" || found.state === "closed"
        ? await api.prepare(session) : found;
      if (session.id !== id) return true;
      const { answers, given } = session.handover;
      session.marks = {};
      session.handover = { known: true, open: true, given, answers: { ...answers, step: "" } };
      this.#build();
      this.#take(state);
      return this.#enter();
    } catch (error) {
      if (error.gone) this.conversation.failed(error);
      // The message with the same wish waits until there is a connection.
      return false;
    } finally {
      this.#asking = false;
    }
  }

  /** Asks the server how it is now. */
  async refresh() {
    const { session } = this;
    const { id, handover } = session;
    if (!id || !handover.known) return;
    try {
      const state = await api.handover(session, handover.open && handover.answers?.municipality);
      if (session.id !== id) return;
      this.#build();
      this.#take(state);
    } catch (error) {
      if (error.gone && session.id === id) this.conversation.failed(error);
      else this.#later();
    }
  }

  /** What came with the conversation: messages, another language, another conversation. */
  heard(came) {
    const { session } = this;
    if (session.id !== this.#of) {
      this.#of = session.id;
      this.#take(null);
    }
    if (came.some((message) => message.from === "counsellor")) this.marks.stopTyping();
    const language = this.#language();
    const turned = this.state && this.spoken && language !== this.spoken;
    this.spoken = language;
    if (turned || came.some((message) => message.from === "system")) this.refresh();
    else this.#draw();
    if (this.stage === "taken") this.marks.seen(this.conversation.items());
  }

  /** A signal of the server. */
  signal(frame) {
    if (frame.event === "handover") this.refresh();
    else if (this.marks.signal(frame)) this.on.changed();
  }

  /** The client is typing. */
  typing() {
    if (this.stage === "taken") this.marks.typing();
  }

  #language() {
    const said = this.conversation.items().filter((item) => item.seq && item.from !== "client");
    return said.pop()?.language ?? page.language;
  }

  #take(state) {
    const { session } = this;
    const before = this.stage;
    this.state = state;
    const { stage } = this;
    if (/waiting|taken|closed/.test(stage)) session.handover.given = true;
    if (stage === "taken" || stage === "closed") {
      session.handover.open = false;
      // What was told is the counsellor's now; it need not stay in the browser.
      delete session.handover.answers;
    }
    if (before !== stage) this.#drawn = "";
    save(session);
    const taken = stage === "taken";
    this.marks.active(taken);
    this.conversation.mode = { silent: taken, attentive: taken || stage === "waiting" };
    this.#draw();
    this.#later();
    this.on.changed();
  }

  /** What stands in the panel. */
  #shown() {
    const { open, done } = this.session.handover;
    if (open && (this.stage === "drafting" || this.stage === "waiting")) return "form";
    return this.stage === "closed" && !done ? "rating" : "";
  }

  #draw() {
    if (!this.form) return;
    this.bar.draw(this.state);
    const shown = this.#shown();
    // A move in the queue changes nothing in the form, and must not take the words out of it.
    const drawn = JSON.stringify([shown, shown && { ...this.state, place: 0, notice: "" },
      this.#language(), page.language,
      shown && numbersOf(this.conversation.items())]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (shown === "form") return this.form.draw(this.state);
    if (shown === "rating") {
      drawRating(this.panel, this.state.rating, {
        rate: (number) => this.#rate(number), save: this.on.save, close: () => this.#close(),
      });
      return this.panel.scrollIntoView({ block: "nearest" });
    }
    const within = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    this.panel.replaceChildren();
    if (within) this.on.focus();
  }

  /** Puts the client where they go on; returns whether there is anything. */
  #enter() {
    if (this.#shown() === "form") this.form.enter();
    else if (this.stage === "waiting" || this.stage === "taken") this.bar.enter();
    else return false;
    return true;
  }

  #later() {
    clearTimeout(this.#timer);
    if (this.stage !== "waiting" && this.stage !== "taken") return;
    const wait = this.conversation.live.connected ? LOOK_AGAIN_CONNECTED : LOOK_AGAIN;
    this.#timer = setTimeout(() => {
      this.conversation.live.check();
      if (hidden()) this.#later();
      else this.refresh();
    }, wait);
  }

  #fill() {
    const { handover } = this.session;
    Object.assign(handover, { open: true, answers: { ...handover.answers, step: "" } });
    this.bar.close();
    this.#draw();
    this.form.enter();
  }

  async #place(id) {
    this.state = await api.handover(this.session, id);
    return this.state;
  }

  async #send(body) {
    const { session } = this;
    const { id } = session;
    this.#sending = true;
    try {
      const state = await api.handOver(session, body).catch((error) => this.#again(error, body));
      if (session.id !== id) return;
      session.handover.open = false;
      this.#take(state);
      this.bar.enter();
    } catch (error) {
      if (error.gone) this.conversation.failed(error);
      throw error;
    } finally {
      this.#sending = false;
    }
  }

  /** Looks why it was refused; sends it once more where the server had lost the draft. */
  async #again(error, body) {
    if (error.status !== 409 && error.status !== 400) throw error;
    await this.refresh();
    if (error.status === 400 || (this.stage !== "none" && this.stage !== "closed")) throw error;
    await api.prepare(this.session);
    return api.handOver(this.session, body);
  }

  /** "Not now": what was filled in stays in the tab, the summary goes from the server. */
  #leave() {
    const { session } = this;
    session.handover.open = false;
    if (this.stage === "drafting") {
      api.takeBack(session).catch(() => {});
      this.#take(null);
    } else this.#draw();
    save(session);
    this.on.focus();
  }

  async #withdraw() {
    if (!await this.on.confirm("ui_handover_withdraw_confirm", "ui_handover_withdraw")) return;
    const { session } = this;
    try {
      await api.takeBack(session);
      session.handover = { known: true };
      this.on.focus();
    } catch (error) {
      if (error.gone) return this.conversation.failed(error);
      this.on.problem(reason(error));
    }
    await this.refresh();
  }

  async #rate(number) {
    try {
      await api.rate(this.session, number);
      this.state.rating = number;
      return true;
    } catch (error) {
      this.on.problem(reason(error));
      return false;
    }
  }

  #close() {
    this.session.handover.done = true;
    save(this.session);
    this.#draw();
  }
}
