/** Parts of a form: a field with its label, a group of choices, a part of the summary. */

import { label, make, page, pressable } from "./page.js";
import { sources } from "./sources.js";
import { blocks } from "./text.js";

/** A button with a text of the page. */
export function button(key, press, className = "") {
  const element = label(pressable(press), key);
  element.className = className;
  return element;
}

/** An element with a text that the server gives in a language. */
export function spoken(element, text, language) {
  element.textContent = text;
  element.lang = language;
  element.dir = "auto";
  return element;
}

/** A text of the client's own; in which language, nobody knows. */
export const own = (tag, text) => spoken(make(tag), text, "");

/**
 * A field with its label.
 *
 * @param {string} key of the label's text
 * @param {HTMLElement} input
 * @param {{name: string, value: string, keep: function(string): void}} about
 */
export function field(key, input, { name, value, keep }) {
  input.id = `handover-${name}`;
  input.value = value;
  input.addEventListener("input", () => keep(input.value));
  const caption = label(make("label"), key);
  caption.htmlFor = input.id;
  return make("div", "field", caption, input);
}

/** A box to tick or a round one of a group, with its label's element. */
export function choice(type, { name, value = "on", checked, caption, pick }) {
  const input = make("input");
  Object.assign(input, { type, name: `handover-${name}`, value, checked });
  input.id = `handover-${name}-${value}`;
  input.addEventListener("change", () => pick(input));
  return make("label", "choice", input, caption);
}

/** Round boxes of which one can be chosen. */
export function choices(name, options, chosen, pick) {
  return options.map(({ value, caption }) => choice("radio", {
    name, value, caption, checked: value === chosen, pick: (input) => pick(value, input),
  }));
}

/** A text box of several lines. */
export function area(limit) {
  const input = make("textarea");
  input.rows = 3;
  input.dir = "auto";
  input.maxLength = limit;
  return input;
}

const direction = (language) =>
  page.languages.find((one) => one.code === language)?.direction ?? "auto";

/**
 * One part of the summary, which can be changed, removed and put back.
 *
 * @param {{id: string, kind: string, text: string, original: string, sources: object[]}} part
 * @param {{text?: string, removed?: boolean, editing?: boolean}} answer what the client made of it
 * @param {string} language of the part's text
 * @param {function(): void} keep saves the answer
 */
export function summaryPart(part, answer, language, keep) {
  const element = make("li", "part");
  const about = `handover-about-${part.id}`;
  const press = (key, change, focus) => {
    const one = button(key, () => {
      Object.assign(answer, change);
      if (!answer.text?.trim()) delete answer.text;
      keep();
      draw();
      element.querySelector(focus).focus();
    });
    one.setAttribute("aria-describedby", about);
    return one;
  };
  const edit = () => [
    field("ui_handover_edit_label", area(2000), {
      name: `part-${part.id}`, value: answer.text ?? part.text,
      keep: (text) => { answer.text = text; keep(); },
    }),
    make("div", "row", press("ui_handover_done", { editing: false }, "button")),
  ];
  const show = () => {
    const body = make("div", "text", ...blocks(answer.text ?? part.text, direction(language)));
    body.dir = answer.text ? "auto" : direction(language);
    body.lang = answer.text ? "" : language;
    const said = part.original && part.original !== part.text
      ? [make("p", "own", label(make("span"), "ui_handover_own_words"), " ", own("q", part.original))]
      : [];
    const whole = make("div", "", ...said, body);
    whole.id = about;
    return [whole, ...sources(part), make("div", "row",
      press("ui_handover_edit", { editing: true }, "textarea"),
      press("ui_handover_remove", { removed: true }, "button"))];
  };
  const removed = () => [
    label(make("p", "hint"), "ui_handover_removed"),
    make("div", "row", press("ui_handover_put_back", { removed: false }, "button:last-of-type")),
  ];
  function draw() {
    element.classList.toggle("removed", Boolean(answer.removed));
    element.replaceChildren(...(answer.removed ? removed : answer.editing ? edit : show)());
  }
  draw();
  return element;
}
