"""The web process: chat API, pages and the supervision of the dialogue workers."""
