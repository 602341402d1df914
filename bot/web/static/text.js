/** Turns a message's plain text into paragraphs and lists. Only text nodes: nothing is HTML. */

// In Arabic text: a run of Latin letters or digits with what stands inside it. Without isolation
// the groups of a phone number change places ("080 005 005"), and so do the words of a name.
export const RUN = /[+\p{Script=Latin}\d](?:[\p{Script=Latin}\d .:/@&'’+_§–-]*[\p{Script=Latin}\d])?/gu;
export const LETTER = /\p{Script=Latin}/u;

// A phone number in two lines is hard to dial.
const together = (text) => text.replace(/(\d) (?=\d)/g, "$1\u00a0");

function line(text, direction) {
  if (direction !== "rtl") return [together(text)];
  const nodes = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const bdi = document.createElement("bdi");
    bdi.dir = "ltr";
    // Names may be long and must be able to wrap.
    if (!LETTER.test(run)) bdi.className = "nowrap";
    // Names of offices and services are Finnish; a screen reader needs to know.
    else bdi.lang = "fi";
    bdi.textContent = together(run);
    nodes.push(text.slice(end, index), bdi);
    end = index + run.length;
  }
  return [...nodes, text.slice(end)];
}

function block(lines, direction) {
  const paragraph = document.createElement("p");
  lines.forEach((item, index) => {
    if (index) paragraph.append(document.createElement("br"));
    paragraph.append(...line(item, direction));
  });
  return paragraph;
}

function list(lines, direction) {
  const element = document.createElement("ul");
  for (const item of lines) {
    const li = document.createElement("li");
    li.append(...line(item.slice(2), direction));
    element.append(li);
  }
  return element;
}

/**
 * Paragraphs are parted by blank lines; lines that begin with "- " are a list.
 *
 * @param {string} text
 * @param {string} direction "ltr", "rtl" or "auto"
 * @returns {HTMLElement[]}
 */
export function blocks(text, direction) {
  const found = [];
  for (const part of text.split(/\r?\n\s*\n/)) {
    let lines = [];
    let inList = false;
    const flush = () => {
      if (lines.length) found.push((inList ? list : block)(lines, direction));
      lines = [];
    };
    for (const item of part.split(/\r?\n/)) {
      if (!item.trim()) continue;
      if (item.startsWith("- ") !== inList) {
        flush();
        inList = !inList;
      }
      lines.push(item);
    }
    flush();
  }
  return found;
}
