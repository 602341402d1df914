/** The form of the handover: shows one step, checks it, goes on. */

import { alarm } from "./danger.js";
import { button } from "./fields.js";
import { byId, label, make, reason } from "./page.js";
import { bodyOf, namesOf, stepOf } from "./steps.js";

/** The form in its panel. */
export class Form {
  #busy = false;

  /**
   * @param {HTMLElement} panel
   * @param {{answers: function(): object, keep: function(): void, language: function(): string,
   *   numbers: function(): string[], place: function(string): Promise<object>,
   *   send: function(object): Promise<void>, leave: function(): void}} on
   *   `answers` are what the client has filled in, which `keep` saves; `numbers` to call in danger
   */
  constructor(panel, on) {
    this.panel = panel;
    this.on = on;
  }

  /** Shows the step at which the client is. */
  draw(state) {
    const within = this.panel.contains(document.activeElement);
    const focused = within && document.activeElement.id;
    const answers = this.on.answers();
    const names = namesOf(state, answers);
    const at = Math.max(0, names.indexOf(answers.step));
    const about = { state, answers, keep: this.on.keep, language: this.on.language() };
    const step = stepOf(names[at], about);
    this.state = state;
    this.step = { ...step, name: names[at], before: names[at - 1], after: names[at + 1] };
    this.title = label(make("h2"), step.title);
    this.title.tabIndex = -1;
    this.title.id = "handover-title";
    const where = label(make("p", "step"), "ui_handover_step", `${at + 1} / ${names.length}`);
    const legend = make("legend", "", this.title);
    this.problem = make("p", "problem");
    this.problem.id = "handover-problem";
    this.problem.setAttribute("role", "alert");
    const form = make("form", "", where, make("fieldset", "", legend, ...step.nodes), this.problem,
      this.#buttons());
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#forward();
    });
    form.addEventListener("input", () => this.#say(""));
    const numbers = this.on.numbers();
    this.panel.replaceChildren(...(numbers.length ? [alarm(numbers)] : []), form);
    this.panel.setAttribute("aria-labelledby", this.title.id);
    this.panel.hidden = false;
    if (within) (byId(focused) ?? this.title).focus({ preventScroll: true });
  }

  /** Brings the form before the client's eyes and the focus to its title. */
  enter() {
    this.title.focus({ preventScroll: true });
    this.panel.scrollIntoView({ block: "start" });
    // In a low window there is no room for more than the title.
    this.title.scrollIntoView({ block: "nearest" });
  }

  #buttons() {
    const { before, after } = this.step;
    const next = label(make("button", "primary"), after ? "ui_handover_next" : "ui_handover_send");
    next.id = "handover-next";
    const back = button("ui_handover_back", () => this.#to(before));
    const leave = button("ui_handover_not_now", () => this.on.leave(), "plain");
    leave.id = "handover-leave";
    return make("div", "row", next, ...(before ? [back] : []), leave);
  }

  #to(name) {
    this.on.answers().step = name;
    this.on.keep();
    this.draw(this.state);
    this.enter();
  }

  #say(key) {
    if (key) label(this.problem, key);
    else if (this.problem.textContent) this.problem.textContent = "";
    for (const input of this.panel.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
  }

  #fault([key, name]) {
    this.#say(key);
    const input = this.panel.querySelector(`#handover-${name}, [name="handover-${name}"]`);
    if (!input) return;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", this.problem.id);
    input.focus();
  }

  /** It did not go through: says why, where the client can do something about it. */
  #refused(error) {
    const { meetings } = this.state;
    // The counsellors have gone home meanwhile, so this way of meeting is not there any more.
    if (!meetings.some(({ value }) => value === this.on.answers().meeting) && !this.step.after) {
      this.#to("meeting");
    } else if (!this.step.after) {
      label(this.panel.querySelector("#handover-next"), "ui_handover_send");
    }
    this.#say(reason(error));
  }

  async #forward() {
    if (this.#busy) return;
    const fault = this.step.check?.();
    if (fault) return this.#fault(fault);
    const { name, after } = this.step;
    const answers = this.on.answers();
    if (name === "place" && answers.municipality === "other") return this.on.leave(true);
    this.#busy = true;
    try {
      if (name === "place") this.state = await this.on.place(answers.municipality);
      if (after) this.#to(after);
      else {
        label(this.panel.querySelector("#handover-next"), "ui_sending");
        await this.on.send(bodyOf(this.state, answers));
      }
    } catch (error) {
      if (!this.panel.hidden) this.#refused(error);
    } finally {
      this.#busy = false;
    }
  }
}
