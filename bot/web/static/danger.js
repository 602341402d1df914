/** In danger the numbers to call stay in sight, whatever else is on the page. */

import { label, make } from "./page.js";

// A number of three digits or more, which may have spaces in it: "112", "080 005 005".
const NUMBER = /\d[\d ]+\d/g;

/** The numbers in the last message about danger; none where there was no danger. */
export function numbersOf(items) {
  const last = items.filter((item) => item.answer?.status === "crisis").pop();
  return last ? [...new Set(last.text.match(NUMBER))] : [];
}

/** A line with the numbers to press on. */
export function alarm(numbers) {
  const links = numbers.map((number) => {
    const link = make("a", "nowrap", number);
    link.href = `tel:${number.replace(/ /g, "")}`;
    link.dir = "ltr";
    return link;
  });
  const line = make("p", "alarm", label(make("strong"), "ui_handover_danger_call"), ...links);
  line.setAttribute("role", "note");
  return line;
}
