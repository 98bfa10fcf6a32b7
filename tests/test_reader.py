"""The language model that tells sentences from notes and good cards from poor ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.questions.reader import LONGEST, complete, frame, passes

SENTENCES = (
    "Climate change may halve the land suitable for coffee by 2050",
    "Charles II tried to ban coffeehouses in 1675 because they bred sedition",
    "Brazil grows about a third of the world's coffee",
    "Never prune a cherry in winter",
)
NOTES = (
    "The long shadow of the 1953 flood",
    "Chamfered top edges and a drain hole",
    "Wooden balls studded with nails, before steel took over",
    "Crema: oils and gas, gone in a minute",
)
TEXTS = (*SENTENCES, *NOTES, "", "¿Qué?", "漢字", "…", "£5 ½ 3 °C", "naïve Çölde", "word " * 2 * LONGEST, "w" * 200)


def test_sentences_are_told_from_notes() -> None:
    assert min(complete(SENTENCES)) > 0.8
    assert max(complete(NOTES)) < 0.5


@settings(max_examples=5)
@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=20))
def test_what_is_read_beside_a_text_changes_nothing(texts: list[str]) -> None:
    assert complete(texts) == [complete([text])[0] for text in texts]


@settings(max_examples=20)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_read(first: str, second: str) -> None:
    told = [*complete([first, second]), *passes([(first, second)])]
    assert all(0 <= share <= 1 for share in told)


@pytest.mark.parametrize(
    ("good", "poor"),
    [
        (
            ("Which country grows about a third of the world's coffee?", "Brazil"),
            ("Who grows about a third of it?", "Brazil"),
        ),
        (
            ("In which year did a fire destroy the Crystal Palace?", "1936"),
            ("Complete the claim: “____ destroyed the palace”", "A fire"),
        ),
    ],
)
def test_good_cards_are_told_from_poor_ones(good: tuple[str, str], poor: tuple[str, str]) -> None:
    likely, unlikely = passes([frame(*card, "The first chapter", "An episode") for card in (good, poor)])
    assert likely > unlikely
