"""What a message means: its language, topic, municipality, client group, aspect and danger."""
