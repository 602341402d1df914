/**
 * Drawings, for who can't read the words beside them. A screen reader does not hear of them.
 *
 * The file of drawings is fetched and put into the page, and not named in each <use>: Firefox up to
 * version 131 takes that for neither an image nor anything else that the page's policy allows.
 */

// As the page's own drawings have it.
const SVG = document.querySelector("svg").namespaceURI;

const OPTIONS = {
  "status:jobseeker": "i-yes", "status:not_jobseeker": "i-no", "action:human": "i-human",
  "action:handover": "i-human", "action:more": "i-more", "action:save": "i-save",
  "action:restart": "i-new", "action:delete": "i-delete", "action:keep": "i-no",
  "action:none": "i-no",
};
const KINDS = { municipality: "i-pin", language: "i-globe" };

const ANY_TOPIC = "i-topics";

let loaded = false;

/** A topic that was added since may have no drawing of its own. */
function settle(use) {
  const name = use.getAttribute("href").slice(1);
  if (loaded && !document.getElementById(name)) use.setAttribute("href", `#${ANY_TOPIC}`);
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

/** The drawing that fits an option, by the option's value; "" where none does. */
export function nameOf(value) {
  const [kind, of] = value.split(":");
  if (of === "unknown") return "i-unknown";
  if (kind === "topic") return `topic-${of}`;
  return OPTIONS[value] ?? KINDS[kind] ?? "";
}
