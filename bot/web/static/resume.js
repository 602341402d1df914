/** Offers, in a new tab, to go on with a conversation whose page was closed a short time ago. */

import * as api from "./api.js";
import { label, make, page } from "./page.js";
import { forgetRemembered, remembered } from "./store.js";

const MINUTE = 60000;
// Higher than any message's number: it is asked whether there is a conversation, not what is in it.
const NONE = 999999999;

/** Whether the server still has it, and whether a counsellor has to do with it. */
async function look(kept) {
  try {
    if (!kept.known) return { there: Boolean(await api.read(kept, NONE)), stage: "none" };
    return { there: true, stage: (await api.handover(kept)).state };
  } catch (error) {
    // Without a connection it can't be known; it is not to be lost for that.
    return { there: !error.gone, stage: kept.given ? "waiting" : "none" };
  }
}

/** The offer. */
export class Offer {
  #timer = 0;

  /**
   * @param {HTMLElement} element
   * @param {{accept: function(object): void, decline: function(): void, over: function(): void,
   *   shown: function(): void}} on
   *   `accept` gets what store.js has remembered, `over` is called when the time is up,
   *   `shown` when it stands there
   */
  constructor(element, on) {
    this.element = element;
    this.on = on;
    this.kept = null;
  }

  /** Whether it waits for an answer. */
  get open() {
    return Boolean(this.kept);
  }

  /** Whether a counsellor may write in the conversation that is offered. */
  get awaited() {
    return this.open && (this.stage === "waiting" || this.stage === "taken");
  }

  /** Shows the offer where there is something to go on with; returns whether there is. */
  async make() {
    const kept = remembered();
    if (!kept || (kept.municipality ?? "") !== (page.municipality ?? "")) return false;
    const { there, stage } = await look(kept);
    if (!there) {
      forgetRemembered(kept.id);
      return false;
    }
    this.kept = kept;
    this.stage = stage;
    this.#draw();
    return true;
  }

  /** Takes the offer away; where `forget`, for good. */
  close(forget = true) {
    if (!this.open) return;
    clearTimeout(this.#timer);
    if (forget) forgetRemembered(this.kept.id);
    this.kept = null;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  #draw() {
    const yes = label(make("button", "primary"), "ui_resume_yes");
    const no = label(make("button"), "ui_new");
    yes.type = no.type = "button";
    yes.addEventListener("click", () => this.on.accept(this.kept));
    no.addEventListener("click", () => this.on.decline());
    // It changes each minute; nobody wants to hear that.
    const limit = make("p", "hint");
    limit.setAttribute("aria-live", "off");
    this.element.replaceChildren(
      label(make("p"), "ui_resume"), limit, make("div", "options", yes, no));
    this.element.hidden = false;
    const end = Date.now() + this.kept.left;
    const count = () => {
      const left = end - Date.now();
      if (left <= 0) {
        this.close();
        return this.on.over();
      }
      label(limit, "ui_resume_limit", String(Math.max(1, Math.floor(left / MINUTE))));
      this.#timer = setTimeout(count, (left % MINUTE) + 50);
    };
    count();
    this.on.shown();
  }
}
