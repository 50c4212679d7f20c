"""Which agencies a record belongs to."""

from __future__ import annotations

from kiosk_api.agencies import agencies_of
from search_index import Content
from search_index.records import CatalogItem, Faq


def agencies_behind(content: Content, record_id: str) -> tuple[str, ...]:
    """The agencies of an item, or of the items that a frequent question cites; none for any other record."""
    record = content.get(record_id)
    cited = [content.get(name) for name in record.cites] if isinstance(record, Faq) else [record]
    named = [name for item in cited if isinstance(item, CatalogItem) for name in agencies_of(item)]
    return tuple(dict.fromkeys(named))
