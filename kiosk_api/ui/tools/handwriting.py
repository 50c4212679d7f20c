"""Writes ``public/handwriting.bin``: templates of the handwriting pad, from the strokes of hanzi-writer-data.

The strokes are Arphic's (Arphic Public License); what is written here is derived from them. Layout, little endian:
uint32 count, uint32 dimensions, uint32 bytes of text; float32 mean (512); float32 scale of each axis; int8 axes
(dimensions, 512); int8 templates (count, dimensions); the characters as UTF-8.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parents[1]
STROKES = HERE / "node_modules" / "hanzi-writer-data"
TARGET = HERE / "public" / "handwriting.bin"
GRID, DIRECTIONS, STEP, FLATTEST = 8, 8, 1 / 64, 0.25
DIMENSIONS = 96
Strokes = list[NDArray[np.float64]]


def features(strokes: Strokes) -> NDArray[np.float32]:
    """As in ``src/input/handwriting.ts``: (512,) float32 of unit length."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    extent = points.max(axis=0) - low
    sides = np.maximum(extent, FLATTEST * max(extent.max(), 1e-6))
    found = np.zeros((GRID + 2, GRID + 2, DIRECTIONS))
    for stroke in strokes:
        scaled = (stroke - low - extent / 2) / sides + 0.5
        for start, end in zip(scaled, scaled[1:], strict=False):
            _add(found, start, end)
    inner = np.sqrt(found[1:-1, 1:-1].reshape(-1))
    length = float(np.linalg.norm(inner)) or 1.0
    return np.asarray(inner / length, dtype=np.float32)


def _add(found: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]) -> None:
    """One straight piece; fields outside the grid are the rim of ``found``."""
    way = end - start
    length = float(np.hypot(*way))
    if length == 0:
        return
    pieces = max(1, round(length / STEP))
    turn = float(np.arctan2(way[1], way[0])) / (2 * np.pi) * DIRECTIONS + DIRECTIONS
    direction = int(turn)
    share = turn - direction
    places = (start + way * ((np.arange(pieces) + 0.5) / pieces)[:, None]) * GRID - 0.5
    corner = np.floor(places).astype(int)
    part = places - corner
    for across in (0, 1):
        for down in (0, 1):
            weight = np.abs(1 - across - part[:, 0]) * np.abs(1 - down - part[:, 1]) * length / pieces
            column = np.clip(corner[:, 0] + across + 1, 0, GRID + 1)
            row = np.clip(corner[:, 1] + down + 1, 0, GRID + 1)
            np.add.at(found, (row, column, direction % DIRECTIONS), weight * (1 - share))
            np.add.at(found, (row, column, (direction + 1) % DIRECTIONS), weight * share)


def gb2312() -> list[str]:
    """The 6,763 characters of GB 2312."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def strokes_of(character: str) -> Strokes | None:
    """Its medians, y downwards; None where the package has none."""
    path = STROKES / f"{character}.json"
    if not path.is_file():
        return None
    medians = json.loads(path.read_text("utf-8"))["medians"]
    return [np.array([[x, -y] for x, y in median], dtype=float) for median in medians]


def main() -> None:
    """Writes the templates unless they are there already."""
    if TARGET.is_file() and TARGET.stat().st_mtime > Path(__file__).stat().st_mtime:
        return
    known = {character: strokes for character in gb2312() if (strokes := strokes_of(character)) is not None}
    full = np.stack([features(strokes) for strokes in known.values()])
    mean = full.mean(axis=0)
    axes = np.linalg.svd(full - mean, full_matrices=False)[2][:DIMENSIONS]
    scale = np.abs(axes).max(axis=1) / 127
    packed_axes = np.round(axes / scale[:, None]).astype(np.int8)
    reduced = (full - mean) @ (packed_axes * scale[:, None]).T
    templates = np.round(reduced / np.abs(reduced).max() * 127).astype(np.int8)
    text = "".join(known).encode()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(
        struct.pack("<III", len(known), DIMENSIONS, len(text))
        + mean.astype("<f4").tobytes()
        + scale.astype("<f4").tobytes()
        + packed_axes.tobytes()
        + templates.tobytes()
        + text
    )


if __name__ == "__main__":
    main()
