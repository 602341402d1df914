/**
 * The launcher: a button on a municipality's own page that opens the chat in a frame.
 *
 *     <script type="module" src="https://…/widget.js" data-municipality="kemi"></script>
 *
 * Until the button is pressed it asks for /api/widget alone and keeps nothing. The chat is a page of
 * its own origin: no script of the host page gets at what a client writes. The button is in a shadow
 * tree: what is !important there wins over whatever the host page's styles say.
 *
 * Messages of the frame: ready, close, leave, unread, language. To the frame: shown, hidden.
 */

const NAME = "monineuvo-chat";
// Kept by the host page's tab, so that its next page opens the chat again ("1"), or, while it is
// closed and a counsellor is asked, counts what comes ("0").
const KEY = "monineuvo-open";
const HERE = import.meta.url;
const HOME = new URL(HERE).origin;
// Without "ready" after so long, the chat is offered in a tab of its own.
const PATIENCE = 5000;
// Where the chat takes the whole screen. In em, so that it is so too for those who enlarge text.
const NARROW = matchMedia("(max-width: 40em)");
const LOW = matchMedia("(max-height: 30em)");
// So near to the page's end, in pixels, the button is made small.
const END = 80;
const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H11l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z";
const CROSS = "M5 5 19 19M19 5 5 19";

// Sizes are in em of what the visitor has set: many pages change what 1 rem is.
const STYLE = `
:host {
  all: initial !important; display: block !important; position: fixed !important;
  inset: 0 auto auto 0 !important; z-index: 2147483647 !important;
  color-scheme: light dark !important;
}
[hidden] { display: none !important; }
section {
  --accent: var(--colour); --on: var(--on_colour); --edge: 1em;
  font: 1em/1.4 system-ui, sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
}
button, a {
  box-sizing: border-box; display: flex; align-items: center; gap: .5em; margin: 0;
  min-block-size: max(2.75em, 44px); padding: .375em 1em; border: 2px solid; border-radius: .5em;
  background: Canvas; color: CanvasText; font: inherit; text-align: start; text-decoration: none;
  cursor: pointer; overflow-wrap: anywhere;
}
:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #111; }
.launch {
  position: fixed; bottom: max(var(--edge), env(safe-area-inset-bottom));
  max-inline-size: calc(100vw - 2 * var(--edge)); border-color: var(--on); border-radius: 2em;
  background: var(--accent); color: var(--on); font-size: min(1em, 7.5vw); font-weight: 600;
}
.launch:not(:focus-visible) { box-shadow: 0 .125em .625em rgb(0 0 0 / .4); }
.launch:hover { text-decoration: underline; }
.left > .launch, .left > dialog { left: max(var(--edge), env(safe-area-inset-left)); right: auto; }
.right > .launch, .right > dialog { right: max(var(--edge), env(safe-area-inset-right)); left: auto; }
svg, img { flex: none; inline-size: 1.5em; block-size: 1.5em; }
svg { fill: currentColor; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
img { object-fit: contain; padding: .125em; border-radius: .25em; background: #fff; }
.badge {
  position: absolute; inset-block-start: -.625em; inset-inline-end: -.25em; min-inline-size: 1em;
  padding: 0 .375em; border: 2px solid #fff; border-radius: 1em; background: #a3211b; color: #fff;
  text-align: center;
}
.end > .launch:not(:focus-visible) { padding-inline: .625em; }
.heard { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.end > .launch:not(:focus-visible) > .word { display: none; }
dialog {
  box-sizing: border-box; position: fixed; top: auto; bottom: 5em; display: flex; flex-direction: column;
  max-inline-size: none; max-block-size: none; inline-size: 26em;
  block-size: min(44em, 100vh - 6em); margin: 0; padding: 0; overflow: hidden;
  border: 1px solid #6f7b80; border-radius: .75em; background: Canvas; color: CanvasText;
  box-shadow: 0 .25em 2em rgb(0 0 0 / .35);
}
dialog:not([open]) { visibility: hidden; }
.full > dialog { inset: 0; inline-size: auto; block-size: auto; border: 0; border-radius: 0; }
.full.open > .launch { visibility: hidden; }
.bar { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5em; padding: .5em; }
iframe { flex: 1; min-block-size: 0; border: 0; }
@media (max-width: 40em), (max-height: 30em) { section { --edge: .5em; } }
@media (prefers-color-scheme: dark) { section { --accent: var(--colour_dark); --on: var(--on_colour_dark); } }
@media (forced-colors: active) { .launch, .badge { border-color: ButtonText; } }
@media print { :host { display: none !important; } }
`;

/** What the webmaster reads in the console. */
const complain = (what) => console.error(`Monineuvo: ${what}`);

/** Makes an element with a class (or "") and children. */
function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

/** sessionStorage, which a browser may refuse: then the next page only doesn't open the chat. */
function keep({ opened, awaited }) {
  try {
    if (opened || awaited) sessionStorage.setItem(KEY, Number(opened));
    else sessionStorage.removeItem(KEY);
  } catch { /* as said */ }
}

function kept() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** How the chat of a municipality looks and what the button says. Throws an Error that says why. */
async function load(municipality, language) {
  const query = new URLSearchParams({ municipality });
  if (language) query.set("language", language);
  const response = await fetch(`${HOME}/api/widget?${query}`, {
    credentials: "omit", referrerPolicy: "no-referrer",
  });
  const said = await response.json();
  if (!response.ok) throw new Error(said.detail);
  return said;
}

/** The element with the button and the panel, both in its shadow tree. */
class Chat extends HTMLElement {
  /** Makes the button of a site that `load` gave; `left` says on which side it stands. */
  build(site, left) {
    this.site = site;
    this.opened = this.ready = this.full = this.awaited = false;
    this.unread = 0;
    this.word = make("span", "word");
    this.badge = make("span", "badge");
    this.badge.setAttribute("aria-hidden", "true");
    this.live = make("p", "heard");
    this.live.setAttribute("role", "status");
    this.button = make("button", "launch", ...this.icons(), this.word, this.badge);
    this.button.onclick = () => (this.opened ? this.close() : this.open(true));
    this.away = make("button");
    this.away.onclick = () => this.close();
    this.button.type = this.away.type = "button";
    this.link = make("a");
    this.link.target = "_blank";
    this.link.rel = "noopener noreferrer";
    this.bar = make("div", "bar", this.away, this.link);
    this.panel = make("dialog", "", this.bar);
    this.panel.setAttribute("role", "dialog");
    this.section = make("section", left ? "left" : "right", this.button, this.panel, this.live);
    for (const colour of ["colour", "on_colour", "colour_dark", "on_colour_dark"]) {
      this.section.style.setProperty(`--${colour}`, site[colour]);
    }
    this.attachShadow({ mode: "open" }).append(this.section);
    this.say();
  }

  /** The bubble, or the site's logo once it is there; and the cross while the chat is open. */
  icons() {
    const icon = document.createElementNS(SVG, "svg");
    // With a width even where its styles are refused.
    for (const [name, value] of [["viewBox", "0 0 24 24"], ["width", 24], ["aria-hidden", true]]) {
      icon.setAttribute(name, value);
    }
    this.icon = icon.appendChild(document.createElementNS(SVG, "path"));
    this.logo = make("img");
    this.logo.alt = "";
    this.logo.hidden = true;
    if (this.site.logo) this.logo.src = new URL(this.site.logo, HOME);
    this.logo.onload = () => this.say();
    return [icon, this.logo];
  }

  /** In the top layer nothing of the page covers it or moves it. Older browsers have z-index. */
  connectedCallback() {
    if (!this.showPopover) return;
    this.popover = "manual";
    this.showPopover();
  }

  /** Gives the shadow tree its styles in a way that also a strict policy of the page allows. */
  dress(nonce) {
    const root = this.shadowRoot;
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch {
      const style = make("style", "", STYLE);
      style.nonce = nonce;
      root.prepend(style);
      // Refused: the button still opens the chat, in a tab of its own.
      this.bare = !style.sheet;
    }
  }

  /** Writes all texts anew. */
  say() {
    const { texts, language, direction, title, frame } = this.site;
    const page = new URL(frame, HOME);
    page.searchParams.delete("frame");
    this.section.lang = language;
    this.section.dir = direction;
    for (const named of [this.section, this.panel]) named.setAttribute("aria-label", title);
    const word = this.opened ? texts.widget_close : texts.widget_open;
    this.word.textContent = word;
    this.button.setAttribute("aria-label", this.unread ? `${word}: ${texts.widget_new}` : word);
    this.button.setAttribute("aria-expanded", this.opened);
    const drawn = !this.opened && this.logo.naturalWidth > 0;
    this.logo.hidden = !drawn;
    this.icon.ownerSVGElement.toggleAttribute("hidden", drawn);
    this.icon.setAttribute("d", this.opened ? CROSS : BUBBLE);
    this.badge.hidden = !this.unread;
    this.badge.textContent = this.unread > 9 ? "9+" : this.unread || "";
    // Said once, not with every further message.
    const heard = this.unread ? texts.widget_new : "";
    if (this.live.textContent !== heard) this.live.textContent = heard;
    this.away.textContent = texts.widget_close;
    this.link.textContent = texts.widget_open;
    this.link.href = page;
    if (this.frame) this.frame.title = texts.widget_frame;
  }

  /** Opens the chat. The focus goes there only if the visitor opened it, not after a page load. */
  open(pressed) {
    if (this.bare) return window.open(this.link.href, "_blank", "noopener");
    this.opened = true;
    this.unread = 0;
    keep(this);
    // Again only where the last try came to nothing.
    if (!this.ready && (!this.frame || !this.link.hidden)) this.load();
    this.place();
    this.say();
    if (pressed) this.focusPanel();
    this.tell();
  }

  /** Hides the chat. Its frame stays, so that it can tell of a counsellor's message. */
  close() {
    if (!this.opened) return;
    this.opened = false;
    keep(this);
    this.place();
    this.say();
    this.tell();
    this.button.focus();
  }

  /** Loads the frame; again, if the last try came to nothing. */
  load() {
    this.frame?.remove();
    this.frame = make("iframe");
    this.frame.referrerPolicy = "no-referrer";
    this.frame.src = new URL(this.site.frame, HOME);
    this.panel.append(this.frame);
    this.link.hidden = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { this.link.hidden = false; }, PATIENCE);
  }

  /**
   * Puts the panel in the corner or over the whole screen. There it is modal, so that neither Tab
   * nor a screen reader gets behind it. Not for a change of height: that may be a keyboard.
   */
  place() {
    const { panel } = this;
    const inside = this.inside();
    if (panel.close) panel.close();
    else panel.removeAttribute("open");
    this.full = this.opened && (NARROW.matches || LOW.matches);
    this.section.classList.toggle("full", this.full);
    this.section.classList.toggle("open", this.opened);
    panel.setAttribute("aria-modal", this.full);
    this.fit();
    this.shrink();
    if (!this.opened) return;
    if (this.full && panel.showModal) panel.showModal();
    else panel.setAttribute("open", "");
    if (inside) this.focusPanel();
  }

  /** Keeps the full screen above a keyboard that covers a part of it; zooming in changes nothing. */
  fit() {
    const view = window.visualViewport;
    const fitted = this.full && view && view.scale < 1.01;
    this.panel.style.blockSize = fitted ? `${view.height}px` : "";
    this.panel.style.top = fitted ? `${view.offsetTop}px` : "";
  }

  /** At the page's end only the icon is left, so that what stands there can be read and pressed. */
  shrink() {
    const { scrollTop, scrollHeight, clientHeight } = document.scrollingElement || document.documentElement;
    const end = !this.opened && scrollTop > 0 && scrollTop + clientHeight > scrollHeight - END;
    this.section.classList.toggle("end", end);
  }

  /** Whether the focus is in the panel. */
  inside() {
    return this.panel.contains(this.shadowRoot.activeElement);
  }

  focusPanel() {
    (this.ready ? this.frame : this.away).focus();
  }

  /** Tells the frame whether it is seen, and whether the visitor is in it. */
  tell() {
    if (!this.ready) return;
    const told = this.opened ? { monineuvo: "shown", focus: this.inside() } : { monineuvo: "hidden" };
    this.frame.contentWindow.postMessage(told, HOME);
  }

  /** Hears a message, if it is from the frame. */
  hear({ source, origin, data }) {
    if (origin !== HOME || !this.frame || source !== this.frame.contentWindow || !data) return;
    if (data.monineuvo === "ready") {
      this.ready = true;
      clearTimeout(this.waiting);
      if (this.inside()) this.focusPanel();
      this.bar.hidden = true;
      this.tell();
    } else if (data.monineuvo === "close") this.close();
    else if (data.monineuvo === "leave") this.leave(data.to);
    else if (data.monineuvo === "unread") {
      this.awaited = data.awaited === true;
      this.unread = this.opened ? 0 : Number(data.count) || 0;
      keep(this);
      this.say();
    } else if (data.monineuvo === "language") this.speak(data.language);
  }

  leave(to) {
    this.awaited = false;
    this.close();
    if (/^https:/i.test(to)) location.replace(to);
  }

  speak(language) {
    if (language === this.site.language) return;
    load(this.site.municipality, language).then((site) => {
      this.site = site;
      this.say();
    }, () => { /* then the button stays in the language it has */ });
  }
}

/** Waits for what happens around the element. */
function listen(chat) {
  addEventListener("message", (event) => chat.hear(event));
  addEventListener("scroll", () => chat.shrink(), { passive: true });
  NARROW.addEventListener("change", () => { if (chat.opened) chat.place(); });
  for (const change of ["resize", "scroll"]) {
    window.visualViewport?.addEventListener(change, () => chat.fit());
  }
  chat.shadowRoot.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !chat.opened) return;
    event.preventDefault();
    event.stopPropagation();
    chat.close();
  });
  // The browser closes a modal one too, with the phone's "back".
  chat.panel.addEventListener("close", () => {
    if (chat.opened && !chat.panel.open) chat.close();
  });
  // Where nothing is modal, whoever tabs out of the full screen is brought back.
  if (!chat.panel.showModal) {
    document.addEventListener("focusin", ({ target }) => {
      if (chat.full && target !== chat) chat.focusPanel();
    });
  }
}

async function start() {
  const tags = [...document.querySelectorAll("script[data-municipality]")];
  const own = tags.filter((tag) => tag.src === HERE);
  const tag = own[0] || tags[0];
  const municipality = tag && tag.dataset.municipality;
  if (!municipality) return complain('the script tag needs data-municipality="…".');
  if (own.length > 1) complain(`there are ${own.length} script tags; only the first one counts.`);
  const language = tag.dataset.language || document.documentElement.lang;
  let site;
  try {
    site = await load(municipality, language.split("-")[0].toLowerCase());
  } catch (error) {
    return complain(`no chat for ${municipality} here. ${error.message}` + (error instanceof TypeError ? `: ${HOME} is `
      + `away, or knowledge/sites/${municipality}.yml does not list ${location.origin}.` : ""));
  }
  if (document.readyState === "loading") {
    await new Promise((go) => { document.addEventListener("DOMContentLoaded", go); });
  }
  const chat = new Chat();
  const rtl = getComputedStyle(document.body || document.documentElement).direction === "rtl";
  chat.build(site, (site.position === "start") !== rtl);
  listen(chat);
  // Beside the body, not in it: what a page does to its body is nothing to the chat.
  document.documentElement.append(chat);
  chat.dress(tag.nonce);
  const before = chat.bare ? null : kept();
  if (before === "1") chat.open(false);
  else if (before) chat.load();
}

if (customElements.get(NAME)) {
  complain("there are two script tags; only the first one counts.");
} else {
  customElements.define(NAME, Chat);
  start();
}
