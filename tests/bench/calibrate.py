"""``make calibrate``: fits the general calibration on the development questions and writes search_index/calibration.json.

Never on the held-out questions. Refit after a change of model, ranking or features; then build the index again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from kiosk_api.offline import open_index
from kiosk_api.settings import Settings
from search_index.calibration import Calibration
from tests.bench.labelled import first_right, read_questions

SOURCE = Path("data/questions/demo_dev.jsonl")
TARGET = Path("search_index/calibration.json")


def main() -> None:
    """Fits P(first hit is right) on every development question that no FAQ matches to the letter."""
    index = open_index(Settings())
    rows, right = [], []
    for labelled in read_questions(SOURCE):
        result = index.search(labelled.question)
        if result.features is None or result.confidence == 1.0:
            continue
        rows.append(result.features.vector())
        right.append(first_right(index.content, [result.hits[0].id], labelled) is not None)
    model = LogisticRegression(C=1.0).fit(np.array(rows), np.array(right))
    fitted = Calibration(
        source=SOURCE.name,
        questions=len(rows),
        intercept=round(float(model.intercept_[0]), 4),
        weights=tuple(round(float(weight), 4) for weight in model.coef_[0]),
    )
    TARGET.write_text(fitted.model_dump_json(indent=2) + "\n", "utf-8")
    print(fitted.model_dump_json())


if __name__ == "__main__":
    main()
