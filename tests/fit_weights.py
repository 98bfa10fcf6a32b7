"""Fit the weights of the ranking to what judges said: python -m tests.fit_weights [--report]

tests/judged holds invented episodes with bare bullets, and beside each the verdicts: bullet, question, answer, and the
criteria of a good card that the judge found not met, a line a verdict, separated by tabs. The criteria are: 1
well-formed, 2 self-contained, 3 one target, 4 the answer fits, 5 faithful, 6 keeps the point, 7 no leak, 8 needs
recall, 9 only one right answer, 10 short and worth knowing. A card passes with all of 1-5, 7 and 10, and at most one of
6, 8, 9 not met.

Verdicts on cards that the writer does not propose any more are passed over. tests/judged/foreseen.tsv holds what a
teacher foresees of proposals, judged or not (tests/teach.py): it knows words that no judged card has, and its knowledge
passes into the weights of the words here. tests/judged/bullets.tsv holds what editors said of bullets: S whole
sentences, L a sentence under a label, T words left out, F no sentence. Of each sentence one is made that leaves an
article or a form of *be* out, since notes do. Both fits are logistic regressions with a penalty on large weights; the
cards are fitted to what is thought of their bullets by weights that have not seen those. --report fits without each
episode (each fifth of the bullets) in turn and tells how the cards chosen for it fare.
"""

import functools
import hashlib
import json
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from flashcards.chapters import load_chapters
from flashcards.model import Episode
from flashcards.questions import LIKELY, QUESTION_LIKED, decide
from flashcards.questions.complete import look
from flashcards.questions.grammar import Line
from flashcards.questions.pieces import split_bullet
from flashcards.questions.ranking import WORDS, see
from flashcards.questions.sentences import read_sentences
from flashcards.questions.shapes import CLOZE, COMPLETE, name_completeness
from flashcards.questions.weights import foresee
from flashcards.questions.words import may_stand_bare

JUDGED = Path(__file__).with_name("judged")
WEIGHTS = Path(__file__).parent.parent / "flashcards" / "questions"
CARDS_PENALTY = 18.0
BULLETS_PENALTY = 10.0
MADE_COUNTS = 0.3  # what a bullet that was made counts, to one that was found
FOLDS = 5
CARDS_FEWEST = 3  # cards that have a sight, for it to get a weight
WORDS_FEWEST = 20  # and a word
BULLETS_FEWEST = 12


class Row(NamedTuple):
    """A proposal: what it looks like, the share of its judges who pass it, and what share a teacher foresees.

    One of the two may be lacking; then it is below 0.
    """

    episode: str
    bullet: int
    sights: set[str]
    passed: float
    foreseen: float
    cloze: bool

    @property
    def wanted(self) -> float:
        """What the fit should say of it: the mean of both, since a judge says yes or no, and a teacher may be wrong."""
        told = [share for share in (self.passed, self.foreseen) if share >= 0]
        return sum(told) / len(told)


def passes(unmet: Sequence[int]) -> bool:
    """Whether a card passes of which these criteria are not met."""
    return not {1, 2, 3, 4, 5, 7, 10} & set(unmet) and len({6, 8, 9} & set(unmet)) <= 1


class Example(NamedTuple):
    """A bullet that an editor judged, or one made of it: what it looks like, and whether it is whole sentences."""

    bullet: str
    sights: set[str]
    whole: bool
    made: bool = False


def load_verdicts(episode: str) -> dict[tuple[str, str, str], list[list[int]]]:
    """What each judge found not met, by bullet, question and answer. `episode` is the name of its file."""
    verdicts: dict[tuple[str, str, str], list[list[int]]] = defaultdict(list)
    for line in (JUDGED / f"{episode}.tsv").read_text(encoding="utf-8").splitlines():
        text, question, answer, unmet = line.split("\t")
        verdicts[text, question, answer].append([int(number) for number in unmet.split(",") if number])
    return verdicts


def name_proposal(bullet: str, question: str, answer: str) -> str:
    """The name of a proposal in foreseen.tsv."""
    return hashlib.sha256("\t".join((bullet, question, answer)).encode()).hexdigest()[:12]


def load_rows() -> list[Row]:
    """Every proposal that the writer still makes and that was judged, or of which the teacher foresees something."""
    rows: list[Row] = []
    lines = (JUDGED / "foreseen.tsv").read_text(encoding="utf-8").splitlines()
    foreseen = {name: float(share) for name, share in (line.split("\t") for line in lines)}
    examples = load_examples()
    paths = sorted(JUDGED.glob("*.yaml"))
    for fold in range(FOLDS):
        episodes = {path.stem: load_chapters(path) for path in paths[fold::FOLDS]}
        own = {
            bullet.text for episode in episodes.values() for chapter in episode.chapters for bullet in chapter.bullets
        }
        weights = fit_examples([example for example in examples if example.bullet not in own])
        shares = {
            example.bullet: foresee(weights, example.sights)
            for example in examples
            if example.bullet in own and not example.made
        }
        for name, episode in episodes.items():
            rows += _load_episode(name, episode, shares, foreseen)
    return rows


def _load_episode(
    name: str, episode: Episode, shares: Mapping[str, float], foreseen: Mapping[str, float]
) -> Iterator[Row]:
    verdicts = load_verdicts(name)
    for bullet, chapter, _, _, trials in decide(episode):
        for card, fault, _ in trials:
            told = verdicts.get((bullet.text, card.question, card.answer))
            taught = foreseen.get(name_proposal(bullet.text, card.question, card.answer), -1.0)
            if (told or taught >= 0) and not fault:
                seen = see(card, bullet.text, chapter.title, episode.title)
                sights = {sight for sight in seen if not sight.startswith("complete=")}
                sights.add(name_completeness(shares[bullet.text]))
                passed = sum(map(passes, told)) / len(told) if told else -1.0
                yield Row(name, bullet.line, sights, passed, taught, card.shape == CLOZE)


@functools.cache
def load_examples() -> list[Example]:
    """How every bullet that an editor judged looks, and what a note taker might make of it."""
    lines = (JUDGED / "bullets.tsv").read_text(encoding="utf-8").splitlines()
    told = [(text, letter in "SL") for text, letter in (line.split("\t") for line in lines)]
    read = _read([text for text, _ in told])
    examples = [Example(text, look(text, lines), whole) for (text, whole), lines in zip(told, read, strict=True)]
    shortened = [(text, _shorten(text, lines)) for (text, whole), lines in zip(told, read, strict=True) if whole]
    made = [(text, short) for text, short in shortened if short]
    read = _read([short for _, short in made])
    examples += [
        Example(text, look(short, lines), whole=False, made=True)
        for (text, short), lines in zip(made, read, strict=True)
    ]
    return examples


def _read(texts: Sequence[str]) -> list[list[Line]]:
    cut = [split_bullet(text) for text in texts]
    sentences = iter(read_sentences([piece.text for pieces in cut for piece in pieces], ""))
    return [[next(sentences).line for _ in pieces] for pieces in cut]


def _shorten(text: str, lines: Sequence[Line]) -> str:
    """A bullet without one of the small words that notes leave out; empty where it has none."""
    found = []
    for line in lines:
        start = text.find(line.text)
        for token in line.tokens:
            noun = line.tokens[token.head]
            article = token.dep == "det" and token.lower in ("a", "an", "the") and noun.tag == "NN"
            be = token.lower in ("is", "are", "was", "were") and token.dep in ("ROOT", "aux", "auxpass")
            if start >= 0 and ((article and not may_stand_bare(noun.text)) or be):
                found.append((start + token.start, start + token.end))
    if not found:
        return ""
    first, last = found[zlib.crc32(text.encode()) % len(found)]
    short = text[:first] + text[last:].lstrip()
    return short[:1].upper() + short[1:] if first == 0 else short


def fit(
    seen: Sequence[set[str]], passed: Sequence[float], counts_for: Sequence[float], penalty: float, fewest: int
) -> dict[str, float]:
    """The weight of each sight, by Newton's method."""
    counts: dict[str, int] = defaultdict(int)
    for sights in seen:
        for sight in sights:
            counts[sight] += 1
    names = sorted(name for name, count in counts.items() if count >= fewest)
    column = {name: at for at, name in enumerate(names, 1)}
    table = np.zeros((len(seen), len(names) + 1))
    table[:, 0] = 1
    for at, sights in enumerate(seen):
        table[at, [column[sight] for sight in sights if sight in column]] = 1
    wanted, share = np.array(passed), np.array(counts_for)
    penalties = np.full(table.shape[1], penalty)
    penalties[0] = 0
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        told = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (share * (told - wanted)) + penalties * weights
        curve = (table.T * (share * told * (1 - told))) @ table + np.diag(penalties)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-3:  # the error is of the order of its square
            break
    return {"": float(weights[0])} | {name: float(weights[at]) for name, at in column.items()}


def fit_examples(examples: Sequence[Example]) -> dict[str, float]:
    """What speaks for whole sentences."""
    sights, wholes = [example.sights for example in examples], [float(example.whole) for example in examples]
    counts_for = [MADE_COUNTS if example.made else 1 for example in examples]
    return fit(sights, wholes, counts_for, BULLETS_PENALTY, BULLETS_FEWEST)


def fit_rows(rows: Sequence[Row]) -> dict[str, float]:
    """What speaks for a card that passes. A rare word speaks for nothing."""
    counts = Counter(sight for row in rows for sight in row.sights if sight.startswith(WORDS))
    sights = [
        {sight for sight in row.sights if not sight.startswith(WORDS) or counts[sight] >= WORDS_FEWEST} for row in rows
    ]
    return fit(sights, [row.wanted for row in rows], [1] * len(rows), CARDS_PENALTY, CARDS_FEWEST)


def report(rows: Sequence[Row]) -> None:
    """Print how cards chosen for an episode fare by weights that have not seen it."""
    chosen: list[tuple[Row, float]] = []
    bullets = {(row.episode, row.bullet) for row in rows}
    for episode in sorted({row.episode for row in rows}):
        weights = fit_rows([row for row in rows if row.episode != episode])
        best: dict[int, tuple[float, Row, float]] = {}
        for row in (row for row in rows if row.episode == episode and row.passed >= 0):
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


def report_examples(examples: Sequence[Example]) -> None:
    """Print how well bullets are told from notes by weights that have not seen them."""
    shares: list[tuple[float, Example]] = []
    for fold in range(FOLDS):
        own = {example.bullet for example in examples if zlib.crc32(example.bullet.encode()) % FOLDS == fold}
        weights = fit_examples([example for example in examples if example.bullet not in own])
        shares += [(foresee(weights, example.sights), example) for example in examples if example.bullet in own]
    real = [(share, example.whole) for share, example in shares if not example.made]
    sure = [whole for share, whole in real if share >= COMPLETE]
    fooled = sum(share >= COMPLETE for share, example in shares if example.made) / sum(e.made for _, e in shares)
    print(f"{len(real)} bullets, {len(sure) / len(real):.0%} taken for whole, {sum(sure) / len(sure):.1%} rightly")
    print(f"{fooled:.0%} of those with a word left out taken for whole")


def write(name: str, weights: dict[str, float]) -> None:
    told = {sight: round(weight, 2) for sight, weight in sorted(weights.items())}
    kept = {sight: weight for sight, weight in told.items() if weight or not sight}
    text = json.dumps(kept, ensure_ascii=False, indent=0) + "\n"
    (WEIGHTS / f"{name}.json").write_text(text, encoding="utf-8")


def main() -> None:
    examples = load_examples()
    if "--report" in sys.argv:
        report_examples(examples)
        report(load_rows())
        return
    write("bullets", fit_examples(examples))
    write("cards", fit_rows(load_rows()))


if __name__ == "__main__":
    main()
