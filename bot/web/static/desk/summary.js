/** The summary that the client approved, each part beside the client's own words. */

import { config, make, say, text, valueName, words } from "./dom.js";

function source(one) {
  return [one.document, one.section, one.date].filter(Boolean).join(", ");
}

function sources(part) {
  if (!part.sources?.length) return null;
  const list = part.sources.map((one) => words("li", "", source(one), "fi"));
  return make("details", "sources", text("summary", "", "sources"), make("ul", "", ...list));
}

function own(part, language) {
  const said = part.edited || part.original;
  if (!said) return null;
  const key = part.edited ? "client_edited" : "client_words";
  return make("div", "own", make("span", "small", say(key)), words("q", "", said, language));
}

/**
 * The summary as a closed or open box.
 *
 * @param {object} open the case
 * @param {boolean} unfolded
 */
export function summary(open, unfolded) {
  const parts = open.summary.map((part) => {
    const told = make("div", "told", make("span", "small", valueName("part", part.kind)),
      words("span", "", part.text, config.language), sources(part));
    return make("li", `part-${part.kind}`, told, own(part, open.language));
  });
  const list = make("ul", "parts", ...parts);
  list.setAttribute("role", "list");
  const heading = text("h3", "", "summary");
  const box = make("details", "summary", make("summary", "", heading),
    parts.length ? list : text("p", "soft", "summary_empty"));
  box.open = unfolded;
  return box;
}
