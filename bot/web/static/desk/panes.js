/** Which of the three panes is seen where there is no room for all. */

import { byId } from "./dom.js";

const titles = { queue: "queue-title", case: "case-title", side: "side-title" };

/** Shows a pane; on a wide screen all are seen and nothing changes. */
export function show(pane) {
  document.body.dataset.pane = pane;
  for (const button of byId("panes").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.dataset.pane === pane);
  }
}

/** Shows a pane and puts the focus on it. */
export function go(pane) {
  show(pane);
  const title = byId(titles[pane]);
  if (title) title.tabIndex = -1;
  (title ?? byId(pane)).focus();
}

/** Makes the buttons work. */
export function setUp() {
  for (const button of byId("panes").querySelectorAll("button")) {
    button.addEventListener("click", () => go(button.dataset.pane));
  }
  show("queue");
}
