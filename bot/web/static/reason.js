/** What went wrong with the handover, as a sentence of the page. */

const SENTENCES = {
  400: "ui_handover_check", 409: "ui_handover_too_late", 413: "ui_handover_check",
  429: "ui_handover_busy",
};

/** The key of a sentence about an ApiError. */
export function reason(error) {
  if (error.unreachable || !navigator.onLine) return "ui_handover_offline";
  return SENTENCES[error.status] ?? "ui_handover_error";
}
