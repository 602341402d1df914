/** From what an answer was taken, under the answer. */

import { label } from "./page.js";

const date = (iso) => {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return `${day}.${month}.${year}`;
};

// Titles of documents are in Finnish or Swedish also under an Arabic answer.
function own(text) {
  const bdi = document.createElement("bdi");
  bdi.textContent = text;
  return bdi;
}

function item(source) {
  const li = document.createElement("li");
  let title = own(source.document);
  // Only https: an address from a file must not become a script or leave the page unprotected.
  if (/^https:\/\//i.test(source.url ?? "")) {
    const link = document.createElement("a");
    link.href = source.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.append(title);
    title = link;
  }
  const parts = [title];
  if (source.section) parts.push(own(source.section));
  if (source.lines) parts.push(label(document.createElement("span"), "ui_lines", source.lines));
  if (source.date) parts.push(own(date(source.date)));
  parts.forEach((part, index) => li.append(...(index ? [" · ", part] : [part])));
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
  const details = document.createElement("details");
  details.className = "sources";
  const list = document.createElement("ul");
  list.append(...answer.sources.map(item));
  details.append(label(document.createElement("summary"), "ui_sources"), list);
  if (answer.reviewed) {
    details.append(label(document.createElement("p"), "ui_reviewed", date(answer.reviewed)));
  }
  return [details];
}
