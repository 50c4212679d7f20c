"""The golden answers that every surface has to state alike: ``python -m tests.wechat.golden_answers`` writes them anew.

Made by the service itself over the small district of the tests, one of each kind; ids and versions, which are random,
are replaced.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from pathlib import Path

from kiosk_api.answering import Answerer
from kiosk_api.assistant import NoAssistant
from kiosk_api.bands import Bands
from kiosk_api.models import Answer, ConversationState
from kiosk_api.offline import FixedIndex
from search_index import SearchIndex
from tests.conftest import build_tiny_index
from tests.tiny_district import write_district

FILE = Path(__file__).with_name("golden") / "answers.json"
BANDS = Bands(answer=0.45, clarify=0.3)
CONVERSATIONS = (
    ("今年什么时候休渔", "那在哪里看", "谁负责", "依据是什么"),
    ("茶苗补贴怎么申请", "要带什么材料"),
    ("校车路线公示在哪看",),
    ("茶叶发展中心公开哪些事项",),
    ("渔业局公开哪些事项",),
    ("没公布的文件怎么申请公开，多久答复", "收费吗", "不服怎么办"),
    ("火星移民",),
    ("我的手机是13800138000，帮我查休渔",),
    ("你好",),
    ("公积金怎么取",),
)


async def answers(index: SearchIndex) -> list[dict[str, object]]:
    """Question and answer of every turn."""
    answerer = Answerer(FixedIndex(index), NoAssistant(), BANDS)
    found: list[dict[str, object]] = []
    for questions in CONVERSATIONS:
        state = ConversationState()
        for question in questions:
            answer, state = await answerer.answer("conversation", state, question)
            plain = answer.model_copy(update={"id": f"answer-{len(found)}", "index_version": "test"})
            facts = sorted(facts_of(plain))
            found.append({"question": question, "answer": plain.model_dump(mode="json"), "facts": facts})
    return found


def facts_of(answer: Answer) -> set[str]:
    """What every surface has to say, without white space: the sentences, what was asked, choices, lists, sources."""
    facts = {line for line in answer.text.splitlines() if line and "：" not in line}
    for field in answer.fields:
        facts |= {field.label, *field.value.splitlines()} - {"答案"} if field.asked else set()
    facts |= {option.label for option in answer.options}
    facts |= {item.title for item in answer.items} if answer.listing else set()
    # Of a long list WeChat names the first sources; the others are a touch away.
    for source in answer.sources[:3]:
        facts |= {source.title, f"{source.file}第{source.row}行"}
        facts |= {f"核对到{source.as_of.year}年{source.as_of.month}月{source.as_of.day}日"} if source.as_of else set()
    return {squeezed(fact) for fact in facts} - {""}


def squeezed(text: str) -> str:
    """Without white space, and with one kind of stroke between the parts of a path."""
    return re.sub(r"\s", "", text).replace("／", "/")


def golden() -> list[tuple[str, Answer, list[str]]]:
    """The committed ones: question, answer, facts."""
    rows = json.loads(FILE.read_text("utf-8"))
    return [(row["question"], Answer.model_validate(row["answer"]), row["facts"]) for row in rows]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        index = build_tiny_index(write_district(Path(folder) / "district"), Path(folder) / "index")
        made = asyncio.run(answers(index))
    FILE.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
