"""An answer as the text of a WeChat message: the same facts and sources as on the terminal, within the limit.

The limit of 2,048 bytes for a text is what accounts measure; the documentation names none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from kiosk_api.models import Answer, AnswerField, AnswerSource, Status
from kiosk_api.take_home import Target

MOST_BYTES = 2_048
RECORD_PAGE = "pages/record/record"
"""The mini program's page for any record."""
_SENTENCE_END = re.compile(r"[。！？；\n]")


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """Every sentence that only WeChat says."""
    found: dict[str, str] = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text("utf-8"))["say"]
    return found


def answer_text(answer: Answer, public_url: str, most_bytes: int = MOST_BYTES, miniprogram: str = "") -> str:
    """The answer's words, what was asked with label and value, choices by number, what else to ask, and the sources.

    What does not fit is cut at the end of a sentence, with the link to the whole; ``public_url`` blank gives no link.
    With a mini program's AppID the link opens it, and the page where it cannot (自动回复 文字跳小程序).
    """
    tail = _tail(answer, public_url, miniprogram)
    body = "\n\n".join(filter(None, (_body(answer), _choices(answer), _follow_ups(answer))))
    whole = "\n\n".join(filter(None, (body, tail)))
    if len(whole.encode()) <= most_bytes:
        return whole
    more = words()["cut"] if public_url and answer.items else words()["cut_without_link"]
    room = most_bytes - len(f"\n{more}\n\n{tail}".encode())
    return f"{shortened(body, room)}\n{more}\n\n{tail}".strip()


def shortened(text: str, most_bytes: int) -> str:
    """As much of the text as fits, up to the end of a sentence where there is one in its second half."""
    if len(text.encode()) <= most_bytes:
        return text
    head = text.encode()[: max(0, most_bytes)].decode("utf-8", "ignore")
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    return head[: ends[-1]].rstrip() if ends and ends[-1] > len(head) // 2 else head


def _body(answer: Answer) -> str:
    """The answer's sentences, and below them the fields that they do not quote already."""
    listed = [field for field in answer.fields if field.asked] or ([] if answer.options else answer.fields[:3])
    missing = [field for field in listed if not _is_told(field, answer.text)]
    lines = [f"【{field.label}】{field.value}" for field in missing]
    if answer.listing is not None:
        lines += [f"· {item.title}（{' / '.join(item.path)}）" for item in answer.items]
    return "\n".join([answer.text, *lines])


def _is_told(field: AnswerField, text: str) -> bool:
    return field.value in text and field.label in text


def _choices(answer: Answer) -> str:
    if not answer.options:
        return ""
    lines = [f"{number}. {option.label}" for number, option in enumerate(answer.options, 1)]
    return "\n".join([words()["choose"], *lines])


def _follow_ups(answer: Answer) -> str:
    if answer.options or not answer.follow_ups:
        return ""
    return words()["follow_ups"].format("、".join(f"“{one}”" for one in answer.follow_ups[:3]))


def _tail(answer: Answer, public_url: str, miniprogram: str) -> str:
    lines = [words()["source"].format(_source(one)) for one in _shown(answer.sources)]
    if public_url and answer.items and answer.status is Status.answered:
        target = Target(answer.items[0].id, answer.aspects[0] if answer.aspects else None)
        lines.append(_link(target, public_url.rstrip("/") + target.path, miniprogram))
    return "\n".join(lines)


def _link(target: Target, address: str, miniprogram: str) -> str:
    if not miniprogram:
        return words()["whole"].format(address)
    query = {"id": target.record_id} | ({"aspect": target.aspect.value} if target.aspect else {})
    path = f"{RECORD_PAGE}?{urlencode(query)}"
    opens = f'href="{address}" data-miniprogram-appid="{miniprogram}" data-miniprogram-path="{path}"'
    return f"<a {opens}>{words()['whole_in_miniprogram']}</a>"


def _shown(sources: Sequence[AnswerSource]) -> list[AnswerSource]:
    """Each source once: several elements of an item stand in one row."""
    return list({(one.title, one.file, one.row): one for one in sources}.values())[:3]


def _source(source: AnswerSource) -> str:
    parts = [f"{source.title} {source.file} 第 {source.row} 行"]
    if source.as_of:
        parts.append(words()["as_of"].format(f"{source.as_of.year}年{source.as_of.month}月{source.as_of.day}日"))
    if not source.verified:
        parts.append(words()["unverified"])
    return "，".join(parts)
