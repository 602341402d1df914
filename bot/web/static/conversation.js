/** The conversation: begins it, sends, takes in what comes, and lets go of it. */

import * as api from "./api.js";
import { Live } from "./live.js";
import { acknowledge, asItems, takeOriginal, withoutQuiet } from "./outbox.js";
import { forgetRemembered, fresh, newId, save } from "./store.js";

const TRIES_WHEN_BUSY = 3;
const LONGEST_WAIT = 60;
const START_AGAIN = 10000;
// After this long without a reply "is writing" would be a lie.
const PATIENCE = 60000;
// As many messages as the server sends at once.
const PAGE = 500;

/** One conversation at a time. */
export class Conversation {
  #messages = new Map();
  #keys = new Map();
  #started = false;
  #beginning = null;
  #pumping = false;
  #asked = 0;
  #timer = 0;
  #until = Infinity;
  #mode = { silent: false, attentive: false };

  /**
   * @param {object} session as in store.js
   * @param {object} hooks changed(messages that came now), failed(ApiError, or null when the server
   *   is heard again), gone(), signal({event}) for what is no message, opening(), which gives what
   *   to begin a conversation with, and retold(change), which makes a change of what was said
   */
  constructor(session, hooks) {
    this.session = session;
    this.hooks = hooks;
    this.live = new Live({
      session,
      receive: (messages) => this.#receive(messages, true),
      failed: (error) => this.failed(error),
      signal: (frame) => this.hooks.signal(frame),
      opened: () => this.#reached(),
    });
  }

  /** Goes on with the conversation of this tab, or begins one. */
  async start() {
    const { session } = this;
    const { id, cursor } = session;
    this.#started = false;
    try {
      if (!id) await this.#begin();
      else {
        this.#asked = Date.now();
        const messages = await api.read(session, 0, this.hooks.opening().language);
        if (session.id !== id) return;
        this.#receive(messages, true, cursor);
        // The server's copies have come; what it acknowledged need not be kept any longer.
        session.outbox = session.outbox.filter((entry) => entry.state !== "sent");
        this.#changed();
        this.live.open();
      }
      this.#started = true;
      this.#pump();
    } catch (error) {
      this.failed(error);
      if (error.unreachable) setTimeout(() => this.wake(), START_AGAIN);
    }
  }

  /** The connection is back, or the page is looked at again. */
  wake() {
    if (!this.#started) this.start();
    this.live.hurry();
    this.retry((entry) => entry.offline);
  }

  /**
   * Sends {text or choice, label, language}: what was typed or chosen, after what waits already.
   * With `quiet` it is the choice of a language, and neither it nor its reply is shown.
   */
  send(content) {
    this.session.outbox.push({ id: newId(), ...content, state: "sending" });
    this.#changed();
    this.#pump();
  }

  /** Tries again to send, with the same id: the server takes it once. */
  retry(wanted) {
    for (const entry of this.session.outbox) {
      if (entry.state === "failed" && wanted(entry)) entry.state = "sending";
    }
    this.#changed();
    this.#pump();
  }

  /** Lets go of the conversation. What is not sent stays unless `unsent` is to go as well. */
  forget(unsent = false) {
    const { session } = this;
    this.live.close();
    this.#messages.clear();
    this.#keys.clear();
    this.#beginning = null;
    this.#started = true;
    forgetRemembered(session.id);
    session.outbox = session.outbox.filter((entry) => !unsent && entry.state !== "sent");
    Object.assign(session, { id: "", token: "", cursor: 0 }, fresh());
    this.#mode = { silent: false, attentive: false };
    this.#changed();
  }

  /** Everything that is shown, in order. */
  items() {
    return withoutQuiet(this.#all(), this.session.quiet, this.#until);
  }

  /** Has everything that the chat said told in a language, as far as it can be said there. */
  async retell(language) {
    const { session } = this;
    const { id } = session;
    const newest = Math.max(0, ...this.#messages.keys());
    let told;
    try {
      told = await api.read(session, Math.max(0, newest - PAGE), language);
    } catch (error) {
      return this.failed(error);
    }
    if (session.id !== id) return;
    this.hooks.retold(() => {
      for (const message of told) {
        if (this.#messages.has(message.seq)) this.#messages.set(message.seq, message);
      }
      this.#until = Infinity;
      this.#changed();
    });
  }

  /**
   * Who is to be heard.
   *
   * @param {{silent: boolean, attentive: boolean}} mode silent: the assistant does not answer, a
   *   counsellor does; attentive: messages may come at any time
   */
  set mode(mode) {
    const same = mode.silent === this.#mode.silent && mode.attentive === this.#mode.attentive;
    this.#mode = mode;
    if (!same) this.#changed();
  }

  /** Says what went wrong; where the conversation is gone, lets go of it. */
  failed(error) {
    if (!error.gone || !this.session.id) return void this.hooks.failed(error);
    this.forget();
    this.hooks.gone();
  }

  /** Whether a reply is on its way. */
  get awaited() {
    if (this.#mode.silent) return false;
    const last = this.#all().pop();
    const stuck = last?.state === "failed" || last?.state === "queued";
    return last?.from === "client" && !stuck && Date.now() - this.#asked < PATIENCE;
  }

  #all() {
    return asItems(this.#messages, this.#keys, this.session.outbox);
  }

  async #begin() {
    const { session } = this;
    if (session.id) return;
    // One at a time: the page's greeting and a fast writer's first message share it.
    this.#beginning ??= api.create(this.hooks.opening());
    const mine = this.#beginning;
    try {
      const made = await mine;
      if (session.id || mine !== this.#beginning) return;
      Object.assign(session, { id: made.id, token: made.token, cursor: 0 });
      this.#receive(made.messages, true);
      this.live.open();
    } finally {
      if (mine === this.#beginning) this.#beginning = null;
    }
  }

  /** Sends one after the other, so that the server hears them in the order of writing. */
  async #pump() {
    if (this.#pumping) return;
    this.#pumping = true;
    const next = () => this.session.outbox.find((entry) => entry.state === "sending");
    for (let entry, tries = 1; (entry = next()); tries++) {
      const wait = await this.#deliver(entry, tries < TRIES_WHEN_BUSY);
      if (!wait) tries = 0;
      else await new Promise((done) => setTimeout(done, wait * 1000));
    }
    this.#pumping = false;
  }

  /** Sends one message; returns the seconds to wait where the server is too busy for it now. */
  async #deliver(entry, patient) {
    const { session } = this;
    try {
      await this.#begin();
      const to = session.id;
      entry.tried = true;
      if (entry.quiet) this.#until = Math.max(0, ...this.#messages.keys());
      this.#asked = Date.now();
      this.#changed();
      const { id, text, choice } = entry;
      const replies = await api.send(session, choice ? { id, choice } : { id, text });
      // "New conversation" or "delete" was pressed in between.
      if (session.id !== to) return 0;
      if (entry.quiet) await this.#turned(entry, replies);
      acknowledge(entry, replies, Math.max(session.cursor, ...this.#messages.keys()));
      this.#receive(replies, false);
      if (!this.live.connected) this.live.ask();
    } catch (error) {
      // Its copy has come already, or it was dropped with the conversation.
      if (!session.outbox.includes(entry)) return 0;
      if (error.status === 429 && patient) return Math.min(error.retryAfter || 5, LONGEST_WAIT);
      this.#until = Infinity;
      entry.state = "failed";
      entry.offline = Boolean(error.unreachable);
      this.failed(error);
      this.#changed();
    }
    return 0;
  }

  /** The server knows of the new language. */
  async #turned(entry, replies) {
    this.session.quiet.push(...replies.map((message) => message.seq));
    await this.retell(entry.language);
    this.#until = Infinity;
  }

  /** Takes messages; `ordered` when none before them can be missing, as in the events. */
  #receive(messages, ordered, seen = this.session.cursor) {
    const { session } = this;
    const came = messages.filter(({ seq }) => seq && !this.#messages.has(seq));
    for (const message of came) {
      this.#messages.set(message.seq, message);
      if (message.from !== "client" || message.seq <= seen) continue;
      const local = takeOriginal(session, message);
      if (local) this.#keys.set(message.seq, local.id);
      if (local?.quiet) session.quiet.push(message.seq);
    }
    if (ordered) session.cursor = Math.max(session.cursor, ...messages.map(({ seq }) => seq));
    this.hooks.failed(null);
    this.#changed(came);
  }

  /** The server is there again, though nothing may have told that the connection is back. */
  #reached() {
    this.hooks.failed(null);
    if (this.session.outbox.some((entry) => entry.offline && entry.state === "failed")) {
      this.retry((entry) => entry.offline);
    }
  }

  #changed(came = []) {
    save(this.session);
    this.live.expect(this.awaited || (this.#mode.attentive && Boolean(this.session.id)));
    clearTimeout(this.#timer);
    this.#timer = this.awaited && setTimeout(() => this.#changed(), PATIENCE);
    this.hooks.changed(came);
  }
}
