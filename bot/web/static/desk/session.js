/** Signing in and out, and the top bar: on duty or away, the desk's language, password. */

import { ApiError } from "./api.js";
import * as api from "./api.js";
import {
  announce, button, byId, config, dialog, field, input, label, make, notice, relabel, say, text,
} from "./dom.js";
import * as drafts from "./drafts.js";
import { emit, hasRole, on, state } from "./store.js";

const PAGES = [
  ["/desk", "page_queue", ["counsellor"]],
  ["/desk/items", "page_items", ["editor", "admin"]],
  ["/desk/figures", "page_figures", ["counsellor", "editor", "admin"]],
  ["/desk/admin", "page_admin", ["admin"]],
];

/** Shows a problem in the desk's own words where it has them, else in the server's. */
export function explain(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 0) return say("error_connection");
  if (error.status === 429) return say("error_too_many", { n: error.retryAfter || 60 });
  return error.detail || say("error_other");
}

/** Changes the desk's language without a reload. */
export async function speak(code) {
  if (code === config.language) return;
  const got = await api.getTexts(code);
  config.language = got.language;
  config.texts = got.texts;
  relabel();
  for (const menu of document.querySelectorAll("select.language")) menu.value = code;
  emit("language");
}

async function chooseLanguage(event) {
  const code = event.target.value;
  try {
    // First the account: what the server tells after that is in the new language.
    if (state.user) state.user = await api.putMe({ desk_language: code });
    await speak(code);
  } catch (error) {
    event.target.value = config.language;
    notice(explain(error));
  }
}

async function enter({ user, csrf }) {
  const who = state.user?.id;
  state.user = user;
  state.csrf = csrf;
  // A session that had ended: nothing of another's stays on the screen.
  if (who && who !== user.id) return location.reload();
  await speak(user.desk_language).catch(() => {});
  byId("sign-in").hidden = true;
  byId("desk").hidden = false;
  draw();
  emit("signed-in");
  return null;
}

function leave() {
  // Said once: what is typed into the form must not lose the focus each time a request is refused.
  if (!byId("sign-in").hidden) return;
  state.csrf = "";
  byId("desk").hidden = true;
  byId("sign-in").hidden = false;
  for (const open of document.querySelectorAll("dialog")) open.close();
  document.title = `${say("sign_in")} – Monineuvo`;
  byId("sign-in-form").elements.name.focus();
}

async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  const problem = byId("sign-in-problem");
  problem.textContent = "";
  const body = { name: form.elements.name.value.trim(), password: form.elements.password.value };
  try {
    const got = await api.signIn(body);
    form.elements.password.value = "";
    await enter(got);
  } catch (error) {
    const wrong = [400, 401, 403].includes(error.status);
    problem.textContent = wrong ? say("sign_in_wrong") : explain(error);
    form.elements.password.select();
  }
}

async function signOut() {
  if (drafts.any() && !window.confirm(say("sign_out_drafts"))) return;
  try {
    await api.signOut();
  } catch (error) {
    if (error.status !== 401) return notice(explain(error));
  }
  drafts.forgetAll();
  // A fresh page: nothing of a client stays in its memory.
  location.assign("/desk");
}

async function changePresence() {
  try {
    state.user = await api.putMe({ on_duty: !state.user.on_duty });
    draw();
    announce(say(state.user.on_duty ? "now_on_duty" : "now_away"));
    emit("catch-up");
  } catch (error) {
    notice(explain(error));
  }
}

function changePassword() {
  const old = input({ type: "password", name: "old", required: true, autocomplete: "current-password" });
  const fresh = input({
    type: "password", name: "new", required: true, minLength: 12, autocomplete: "new-password",
  });
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  const save = text("button", "primary", "save");
  const form = make("form", "", field("password_old", old), field("password_new", fresh), problem,
    make("div", "row", button("cancel", () => box.close()), save));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await api.putMe({ password: { old: old.value, new: fresh.value } });
      box.close();
      notice(say("password_changed"), "done");
    } catch (error) {
      problem.textContent = explain(error);
    }
  });
  const box = dialog("change_password", form);
}

function draw() {
  const { user } = state;
  byId("who").textContent = user.first_name;
  const presence = byId("presence");
  presence.hidden = !hasRole("counsellor");
  presence.setAttribute("aria-checked", user.on_duty);
  label(presence.querySelector(".words"), user.on_duty ? "on_duty" : "away");
  const links = PAGES.filter(([, , roles]) => hasRole(...roles)).map(([path, key]) => {
    const link = text("a", "", key);
    link.href = path;
    if (location.pathname.replace(/\/$/, "") === path) link.setAttribute("aria-current", "page");
    return link;
  });
  byId("pages").replaceChildren(...links);
}

function closeMenu(event) {
  const menu = byId("menu");
  if (menu.open && (event.key === "Escape" || (event.type === "click" && !menu.contains(event.target)))) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside && event.key) menu.querySelector("summary").focus();
  }
}

/** Makes sign-in and top bar work, and signs in with the cookie if there is one. */
export async function setUp() {
  for (const menu of document.querySelectorAll("select.language")) {
    for (const { code, name } of config.languages) {
      const option = new Option(name, code, false, code === config.language);
      option.lang = code;
      menu.append(option);
    }
    menu.addEventListener("change", chooseLanguage);
  }
  byId("sign-in-form").addEventListener("submit", signIn);
  byId("sign-out").addEventListener("click", signOut);
  byId("presence").addEventListener("click", changePresence);
  byId("change-password").addEventListener("click", changePassword);
  byId("notice-close").addEventListener("click", () => notice(""));
  document.addEventListener("click", closeMenu);
  document.addEventListener("keydown", closeMenu);
  on("signed-out", leave);
  try {
    await enter(await api.getSession());
  } catch (error) {
    leave();
    if (error.status !== 401) byId("sign-in-problem").textContent = explain(error);
  }
}
