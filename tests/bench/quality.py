"""``make bench-quality``: how good the answers are, on held-out districts, beside plain peers in the same run.

Prints counts and figures only, never a held-out question. ``--dev`` runs on the development district and lists misses.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kiosk_api.assistant import Assistant, NoAssistant, RasaAssistant
from kiosk_api.bands import Bands
from kiosk_api.coverage.metrics import bootstrap_interval
from kiosk_api.coverage.variants import VARIANTS, variant
from kiosk_api.settings import Settings
from search_index.embedding.build import build_model
from search_index.embedding.embedder import PLAIN_MODEL, open_embedder
from tests.bench.districts import District, development, held_out
from tests.bench.labelled import first_right, of_set
from tests.bench.peers import ours, peers
from tests.bench.plots import draw
from tests.bench.retrieval import Ranks, calibration_error, figures, run
from tests.bench.turns import RIGHT, ask, shares

REPORT = Path("var/bench/quality.json")
EVERY = 3
"""One colloquial question in so many is asked in its distorted forms."""


def retrieval(districts: Sequence[District], *, with_peers: bool) -> dict[str, Ranks]:
    """Every system's ranks over all districts together; prints a table a district and one of all."""
    settings = Settings()
    build_model(settings.models_dir / PLAIN_MODEL)
    plain = open_embedder(PLAIN_MODEL, settings.models_dir, 2)
    total: dict[str, Ranks] = {}
    for district in districts:
        content = district.index.content
        systems = {"gongkai": ours(district.index), **(peers(content, plain) if with_peers else {})}
        found = {name: run(rank, content, district.questions) for name, rank in systems.items()}
        show(
            f"{district.name}: {len(content.records)} records, {dict(Counter(q.set for q in district.questions))}",
            found,
        )
        for name, ranks in found.items():
            total[name] = total[name].joined(ranks) if name in total else ranks
    if len(districts) > 1:
        show("all districts", total)
    return total


def show(title: str, systems: dict[str, Ranks]) -> None:
    """One markdown table, a row a system."""
    tables = {name: figures(ranks) for name, ranks in systems.items()}
    names = list(next(iter(tables.values())))
    print(f"\n{title}\n\n| system | {' | '.join(names)} | p50 / p95 ms |\n|---|{'---|' * (len(names) + 1)}")
    for system, table in tables.items():
        p50, p95 = np.percentile(systems[system].milliseconds, [50, 95])
        print(f"| {system} | {' | '.join(str(table[name]) for name in names)} | {p50:.1f} / {p95:.1f} |", flush=True)


def bands(ranks: Ranks) -> None:
    """What the confidence bands make of it, and how honest the probability is."""
    limits = Bands()
    sure = ranks.inside >= limits.answer
    right = np.array([place == 0 for place in ranks.places])
    offered = (ranks.inside >= limits.clarify) & ~sure
    among = np.array([place is not None and place < 3 for place in ranks.places])
    print(
        f"\nat the operating point ({limits.answer} / {limits.clarify}): answered {np.mean(sure):.3f}, "
        f"right when answered {np.mean(right[sure]):.3f}, right or among the options "
        f"{np.mean((right & sure) | (among & offered)):.3f}, "
        f"false answers: near miss {np.mean(ranks.near_miss >= limits.answer):.3f}, "
        f"off topic {np.mean(ranks.off_topic >= limits.answer):.3f}"
    )
    error, mean, high = calibration_error(ranks)
    print(f"ECE {error:.3f}; a perfectly calibrated system with these scores: {mean:.3f}, 95 % below {high:.3f}")


def robustness(districts: Sequence[District]) -> dict[str, dict[str, float]]:
    """recall@1 of every third colloquial question as asked and in each distorted form."""
    print("\n| variant | questions | recall@1 as asked | recall@1 distorted |\n|---|---|---|---|")
    found: dict[str, dict[str, float]] = {}
    for kind in VARIANTS:
        pairs: list[tuple[bool, bool]] = []
        for district in districts:
            rank = ours(district.index)
            for labelled in of_set(district.questions, "colloquial")[::EVERY]:
                distorted = variant(kind, labelled.question)
                if distorted is not None:
                    places = (rank(text)[0] for text in (labelled.question, distorted))
                    plain, bent = (first_right(district.index.content, ids, labelled) == 0 for ids in places)
                    pairs.append((plain, bent))
        plain, bent = np.mean(pairs, axis=0) if pairs else (np.nan, np.nan)
        found[kind] = {"questions": len(pairs), "as asked": float(plain), "distorted": float(bent)}
        print(f"| {kind} | {len(pairs)} | {plain:.3f} | {bent:.3f} |", flush=True)
    return found


async def turns(districts: Sequence[District], assistant: Assistant, *, list_misses: bool) -> dict[str, float]:
    """Whole turns, by set, over all districts together."""
    found: dict[str, list[bool]] = {}
    for district in districts:
        content = district.index.content
        said = await ask(district.index, assistant, district.questions)
        for name, values in shares(said, content).items():
            found.setdefault(name, []).extend(values)
        for one in said if list_misses else ():
            if not RIGHT[one.labelled.set](one, content):
                print(
                    one.labelled.set,
                    one.labelled.context,
                    one.labelled.question,
                    sorted(one.labelled.expected)[:3],
                    one.labelled.aspects,
                    one.labelled.conditions,
                    one.labelled.count,
                    one.labelled.says,
                    "→",
                    one.answer.status,
                    [str(a) for a in one.state.aspects],
                    [item.title for item in one.answer.items][:2],
                    one.answer.listing and (one.answer.listing.filter, one.answer.listing.total),
                )
    for name, values in found.items():
        low, high = bootstrap_interval(np.array(values, dtype=float))
        print(f"| {name} | {len(values)} | {np.mean(values):.3f} [{low:.2f}–{high:.2f}] |", flush=True)
    return {name: float(np.mean(values)) for name, values in found.items()}


async def assistants() -> dict[str, Assistant]:
    """Direct, and by the assistant where one is running."""
    settings = Settings()
    found: dict[str, Assistant] = {"direct": NoAssistant()}
    rasa = RasaAssistant(settings.rasa_url, settings.rasa_deadline)
    if await rasa.ready():
        found["assistant"] = rasa
    return found


async def main() -> None:
    """Runs everything and writes the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the development district, with its misses listed")
    parser.add_argument("--no-peers", action="store_true")
    arguments = parser.parse_args()
    districts = development() if arguments.dev else held_out()
    total = retrieval(districts, with_peers=not arguments.no_peers)
    bands(total["gongkai"])
    if not arguments.dev:
        draw(total["gongkai"])
    report: dict[str, object] = {
        name: {figure: vars_of(value) for figure, value in figures(ranks).items()} for name, ranks in total.items()
    }
    report["robustness"] = robustness(districts)
    for name, assistant in (await assistants()).items():
        print(f"\nwhole turns, {name}\n\n| set | questions | right |\n|---|---|---|")
        report[f"turns {name}"] = await turns(districts, assistant, list_misses=arguments.dev)
        await assistant.close()
    write(report)


def write(report: dict[str, object]) -> None:
    """The figures as JSON."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=2), "utf-8")


def vars_of(figure: object) -> list[float]:
    """Value and interval."""
    return [round(getattr(figure, name), 4) for name in ("value", "low", "high")]


if __name__ == "__main__":
    asyncio.run(main())
