/** Opens a dialog; browsers without <dialog> (Safari 15.0, Firefox 94) get the same by hand. */

const FOCUSABLE = "button, input, select, textarea, a[href]";

/** What a browser does for a modal dialog: nothing but it can be read or reached. */
function openByHand(dialog, close) {
  const before = document.activeElement;
  const around = [...document.body.children].filter((element) =>
    element !== dialog && !element.hasAttribute("aria-hidden"));
  for (const element of around) element.setAttribute("aria-hidden", "true");
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-modal", "true");
  dialog.setAttribute("open", "");
  dialog.classList.add("by-hand");
  const onKey = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      return close("");
    }
    if (event.key !== "Tab") return;
    event.preventDefault();
    const all = [...dialog.querySelectorAll(FOCUSABLE)];
    const to = all.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
    all[(to + all.length) % all.length].focus();
  };
  const onFocus = ({ target }) => {
    if (!dialog.contains(target)) dialog.querySelector(FOCUSABLE).focus();
  };
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusin", onFocus);
  dialog.querySelector(FOCUSABLE).focus();
  return () => {
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("focusin", onFocus);
    for (const element of around) element.removeAttribute("aria-hidden");
    dialog.removeAttribute("open");
    before.focus();
  };
}

/**
 * Opens a dialog until one of its buttons is pressed, or Escape.
 *
 * @param {HTMLElement} dialog
 * @param {Map<HTMLElement, string>} buttons each with the answer that it gives
 * @returns {Promise<string>} the answer; "" for Escape
 */
export function ask(dialog, buttons) {
  return new Promise((answer) => {
    if (dialog.showModal) {
      for (const [button, value] of buttons) button.onclick = () => dialog.close(value);
      dialog.returnValue = "";
      dialog.onclose = () => answer(dialog.returnValue);
      return dialog.showModal();
    }
    const close = (value) => {
      end();
      answer(value);
    };
    for (const [button, value] of buttons) button.onclick = () => close(value);
    const end = openByHand(dialog, close);
  });
}
