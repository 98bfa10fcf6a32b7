"""Fit the weights of the ranking to what judges said: python -m tests.fit_weights [--report]

tests/judged holds invented episodes with bare bullets, and beside each the verdicts: bullet, question, answer, and the
criteria of a good card that the judge found not met, a line a verdict, separated by tabs. The criteria are: 1
well-formed, 2 self-contained, 3 one target, 4 the answer fits, 5 faithful, 6 keeps the point, 7 no leak, 8 needs
recall, 9 only one right answer, 10 short and worth knowing. A card passes with all of 1-5, 7 and 10, and at most one of
6, 8, 9 not met. Verdicts on cards that the writer does not propose any more are passed over.

tests/judged/bullets.tsv holds what editors said of bullets: S whole sentences, L a sentence under a label, T words left
out, F no sentence. The reader learns from it (tests/teach.py); tests/judged/whole.tsv holds what readers think of the
bullets that they have not seen.

The fit is a logistic regression with a penalty on large weights. --report fits without each episode in turn and tells
how the cards chosen for it by their looks alone fare.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from flashcards.chapters import load_chapters
from flashcards.questions import LIKELY, QUESTION_LIKED, decide
from flashcards.questions.ranking import see
from flashcards.questions.shapes import CLOZE, Proposal, name_completeness
from flashcards.questions.weights import foresee

JUDGED = Path(__file__).with_name("judged")
WEIGHTS = Path(__file__).parent.parent / "flashcards" / "questions" / "cards.json"
PENALTY = 18.0
FEWEST = 3  # cards that have a sight, for it to get a weight


class Row(NamedTuple):
    """A proposal: what it looks like, and the share of its judges who pass it."""

    episode: str
    bullet: int
    sights: set[str]
    passed: float
    cloze: bool


def passes(unmet: Sequence[int]) -> bool:
    """Whether a card passes of which these criteria are not met."""
    return not {1, 2, 3, 4, 5, 7, 10} & set(unmet) and len({6, 8, 9} & set(unmet)) <= 1


def load_verdicts(episode: str) -> dict[tuple[str, str, str], list[list[int]]]:
    """What each judge found not met, by bullet, question and answer. `episode` is the name of its file."""
    verdicts: dict[tuple[str, str, str], list[list[int]]] = defaultdict(list)
    for line in (JUDGED / f"{episode}.tsv").read_text(encoding="utf-8").splitlines():
        text, question, answer, unmet = line.split("\t")
        verdicts[text, question, answer].append([int(number) for number in unmet.split(",") if number])
    return verdicts


def load_letters() -> list[tuple[str, bool]]:
    """Every bullet that an editor judged, and whether it is whole sentences."""
    return [(text, letter in "SL") for text, letter in _read_table("bullets")]


def load_rows() -> list[Row]:
    """Every proposal that the writer still makes and that was judged."""
    shares = {text: float(share) for text, share in _read_table("whole")}
    return [row for path in sorted(JUDGED.glob("*.yaml")) for row in _load_episode(path, shares)]


def _read_table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (JUDGED / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]


def _load_episode(path: Path, shares: Mapping[str, float]) -> Iterator[Row]:
    episode = load_chapters(path)
    verdicts = load_verdicts(path.stem)
    for bullet, chapter, _, _, trials in decide(episode, _rate_none):
        for card, fault, _ in trials:
            told = verdicts.get((bullet.text, card.question, card.answer))
            if told and not fault:
                seen = see(card, bullet.text, chapter.title, episode.title)
                sights = {sight for sight in seen if not sight.startswith("complete=")}
                sights.add(name_completeness(shares[bullet.text]))
                yield Row(path.stem, bullet.line, sights, sum(map(passes, told)) / len(told), card.shape == CLOZE)


def _rate_none(cards: Sequence[Proposal], *_: str) -> list[float]:
    return [0.0] * len(cards)


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weight of each sight, by Newton's method."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for sight in row.sights:
            counts[sight] += 1
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    column = {name: at for at, name in enumerate(names, 1)}
    table = np.zeros((len(rows), len(names) + 1))
    table[:, 0] = 1
    for at, row in enumerate(rows):
        table[at, [column[sight] for sight in row.sights if sight in column]] = 1
    wanted = np.array([row.passed for row in rows])
    penalties = np.full(table.shape[1], PENALTY)
    penalties[0] = 0
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        told = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (told - wanted) + penalties * weights
        curve = (table.T * (told * (1 - told))) @ table + np.diag(penalties)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-3:  # the error is of the order of its square
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
            rating = foresee(weights, row.sights)
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
    told = {sight: round(weight, 2) for sight, weight in sorted(fit(rows).items())}
    kept = {sight: weight for sight, weight in told.items() if weight or not sight}
    WEIGHTS.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
