/**
 * Drawings, for who can't read the words beside them. A screen reader does not hear of them.
 *
 * The file of drawings is fetched and put into the page, and not named in each <use>: Firefox up to
 * version 131 takes that for neither an image nor anything else that the page's policy allows.
 */

// As the page's own drawings have it.
const SVG = document.querySelector("svg").namespaceURI;

let loaded = false;

/** What has no drawing of its own, as a topic that was added since, has that of its kind. */
function settle(use) {
  const name = use.getAttribute("href");
  if (loaded && !document.querySelector(name)) use.setAttribute("href", name.replace(/-.*/, "-any"));
}

/** Puts the drawings into the page. Without them the words are there still. */
export async function loadIcons() {
  try {
    const response = await fetch(document.getElementById("icons").href);
    if (!response.ok) return;
    const file = new DOMParser().parseFromString(await response.text(), "image/svg+xml");
    document.body.append(document.importNode(file.documentElement, true));
    loaded = true;
    document.querySelectorAll("button use").forEach(settle);
  } catch { /* no connection */ }
}

/** A drawing by its id in icons.svg. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  settle(use);
  svg.append(use);
  return svg;
}
