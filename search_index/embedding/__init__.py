"""Text in, unit vectors out: the default model rebuilt offline, and any other SentenceTransformer by name or path."""
