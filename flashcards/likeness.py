"""How alike two claims are, and which of many is the likeliest rewording of another. Pure; near-linear in their number.

A claim is seen as its words and the pairs that neighbours make. Those that few claims have count most. Only claims that
share a rare word or pair are compared at all.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

MOST_COMPARED = 30
PAIR = 0.4  # what a pair of words counts beside a word as rare
_WORD = re.compile(r"\w+(?:['’]\w+)*")


class Likeness(NamedTuple):
    """How alike an old and a new claim are, from 0 (no word in common) to 1 (the same words in the same order)."""

    score: float
    old: int
    new: int


def see_features(claim: str) -> Counter[str]:
    """What a claim is compared by: its words, pairs of neighbours, and single letters of scripts without spaces."""
    words: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", claim).casefold()):
        # Between the letters of Chinese, Japanese and Thai stand no spaces: each counts as a word.
        parts = list(word) if any("\u0e00" <= letter <= "\u0eff" or letter >= "\u2e80" for letter in word) else [word]
        words += parts
    features = Counter(words)
    features.update(f"{one} {two}" for one, two in pairwise(words))
    return features


def compare_claims(old: Sequence[str], new: Sequence[str], known: Mapping[str, int]) -> Iterator[Likeness]:
    """Every pair of an old and a new claim that has something in common, each with its likeness.

    `known` tells in how many claims of the whole episode each feature stands; a feature that it lacks counts as rare.
    """
    seen_old = [see_features(claim) for claim in old]
    total = max(known.values(), default=0) + len(old) + 1
    weights: dict[str, float] = {}

    def weigh(feature: str) -> float:
        if feature not in weights:
            weights[feature] = math.log1p(total / (1 + known.get(feature, 0))) * (PAIR if " " in feature else 1)
        return weights[feature]

    places: dict[str, list[int]] = defaultdict(list)
    for at, features in enumerate(seen_old):
        for feature in features:
            places[feature].append(at)
    sizes = [sum(weigh(feature) * count for feature, count in features.items()) for features in seen_old]
    for number, claim in enumerate(new):
        features = see_features(claim)
        size = sum(weigh(feature) * count for feature, count in features.items())
        compared: set[int] = set()
        for feature in sorted(features, key=lambda feature: (len(places.get(feature, ())), feature)):
            if len(compared) >= MOST_COMPARED:
                break
            compared.update(places.get(feature, ())[:MOST_COMPARED])
        for at in compared:
            common = sum(weigh(feature) * min(count, seen_old[at][feature]) for feature, count in features.items())
            if common:
                yield Likeness(2 * common / (size + sizes[at]), at, number)


def count_features(claims: Sequence[str]) -> Counter[str]:
    """In how many of the claims each feature stands."""
    found: Counter[str] = Counter()
    for claim in claims:
        found.update(see_features(claim).keys())
    return found
