/** The bar over the conversation: the place in the queue, or who is there. */

import { alarm } from "./danger.js";
import { button, spoken } from "./fields.js";
import { byId, label, make, page } from "./page.js";
import { hours } from "./steps.js";

/** What the bar says in one line: who is there, or the place in the queue. */
function headOf(state, language) {
  const head = make("strong");
  if (state.state !== "taken") return spoken(head, state.notice, language);
  const { name } = state.counsellor ?? {};
  return name ? label(head, "ui_handover_with", name) : label(head, "ui_handover_person");
}

/** The bar. */
export class Bar {
  #drawn = "";

  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} status a live region for what changes without a message
   * @param {{language: function(): string, numbers: function(): string[],
   *   change: function(): void, withdraw: function(): void}} on
   */
  constructor(element, status, on) {
    this.element = element;
    this.status = status;
    this.on = on;
  }

  /** Shows where the request is; nothing where there is none. */
  draw(state) {
    const shown = state?.state === "waiting" || state?.state === "taken";
    const numbers = this.on.numbers();
    const drawn = shown ? JSON.stringify([state, numbers, this.on.language(), page.language]) : "";
    if (drawn === this.#drawn) return;
    const first = !this.#drawn;
    this.#drawn = drawn;
    this.element.hidden = !shown;
    if (!shown) {
      this.element.replaceChildren();
      this.status.textContent = "";
      return;
    }
    const before = this.element.querySelector("details");
    const within = before?.contains(document.activeElement) && document.activeElement.id;
    const head = headOf(state, this.on.language());
    const summary = make("summary", "", head);
    const role = state.state === "taken" && state.counsellor?.role;
    if (role) summary.append(" ", spoken(make("span", "role"), role, this.on.language()));
    summary.id = "case-summary";
    const details = make("details", state.state, summary, this.#about(state));
    // Who is there is in the line itself; the rest makes room for the conversation.
    details.open = Boolean(before?.open) && before.className === state.state;
    this.element.replaceChildren(...(numbers.length ? [alarm(numbers)] : []), details);
    if (within) (byId(within) ?? summary).focus();
    // Who takes the case is told by a message; a new place in the queue only here.
    const said = state.state === "waiting" && !first ? head.textContent : "";
    if (this.status.textContent !== said) this.status.textContent = said;
  }

  /** Brings the bar before the client's eyes and the focus to it. */
  enter() {
    this.element.querySelector("details").open = true;
    this.element.querySelector("summary").focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Only its line. */
  close() {
    const details = this.element.querySelector("details");
    if (details) details.open = false;
  }

  #about(state) {
    const code = make("bdi", "code", state.code);
    code.dir = "ltr";
    const how = label(make("p", "hint"), "ui_handover_code_help");
    // The code stands apart, so that it can be read out and copied.
    const number = make("p", "", label(make("span"), "ui_handover_code"), " ", code);
    const body = make("div", "about");
    if (state.state === "waiting") {
      // Who waits for a call may go away, who waits here may not.
      if (state.place) body.append(label(make("p"), "ui_handover_wait_here"));
      body.append(...hours(state).slice(state.open ? 0 : 1));
    }
    body.append(number, how);
    if (state.state === "waiting") {
      const change = button("ui_handover_change", this.on.change);
      const withdraw = button("ui_handover_withdraw", this.on.withdraw);
      change.id = "case-change";
      withdraw.id = "case-withdraw";
      body.append(make("div", "row", change, withdraw));
    }
    return body;
  }
}
