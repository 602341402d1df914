"""Which language a text is in, and what is known of each language."""
