"""One turn of a conversation: what was understood and remembered becomes a reply."""
