"""What was learned from judges' verdicts: how much each sight of a card weighs, and how likely it passes by them."""

import functools
import json
import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from importlib.resources import files


def weigh(sights: AbstractSet[str]) -> float:
    """The share of judges who would pass a card that looks so, from 0 to 1."""
    return foresee(_weights(), sights)


def foresee(weights: Mapping[str, float], sights: AbstractSet[str]) -> float:
    """The share that would pass, by these weights. The one without a name counts for every card."""
    # fsum, since a set has another order in each run of Python, and a plain sum another last digit in each order.
    told = math.fsum(weights.get(sight, 0.0) for sight in sights)
    return 1 / (1 + math.exp(-weights[""] - told))


@functools.cache
def _weights() -> dict[str, float]:
    found = json.loads((files("flashcards.questions") / "cards.json").read_text(encoding="utf-8"))
    return {str(name): float(weight) for name, weight in found.items()}
