"""Content as JSON text inside an index version."""

from __future__ import annotations

import json

from search_index.content import FILES, Content, assemble
from search_index.district import District

_MODELS = {model.__name__: model for model in FILES.values()}


def dump_content(content: Content) -> str:
    """The content as JSON text: what ``load_dumped_content`` reads back, and what the content hash is taken of."""
    return json.dumps(
        {
            "district": content.district.model_dump(mode="json"),
            "records": [
                {"model": type(record).__name__, **record.model_dump(mode="json", exclude_defaults=True)}
                for record in (*content.records, *content.aliases, *content.matters)
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def load_dumped_content(text: str) -> Content:
    """Inverse of ``dump_content``."""
    data = json.loads(text)
    records = [_MODELS[row.pop("model")].model_validate(row) for row in data["records"]]
    return assemble(District.model_validate(data["district"]), records)
