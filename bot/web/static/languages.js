/** Choosing a language: the menu in the header, and a row of buttons before the first question. */

import { byId, page } from "./page.js";

// Arrow keys on a closed menu pass through languages; only the one where they stop is meant.
const SETTLE = 500;

const select = byId("language");
let settling = 0;
const row = byId("languages");

/** Shows the page's language; `asked` is whether the client has asked something already. */
export function show(asked) {
  row.hidden = asked;
  if (!settling) select.value = page.language;
  for (const button of row.children) {
    button.setAttribute("aria-pressed", button.value === page.language);
  }
}

/** Makes both work; `choose` gets the code of a language other than the page's. */
export function setUp(choose) {
  const chosen = (code) => { if (code !== page.language) choose(code); };
  select.addEventListener("change", () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      settling = 0;
      chosen(select.value);
    }, SETTLE);
  });
  for (const button of row.children) {
    button.addEventListener("click", () => chosen(button.value));
  }
}
