"""Fit the weights of the ranking to what judges said: python -m tests.fit_weights [--report]

tests/judged holds invented episodes with bare bullets, and beside each the verdicts: bullet, question, answer, and the
criteria of a good card that the judge found not met, a line a verdict, separated by tabs. The criteria are:
1 well-formed, 2 self-contained, 3 one target, 4 the answer fits, 5 faithful, 6 keeps the point, 7 no leak, 8 needs
recall, 9 only one right answer, 10 short and worth knowing. A card passes with all
of 1-5, 7 and 10, and at most one of 6, 8, 9 not met.

Verdicts on cards that the writer does not propose any more are passed over. The fit is a logistic regression with a
penalty on large weights. --report fits without each episode in turn and tells how the cards chosen for it fare.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from flashcards.chapters import load_chapters
from flashcards.questions import LIKELY, QUESTION_LIKED, decide
from flashcards.questions.ranking import see
from flashcards.questions.shapes import CLOZE

JUDGED = Path(__file__).with_name("judged")
WEIGHTS = Path(__file__).parent.parent / "flashcards" / "questions" / "weights.json"
PENALTY = 18.0
FEWEST = 3  # judged cards that have a sight, for it to get a weight


class Row(NamedTuple):
    """A proposal that was judged: what it looks like, and the share of its judges who pass it."""

    episode: str
    bullet: int
    sights: set[str]
    passed: float
    cloze: bool


def passes(unmet: Sequence[int]) -> bool:
    """Whether a card passes of which these criteria are not met."""
    return not {1, 2, 3, 4, 5, 7, 10} & set(unmet) and len({6, 8, 9} & set(unmet)) <= 1


def load_rows() -> list[Row]:
    """Every judged proposal that the writer still makes."""
    rows = []
    for path in sorted(JUDGED.glob("*.yaml")):
        verdicts: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
        for line in path.with_suffix(".tsv").read_text(encoding="utf-8").splitlines():
            bullet, question, answer, unmet = line.split("\t")
            verdicts[bullet, question, answer].append(passes([int(number) for number in unmet.split(",") if number]))
        for decision in decide(load_chapters(path)):
            for card, fault, _ in decision.trials:
                told = verdicts.get((decision.bullet.text, card.question, card.answer))
                if told and not fault:
                    sights = see(card, decision.bullet.text, decision.chapter.title)
                    share = sum(told) / len(told)
                    rows.append(Row(path.stem, decision.bullet.line, sights, share, card.shape == CLOZE))
    return rows


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weight of each sight, by Newton's method."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for sight in row.sights:
            counts[sight] += 1
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    column = {name: at for at, name in enumerate(names, 1)}
    seen = np.zeros((len(rows), len(names) + 1))
    seen[:, 0] = 1
    for at, row in enumerate(rows):
        seen[at, [column[sight] for sight in row.sights if sight in column]] = 1
    passed = np.array([row.passed for row in rows])
    penalty = np.full(seen.shape[1], PENALTY)
    penalty[0] = 0
    weights = np.zeros(seen.shape[1])
    for _ in range(50):
        told = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (told - passed) + penalty * weights
        curve = (seen.T * (told * (1 - told))) @ seen + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return {"": float(weights[0])} | {name: float(weights[at]) for name, at in column.items()}


def report(rows: Sequence[Row]) -> None:
    """Print how cards chosen for an episode fare by weights that have not seen it."""
    chosen: list[tuple[Row, float]] = []
    bullets = {(row.episode, row.bullet) for row in rows}
    for episode in sorted({row.episode for row in rows}):
        weights = fit([row for row in rows if row.episode != episode])
        best: dict[int, tuple[float, Row, float]] = {}
        for row in (row for row in rows if row.episode == episode):
            rating = 1 / (1 + np.exp(-weights[""] - sum(weights.get(sight, 0) for sight in row.sights)))
            worth = rating + QUESTION_LIKED * (not row.cloze)
            if rating >= LIKELY and worth > best.get(row.bullet, (0,))[0]:
                best[row.bullet] = worth, row, rating
        chosen += [(row, rating) for _, row, rating in best.values()]
    passed = sum(row.passed for row, _ in chosen) / len(chosen)
    asked = sum(not row.cloze for row, _ in chosen) / len(chosen)
    expected = sum(rating for _, rating in chosen) / len(chosen)
    print(f"{len(rows)} judged cards of {len(bullets)} bullets")
    print(f"{len(chosen)} chosen, {passed:.1%} passed ({expected:.1%} foreseen), {asked:.0%} real questions")


def main() -> None:
    rows = load_rows()
    if "--report" in sys.argv:
        report(rows)
        return
    told = {name: round(weight, 2) for name, weight in sorted(fit(rows).items())}
    kept = {name: weight for name, weight in told.items() if weight or not name}
    WEIGHTS.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
