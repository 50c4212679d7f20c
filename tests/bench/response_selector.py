"""Rasa's ResponseSelector on the FAQ part: ``.venv-rasa/bin/python tests/bench/response_selector.py``.

The peer that stock Rasa offers for frequent questions, trained on the same standard questions and variants as the index
holds, asked the held-out questions on the application procedure. An answer is right as in ``turns.right_words``.
"""

from __future__ import annotations

import asyncio
import csv
import json
import re
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FAQ = ROOT / "data/field/faq.csv"
QUESTIONS = ROOT / "data/questions/heldout/county/procedure.jsonl"
PIPELINE = [
    {"name": "JiebaTokenizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "word", "token_pattern": r"(?u)\b\w+\b"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "LogisticRegressionClassifier"},
    {"name": "ResponseSelector", "epochs": 100, "retrieval_intent": "faq", "random_seed": 42},
]


def squeezed(text: str) -> str:
    """Without white space and commas."""
    return re.sub(r"[\s,，]", "", text)


def training(folder: Path) -> dict[str, str]:
    """Writes configuration and training data; returns the answers by FAQ id."""
    with FAQ.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    nlu, responses = [], {}
    for row in rows:
        asked = [row["标准问"], *(variant.strip() for variant in row["相似问"].split("|"))]
        examples = "".join(f"- {line}\n" for line in asked if line)
        nlu.append({"intent": f"faq/{row['编号']}", "examples": examples})
        responses[f"utter_faq/{row['编号']}"] = [{"text": row["答案"]}]
    nlu.append({"intent": "other", "examples": "- 你好\n- 再见\n- 谢谢\n- 今天天气怎么样\n"})
    files = {
        "config.yml": {"recipe": "default.v1", "assistant_id": "selector", "language": "zh", "pipeline": PIPELINE},
        "nlu.yml": {"version": "3.1", "nlu": nlu},
        "domain.yml": {"version": "3.1", "intents": ["faq", "other"], "responses": responses},
    }
    for name, data in files.items():
        (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return {row["编号"]: row["答案"] for row in rows}


async def main() -> None:
    """Trains, asks and prints the share of right answers."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = training(folder)
        started = time.monotonic()
        model = train_nlu(
            str(folder / "config.yml"),
            str(folder / "nlu.yml"),
            str(folder / "models"),
            domain=str(folder / "domain.yml"),
        )
        trained = time.monotonic() - started
        agent = Agent.load(model)
        asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines() if line]
        right = 0
        started = time.monotonic()
        for row in asked:
            parsed = await agent.parse_message(row["question"])
            best = parsed["response_selector"]["faq"]["response"]["intent_response_key"] or ""
            shown = squeezed(answers.get(best.removeprefix("faq/"), ""))
            says = all(any(squeezed(word) in shown for word in one.split("|")) for one in row.get("says", []))
            right += bool(shown) and says and not any(squeezed(word) in shown for word in row.get("never", []))
        milliseconds = (time.monotonic() - started) / len(asked) * 1000
    print(
        f"ResponseSelector: {right} of {len(asked)} right ({right / len(asked):.3f}), {milliseconds:.1f} ms a question"
    )
    print(f"trained on {len(answers)} frequent questions in {trained:.0f} s")


if __name__ == "__main__":
    asyncio.run(main())
