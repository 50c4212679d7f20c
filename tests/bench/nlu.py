"""How well the assistant understands: ``.venv-rasa/bin/python tests/bench/nlu.py [--config FILE] [--folds N]``.

Runs in Rasa's own environment and prints

* **grouped cross-validation**: folds are drawn by group, so that no near-duplicate of a tested sentence was trained on
  (what a group is: ``skeleton_groups.py``);
* **held-out**: ``data/questions/intents_heldout.jsonl``, written before the training data; once whole and once without
  the questions that stand word for word in the training data (有些招呼语只有一种说法);
* the weakest intents and what they are taken for, and with ``--errors`` every sentence misunderstood;
* seconds of training and of starting, resident memory, and milliseconds of parsing one message.

The word lists and expressions of ``bot/data/nlu`` are the same in every fold; whoever wrote them knew the training
sentences, so the held-out figure is the better guide to what they are worth.

Exits with 1 when a macro-F1 is below ``--target``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from skeleton_groups import groups
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"
HELD_OUT = ROOT / "data" / "questions" / "intents_heldout.jsonl"
SEED = 7
LINES_SHOWN = 12


@dataclass(frozen=True)
class Example:
    """A sentence and its intent."""

    text: str
    intent: str


def training_examples(folder: Path) -> list[Example]:
    """Every example of the NLU files of a folder."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" not in block:
                continue
            lines = block["examples"].splitlines()
            found += [Example(line[2:].strip(), block["intent"]) for line in lines if line.startswith("- ")]
    return found


def held_out_examples(path: Path) -> list[Example]:
    """Every question of a JSONL file of ``{"question", "intent"}``."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Example(row["question"], row["intent"]) for row in rows]


def word_lists_and_forms(folder: Path) -> list[dict[str, str]]:
    """The word lists and regular expressions of the NLU files of a folder, as they stand there."""
    blocks = (block for path in folder.glob("*.yml") for block in yaml.safe_load(path.read_text("utf-8"))["nlu"])
    return [block for block in blocks if "intent" not in block]


def write_nlu(examples: Sequence[Example], path: Path) -> None:
    """Write examples, and the assistant's word lists and expressions, as a Rasa NLU file."""
    by_intent: dict[str, list[str]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(example.text)
    blocks = [{"intent": intent, "examples": "".join(f"- {t}\n" for t in texts)} for intent, texts in by_intent.items()]
    blocks += word_lists_and_forms(BOT / "data" / "nlu")
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")


def parse_all(model: str, texts: Sequence[str]) -> tuple[list[str], list[float]]:
    """The intent of each text, fall-back left aside, and the milliseconds each took."""
    from rasa.core.agent import Agent

    async def run() -> tuple[list[str], list[float]]:
        agent = Agent.load(model)
        await agent.parse_message("预热")
        intents, times = [], []
        for text in texts:
            begin = time.perf_counter()
            parsed = await agent.parse_message(text)
            times.append(1000 * (time.perf_counter() - begin))
            intents.append(next(r["name"] for r in parsed["intent_ranking"] if r["name"] != "nlu_fallback"))
        return intents, times

    return asyncio.run(run())


def cross_validate(examples: Sequence[Example], config: Path, folds: int, work: Path) -> list[str]:
    """The intent predicted for each example by a model that saw nothing of its group."""
    from rasa.model_training import train_nlu

    texts = [example.text for example in examples]
    intents = [example.intent for example in examples]
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=SEED)
    predicted = [""] * len(examples)
    for number, (train, test) in enumerate(split.split(texts, intents, groups(texts))):
        data = work / f"fold{number}.yml"
        write_nlu([examples[i] for i in train], data)
        model = train_nlu(str(config), str(data), str(work), fixed_model_name=f"fold{number}")
        for i, intent in zip(test, parse_all(str(model), [texts[i] for i in test])[0], strict=False):
            predicted[i] = intent
    return predicted


def show(title: str, examples: Sequence[Example], predicted: Sequence[str], errors: bool) -> float:
    """Print one evaluation with its weakest intents and return its macro-F1."""
    truth = [example.intent for example in examples]
    labels = sorted(set(truth))
    macro = float(f1_score(truth, predicted, labels=labels, average="macro"))
    accuracy = sum(a == b for a, b in zip(truth, predicted, strict=False)) / len(truth)
    print(f"\n{title}: {len(examples)} questions, macro-F1 {macro:.3f}, accuracy {accuracy:.3f}")
    scores = dict(zip(labels, f1_score(truth, predicted, labels=labels, average=None), strict=False))
    for intent in sorted(scores, key=scores.__getitem__)[:LINES_SHOWN]:
        taken = Counter(b for a, b in zip(truth, predicted, strict=False) if a == intent and a != b)
        confusion = ", ".join(f"{name} {count}" for name, count in taken.most_common(4))
        weak = " WEAK" if scores[intent] < 0.85 else ""
        print(
            f"  {intent:15s} F1 {scores[intent]:.2f} of {truth.count(intent):3d}  taken for: {confusion or '-'}{weak}"
        )
    if errors:
        for example, intent in zip(examples, predicted, strict=False):
            if example.intent != intent:
                print(f"    {example.text}  {example.intent} -> {intent}")
    return macro


def measure_server(model: str, port: int, work: Path) -> None:
    """Start the real server and print the seconds until it is healthy and its resident memory."""
    command = [sys.executable, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "-m", model]
    command += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    begin = time.perf_counter()
    with (work / "server.log").open("w") as log:
        environment = {**os.environ, "TMPDIR": str(work)}
        server = subprocess.Popen(command, cwd=BOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        while True:
            if server.poll() is not None or time.perf_counter() - begin > 300:
                raise SystemExit(f"the server did not start:\n{(work / 'server.log').read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/webhooks/gongkai/health", timeout=10):
                    break
            except OSError:
                time.sleep(0.2)
        seconds = time.perf_counter() - begin
        status = Path(f"/proc/{server.pid}/status").read_text()
        resident = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
        print(f"server: healthy after {seconds:.1f} s, resident {resident // 1024} MB")
    finally:
        server.terminate()
        server.wait(30)


def main() -> int:
    """Run everything; 1 when a macro-F1 misses the target."""
    parser = argparse.ArgumentParser(description="Measure the assistant's understanding.")
    parser.add_argument("--config", type=Path, default=BOT / "config.yml", help="pipeline to measure")
    parser.add_argument("--folds", type=int, default=5, help="0: no cross-validation")
    parser.add_argument("--target", type=float, default=0.90, help="macro-F1 asked of both evaluations")
    parser.add_argument("--errors", action="store_true", help="print every sentence misunderstood")
    parser.add_argument("--port", type=int, default=5995, help="for the server measured; 0: do not start it")
    options = parser.parse_args()
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", LOG_LEVEL="ERROR")
    warnings.filterwarnings("ignore")
    import rasa
    import structlog

    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    examples, held_out = training_examples(BOT / "data" / "nlu"), held_out_examples(HELD_OUT)
    scores = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        files = [str(BOT / "data")]
        begin = time.perf_counter()
        model = rasa.train(
            str(BOT / "domain.yml"), str(options.config), files, str(work), fixed_model_name="full"
        ).model
        print(f"training: {time.perf_counter() - begin:.1f} s of {len(examples)} examples")
        predicted, times = parse_all(str(model), [example.text for example in held_out])
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"parsing: p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms")
        if options.port:
            measure_server(str(model), options.port, work)
        scores.append(show("held-out", held_out, predicted, options.errors))
        known = {example.text for example in examples}
        new = [i for i, example in enumerate(held_out) if example.text not in known]
        show("held-out, new to the word", [held_out[i] for i in new], [predicted[i] for i in new], False)
        if options.folds:
            predicted = cross_validate(examples, options.config, options.folds, work)
            number = len(set(groups([example.text for example in examples])))
            title = f"grouped cross-validation, {options.folds} folds, {number} groups"
            scores.append(show(title, examples, predicted, options.errors))
    return int(min(scores) < options.target)


if __name__ == "__main__":
    raise SystemExit(main())
