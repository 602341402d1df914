/** From what an answer was taken, under the answer. */

import { label, make } from "./page.js";

const date = (iso) => {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return `${day}.${month}.${year}`;
};

// Titles of documents are in Finnish or Swedish also under an Arabic answer.
function own(text) {
  return make("bdi", "", text);
}

function item(source) {
  const li = make("li");
  let title = own(source.document);
  // Only https: an address from a file must not become a script or leave the page unprotected.
  if (/^https:\/\//i.test(source.url ?? "")) {
    const link = make("a", "", title);
    link.href = source.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    title = link;
  }
  const where = [];
  if (source.lines) where.push(label(make("span", "nowrap"), "ui_lines", source.lines));
  if (source.date) where.push(own(date(source.date)));
  if (where.length > 1) where.splice(1, 0, " · ");
  // A line for each: in Arabic, Finnish parts side by side could be read in either order.
  const lines = [[title], source.section ? [own(source.section)] : [], where];
  li.append(...lines.filter((line) => line.length).map((line) => make("div", "", ...line)));
  return li;
}

/**
 * A closed <details> with the sources of an answer.
 *
 * @param {{sources: object[], reviewed: string|null}} answer
 * @returns {HTMLElement[]} nothing where the answer has no sources
 */
export function sources(answer) {
  if (!answer.sources?.length) return [];
  const list = make("ul", "", ...answer.sources.map(item));
  const details = make("details", "sources", label(make("summary"), "ui_sources"), list);
  if (answer.reviewed) details.append(label(make("p"), "ui_reviewed", date(answer.reviewed)));
  return [details];
}
