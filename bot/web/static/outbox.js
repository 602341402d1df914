/** The client's messages between "send" and the server's own copy of them. */

/** Both the server's messages and the unsent ones as what view.js draws, in order. */
export function asItems(messages, keys, outbox) {
  const said = [...messages.values()].map((message) => ({
    ...message, at: message.seq, key: keys.get(message.seq) ?? `s${message.seq}`,
  }));
  const local = outbox.map((entry) => ({
    key: entry.id, from: "client", text: entry.label, language: entry.language,
    direction: "auto", at: entry.at ?? Infinity, quiet: entry.quiet,
    // What failed for want of a connection goes by itself when there is one.
    state: entry.state === "failed" && entry.offline ? "queued" : entry.state,
  }));
  // Infinity minus Infinity is no number; those stay in the order in which they were written.
  return [...said, ...local].sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
}

/**
 * The items without those by which a language was chosen in the menu: all that was said is shown in
 * it anyway. The reply is shown where what stands before it could not be said in that language.
 *
 * @param {object[]} items as from asItems
 * @param {number[]} quiet numbers of such messages
 * @param {number} until what the chat said after this number waits: the language is being changed
 */
export function withoutQuiet(items, quiet, until) {
  let language = "";
  return items.filter(({ seq, from, state, language: own, ...item }) => {
    if (item.quiet && state !== "failed") return false;
    if (seq > until && from === "bot") return false;
    if (quiet.includes(seq) && (from === "client" || own === language)) return false;
    if (from === "bot") language = own;
    return true;
  });
}

/**
 * Takes out of the outbox the local message of which the server has sent its copy, and returns it.
 * The copy has no id and may be masked, so it is the one with the same text, or else the first
 * that was sent; none where the message came from elsewhere.
 */
export function takeOriginal(session, copy) {
  const tried = session.outbox.filter((entry) => entry.tried);
  const under = tried.filter((entry) => entry.state !== "failed");
  const same = (entry) => entry.label.trim() === copy.text.trim();
  const found = under.find(same) ?? tried.find(same) ?? under[0];
  session.outbox = session.outbox.filter((entry) => entry !== found);
  return found;
}

/** Marks a message as taken by the server, and where it stands until the copy tells its number. */
export function acknowledge(entry, replies, last) {
  const numbers = replies.map((message) => message.seq);
  entry.at = (numbers.length ? Math.min(...numbers) : last + 1) - 0.5;
  entry.state = "sent";
}
