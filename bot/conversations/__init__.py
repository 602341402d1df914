"""Rules of a conversation without I/O: what is masked, how a message and a transcript look."""
