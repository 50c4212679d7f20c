"""Text in, ranked documents out. Knows no web and no Rasa."""

from search_index.checks import check_content, load_content
from search_index.content import Content
from search_index.errors import Complaint, ContentError, IndexUnavailable, SearchIndexError
from search_index.index import SearchIndex
from search_index.live import LiveIndex
from search_index.search import Filters, Hit, Passage, SearchResult
from search_index.versions import VersionStore

__all__ = [
    "Complaint",
    "Content",
    "ContentError",
    "Filters",
    "Hit",
    "IndexUnavailable",
    "LiveIndex",
    "Passage",
    "SearchIndex",
    "SearchIndexError",
    "SearchResult",
    "VersionStore",
    "check_content",
    "load_content",
]
