/** The counsellors' desk: which page it is, and what belongs to it. */

import * as admin from "./admin.js";
import * as openCase from "./case.js";
import * as composer from "./composer.js";
import { byId, label, notice, say } from "./dom.js";
import * as figures from "./figures.js";
import * as items from "./items.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as middle from "./middle.js";
import * as notify from "./notify.js";
import * as outbox from "./outbox.js";
import * as panes from "./panes.js";
import * as queue from "./queue.js";
import * as session from "./session.js";
import * as side from "./side.js";
import { hasRole, on, state } from "./store.js";

const VIEWS = {
  figures: { title: "page_figures", roles: ["counsellor", "editor", "admin"], show: figures.show },
  items: { title: "page_items", roles: ["editor", "admin"], show: items.show },
  admin: { title: "page_admin", roles: ["admin"], show: admin.show },
  queue: { title: "page_queue", roles: ["counsellor"], show: null },
};
const name = location.pathname.split("/").filter(Boolean)[1] ?? "queue";
let ready = false;

function view() {
  // Who has no queue begins with what they have.
  if (name === "queue" && !hasRole("counsellor")) {
    location.replace(hasRole("admin") ? "/desk/admin" : hasRole("editor") ? "/desk/items" : "/desk/figures");
    return;
  }
  const page = VIEWS[name] ?? VIEWS.queue;
  document.body.dataset.view = page.show ? "page" : "queue";
  label(byId("page-title"), page.title);
  byId("page-title").hidden = Boolean(page.show);
  if (!hasRole(...page.roles)) notice(say("no_role"));
  else page.show?.();
}

function begin() {
  if (ready) {
    live.connect();
    queue.refresh();
    return;
  }
  ready = true;
  view();
  if (hasRole("counsellor")) {
    // Also on the other pages: taken cases stay alive and new ones are told of.
    queue.setUp();
    if (document.body.dataset.view === "queue") {
      middle.setUp();
      side.setUp();
      composer.setUp();
      openCase.setUp();
    }
    outbox.setUp();
  }
  live.connect();
}

document.documentElement.classList.remove("no-js");
on("signed-in", begin);
on("signed-out", live.disconnect);
on("notice", (key) => notice(say(key)));
on("language", () => {
  const page = VIEWS[name];
  if (ready && page?.show && state.user && hasRole(...page.roles)) page.show();
});
live.setUp();
notify.setUp();
panes.setUp();
keys.setUp();
session.setUp();
