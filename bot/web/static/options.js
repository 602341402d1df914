/** The buttons under the last message. */

import { icon } from "./icons.js";
import { make, pressable } from "./page.js";

const HUMAN = /^action:(?:human|handover)$/;

/** In danger a person comes first; and once is enough. */
function ordered({ answer, options }) {
  const human = options.find(({ value }) => HUMAN.test(value));
  const rest = options.filter(({ value }) => !HUMAN.test(value));
  if (human && answer?.status === "crisis") return [human, ...rest];
  return options.filter((one) => one === human || rest.includes(one));
}

/**
 * @param {{answer: object|null, options: {label: string, value: string}[]}} message
 * @param {function(object): void} choose gets the option that was pressed
 */
export function optionButtons(message, choose) {
  const danger = message.answer?.status === "crisis";
  const buttons = ordered(message).map((option) => {
    const button = pressable(() => choose(option), icon(option.value.replace(":", "-")),
      make("span", "", option.label));
    if (danger && HUMAN.test(option.value)) button.className = "primary";
    button.dir = "auto";
    // An option that offers another language is written in it: "language:ar".
    const [kind, value] = option.value.split(":");
    if (kind === "language") button.lang = value;
    return button;
  });
  return make("div", "options", ...buttons);
}
