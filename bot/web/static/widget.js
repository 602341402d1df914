/** The button on a municipality's own pages that opens the chat. */
export {};
