"""``make aspects``: trains the direct detector's aspect model on the assistant's and further sentences and writes its weights."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from kiosk_api.aspect_model import BUCKETS, AspectModel, features
from kiosk_api.models import Aspect

SENTENCES = Path("bot/data/nlu")
EVERYDAY = Path("data/training")
OTHER = "other"
_MARKED = re.compile(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})")


def sentences(folder: Path = SENTENCES) -> list[tuple[str, str]]:
    """Every training sentence of the assistant, and those of ``data/training``, with aspect, ``listing`` or ``other``."""
    known = {aspect.value for aspect in Aspect} | {"listing"}
    found = []
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if "intent" not in entry:
                continue
            label = entry["intent"] if entry["intent"] in known else OTHER
            lines = (_MARKED.sub(r"\1", line[2:]).strip() for line in entry["examples"].splitlines())
            found += [(line, label) for line in lines if line]
    for path in sorted(EVERYDAY.glob("aspects*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        found += [(row["question"], row["aspect"]) for row in rows if row["aspect"] in known]
    return found


def matrix(questions: list[str]) -> csr_matrix:
    """Features of n questions, (n, BUCKETS)."""
    rows = [features(question) for question in questions]
    counts = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.concatenate([np.fromiter(row, dtype=np.int64, count=len(row)) for row in rows])
    values = np.concatenate([np.fromiter(row.values(), dtype=np.float64, count=len(row)) for row in rows])
    return csr_matrix((values, columns, counts), shape=(len(rows), BUCKETS))


def main() -> None:
    """Prints the share right in 3-fold cross-validation and writes the weights."""
    found = sentences()
    questions, labels = matrix([question for question, _ in found]), np.array([label for _, label in found])
    model = LogisticRegression(C=30.0, max_iter=400)
    folds = StratifiedKFold(3, shuffle=True, random_state=7)
    right = cross_val_predict(model, questions, labels, cv=folds) == labels
    print(f"{len(labels)} sentences, 3-fold accuracy {right.mean():.3f}")
    model.fit(questions, labels)
    AspectModel(
        tuple(str(name) for name in model.classes_),
        model.coef_.astype(np.float32),
        model.intercept_.astype(np.float32),
    ).save()


if __name__ == "__main__":
    main()
