"""Errors of the embedding part; their messages are Chinese and can be shown to staff."""

from __future__ import annotations

from search_index.errors import IndexUnavailable


class ModelUnavailable(IndexUnavailable):
    """The embedding model is not there, or cannot be loaded: nothing can be searched without it."""


class ModelDamaged(ModelUnavailable):
    """A file of the model is missing, cut short or not of the format it should be."""
