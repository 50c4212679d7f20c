"""The HTTP operations, one concern a file; no file knows another. ``app.create_app`` puts them together."""
