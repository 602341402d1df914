/** What the form of the handover asks, one thing after the other. */

import { area, choice, choices, field, own, spoken, summaryPart } from "./fields.js";
import { label, make, page } from "./page.js";
import { when } from "./when.js";

const line = (key, value, className = "") => label(make("p", className), key, value);
const caption = (key) => label(make("span"), key);

/** Whether they are there, and when they are. */
export function hours(state) {
  if (state.open) return [line("ui_handover_open", "", "open")];
  const next = state.opens_at
    ? line("ui_handover_opens", when(state.opens_at)) : line("ui_handover_opens_unknown");
  return [
    line("ui_handover_closed", "", "closed"), next,
    ...(state.due_at ? [line("ui_handover_due", when(state.due_at))] : []),
  ];
}

/** The name of the municipality that gets the request. */
function placeOf(state, answers) {
  const id = state.municipality ?? answers.municipality;
  return state.municipalities.find((one) => one.id === id)?.label ?? id ?? "";
}

function place({ state, answers, keep, language }) {
  const options = state.municipalities.filter(({ id }) => id !== "other").map((one) => ({
    value: one.id, caption: spoken(make("span"), one.label, language),
  }));
  options.push({ value: "other", caption: caption("ui_handover_place_other") });
  const none = line("ui_handover_no_place", "", "hint");
  none.setAttribute("role", "status");
  const told = make("div");
  const tell = () => told.replaceChildren(...(answers.municipality === "other" ? [none] : []));
  tell();
  return {
    title: "ui_handover_place",
    nodes: [
      ...choices("place", options, answers.municipality, (value) => {
        answers.municipality = value;
        keep();
        tell();
      }),
      told,
    ],
    check: () => (answers.municipality ? null : ["ui_handover_place_missing", "place"]),
  };
}

function summary({ state, answers, keep, language }) {
  answers.parts ??= {};
  const parts = state.summary.map((part) => {
    // An edit belongs to this part and to none that has its number later.
    const sign = `${part.kind} ${part.original}`;
    if (answers.parts[part.id]?.sign !== sign) answers.parts[part.id] = { sign };
    return summaryPart(part, answers.parts[part.id], language, keep);
  });
  const list = make("ul", "parts", ...parts);
  list.setAttribute("role", "list");
  return {
    title: "ui_handover_summary",
    nodes: parts.length
      ? [line("ui_handover_summary_help", "", "hint"), list]
      : [line("ui_handover_summary_empty")],
  };
}

function contactFields(needs, answers, keep) {
  const input = (type, complete) => Object.assign(make("input"), {
    type, inputMode: type, autocomplete: complete, dir: "ltr", maxLength: 254,
  });
  const fields = {
    phone: () => field("ui_handover_phone", input("tel", "tel"), {
      name: "phone", value: answers.phone ?? "",
      keep: (value) => { answers.phone = value; keep(); },
    }),
    email: () => field("ui_handover_email", input("email", "email"), {
      name: "email", value: answers.email ?? "",
      keep: (value) => { answers.email = value; keep(); },
    }),
  };
  const hint = needs.length > 1 ? [line("ui_handover_contact_one", "", "hint")] : [];
  const use = needs.length ? [line("ui_handover_contact_use", "", "hint")] : [];
  return [...hint, ...needs.map((need) => fields[need]()), ...use];
}

// Digits of any script: who types Arabic may type Arabic digits.
const isPhone = (text) => (/^\+?[\p{Nd}\s()/-]{5,30}$/u).test(text)
  && (text.match(/\p{Nd}/gu) ?? []).length > 4;
const isEmail = (text) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/).test(text);

/** What is wrong with the contact: the sentence's key and the field's name; null where nothing. */
function contactFault(needs, answers) {
  const phone = needs.includes("phone") ? answers.phone?.trim() : "";
  const email = needs.includes("email") ? answers.email?.trim() : "";
  if (needs.length > 1 && !phone && !email) return ["ui_handover_contact_missing", needs[0]];
  const wants = (name, value) => needs.includes(name) && (value || needs.length === 1);
  if (wants("phone", phone) && !isPhone(phone ?? "")) return ["ui_handover_phone_wrong", "phone"];
  if (wants("email", email) && !isEmail(email ?? "")) return ["ui_handover_email_wrong", "email"];
  return null;
}

function meeting({ state, answers, keep, language }) {
  const find = () => state.meetings.find(({ value }) => value === answers.meeting);
  // Who is in a hurry need not choose what is at hand.
  if (!find()) answers.meeting = state.open && !state.meetings[0]?.needs.length
    ? state.meetings[0]?.value : undefined;
  const contact = make("div", "contact");
  const draw = (input) => {
    const needs = find()?.needs ?? [];
    contact.replaceChildren(...contactFields(needs, answers, keep));
    if (needs.length) input?.closest(".choice").after(contact);
    else contact.remove();
  };
  const rows = choices("meeting", state.meetings.map((one) => ({
    value: one.value, caption: spoken(make("span"), one.label, language),
  })), answers.meeting, (value, input) => {
    answers.meeting = value;
    keep();
    draw(input);
  });
  const group = make("div", "choices", ...rows);
  draw(group.querySelector(":checked"));
  return {
    title: "ui_handover_meeting",
    nodes: [...hours(state), group],
    check: () => (find() ? contactFault(find().needs, answers)
      : ["ui_handover_meeting_missing", "meeting"]),
  };
}

function interpreter({ state, answers, keep }) {
  const select = make("select");
  // Who reads Finnish or Swedish here needs the interpreter for another language.
  const native = ["fi", "sv"].includes(page.language);
  const offered = state.languages.filter(({ code }) => !native || code !== page.language);
  select.append(...[...(native ? [{ code: "", name: "" }] : []), ...offered].map(({ code, name }) => {
    const option = make("option", "", name);
    option.value = code;
    return option;
  }));
  const known = (code) => offered.some((one) => one.code === code);
  const first = known(page.language) ? page.language : select.options[0]?.value;
  const which = field("ui_handover_interpreter_language", select, {
    name: "language", value: known(answers.language) ? answers.language : first ?? "",
    keep: (value) => { answers.language = value; keep(); },
  });
  which.hidden = !answers.interpreter;
  const options = ["no", "yes"].map((value) => ({
    value, caption: caption(`ui_handover_interpreter_${value}`),
  }));
  return make("fieldset", "group", make("legend", "", caption("ui_handover_interpreter")),
    ...choices("interpreter", options, answers.interpreter ? "yes" : "no", (value) => {
      answers.interpreter = value === "yes";
      answers.language = select.value;
      which.hidden = !answers.interpreter;
      keep();
    }), which);
}

function help(about) {
  const { answers, keep } = about;
  return {
    title: "ui_handover_help",
    nodes: [
      ...(about.state.languages.length ? [interpreter(about)] : []),
      choice("checkbox", {
        name: "minor", checked: Boolean(answers.minor), caption: caption("ui_handover_minor"),
        pick: (input) => { answers.minor = input.checked; keep(); },
      }),
      field("ui_handover_wishes", area(2000), {
        name: "wishes", value: answers.wishes ?? "",
        keep: (value) => { answers.wishes = value; keep(); },
      }),
    ],
    check: () => (answers.interpreter && !answers.language
      ? ["ui_handover_meeting_missing", "language"] : null),
  };
}

function consent({ state, answers, language }) {
  const chosen = state.meetings.find(({ value }) => value === answers.meeting);
  const recap = [make("li", "", spoken(make("bdi"), chosen?.label ?? "", language))];
  const mine = (text) => recap.push(make("li", "", own("bdi", text)));
  for (const need of chosen?.needs ?? []) if (answers[need]?.trim()) mine(answers[need]);
  if (answers.interpreter) {
    const { name } = state.languages.find(({ code }) => code === answers.language) ?? {};
    recap.push(make("li", "", caption("ui_handover_interpreter_language"), ": ", own("bdi", name)));
  }
  if (answers.minor) recap.push(label(make("li"), "ui_handover_minor"));
  if (answers.wishes?.trim()) mine(answers.wishes);
  return {
    title: "ui_handover_consent",
    nodes: [
      make("ul", "recap", ...recap),
      line("ui_handover_consent_who", placeOf(state, answers)),
      line("ui_handover_consent_secret"),
      line("ui_handover_consent_back"),
    ],
  };
}

const ALL = { place, summary, meeting, help, consent };

/** The names of the steps that there are. */
export const namesOf = (state, answers) => Object.keys(ALL)
  .filter((name) => name !== "place" || !state.municipality || answers.municipality);

/**
 * One step: its title's key, its elements and what it checks. A check gives the key of a sentence
 * and the name of the field, or nothing.
 */
export const stepOf = (name, about) => ALL[name](about);

/** What is sent. */
export function bodyOf(state, answers) {
  const needs = state.meetings.find(({ value }) => value === answers.meeting)?.needs ?? [];
  const contact = Object.fromEntries(needs
    .map((need) => [need, answers[need]?.trim()]).filter(([, value]) => value));
  const parts = state.summary
    .map(({ id }) => ({ id, ...answers.parts?.[id] }))
    .filter(({ removed }) => !removed)
    .map(({ id, text }) => (text ? { id, text } : { id }));
  return {
    parts, meeting: answers.meeting, consent: true,
    ...(answers.municipality && { municipality: answers.municipality }),
    ...(Object.keys(contact).length && { contact }),
    ...(answers.interpreter && { interpreter: answers.language }),
    ...(answers.wishes?.trim() && { wishes: answers.wishes.trim() }),
    ...(answers.minor && { minor: true }),
  };
}
