"""The writer against its specification, questions.md, and for any words whatever."""

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.chapters import load_chapters
from flashcards.model import Bullet, Wording
from flashcards.questions import Written, decide, write_cards
from flashcards.questions.recall import BLANK
from flashcards.questions.words import content_words, share_a_word
from tests.conftest import SHIPPED, make_episode

SPECIFICATION = Path(__file__).with_name("questions.md")


class Entry(NamedTuple):
    title: str
    beside: list[str]
    bullet: str
    expected: list[str]


def read_specification() -> list[Entry]:
    entries = []
    for part in SPECIFICATION.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *lines = filter(None, part.splitlines())
        beside = [line.removeprefix("Beside: ") for line in lines if line.startswith("Beside: ")]
        expected = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
        (bullet,) = (line for line in lines if not line.startswith(("Beside: ", "> ")))
        entries.append(Entry(title, beside, bullet, [] if "No card" in expected else expected))
    return entries


def write(bullet: str, *beside: str) -> Written:
    episode = make_episode([bullet])
    chapter = replace(episode.chapters[0], summary=" ".join(beside))
    return write_cards(replace(episode, chapters=(chapter,)))


@pytest.mark.parametrize("entry", read_specification(), ids=lambda entry: entry.title)
def test_the_writer_does_as_specified(entry: Entry) -> None:
    written = write(entry.bullet, *entry.beside)
    assert [text for card in written.cards for text in (card.question, card.answer)] == entry.expected
    assert [left.bullet.text for left in written.left] == ([] if entry.expected else [entry.bullet])


def test_cards_of_the_person_always_win() -> None:
    own = Bullet("RL could teach project completion", 1, cards=(Wording("Mine?", "Yes", 2), Wording("Also?", "Yes", 4)))
    written = write_cards(make_episode([own]))
    assert [(card.question, card.shape, card.line) for card in written.cards] == [
        ("Mine?", "authored", 2),
        ("Also?", "authored", 4),
    ]


def test_a_skipped_bullet_is_left_without_a_reason() -> None:
    (left,) = write_cards(make_episode([Bullet("Thanks to our sponsor", 1, skip=True)])).left
    assert left.why == ""


WORDS = sorted(
    {word for chapter in load_chapters(SHIPPED).chapters for bullet in chapter.bullets for word in bullet.text.split()}
    | {word for entry in read_specification() for word in entry.bullet.split()}
)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join) | st.text(min_size=1))
def test_whatever_the_words_a_card_has_its_form_and_does_not_leak(bullet: str) -> None:
    written = write(bullet)
    assert written == write(bullet)
    assert len(written.cards) + len(written.left) == 1
    for card in written.cards:
        assert card.answer.casefold() in bullet.casefold()
        assert content_words(card.answer)
        assert not share_a_word(card.answer, card.question)
        if card.shape == "recall":
            filled = (
                card.question.removeprefix("Complete the claim: “").removesuffix("”").replace(BLANK, card.answer, 1)
            )
            assert filled == bullet.rstrip(".")
        else:
            assert card.question.endswith("?")
            assert card.question.count("?") == 1
            assert re.search(r"\b(what|which|why|how many)\b", card.question, re.IGNORECASE)


def test_a_question_that_another_bullet_answers_is_not_asked() -> None:
    bullet, rival = "About 30% of a roasted bean can dissolve", "Some 45% of a roasted bean can dissolve in vinegar"
    (decision, _) = decide(make_episode([bullet, rival]))
    assert [trial.fault for trial in decision.tried][:1] == [f"ambiguous: “{rival}” answers it as well"]
    assert not decision.cards


def test_the_same_bullet_twice_gives_one_card() -> None:
    bullet = "Grinding too fine may lower extraction, because clogged patches force the water through a few open paths"
    episode = make_episode([bullet, Bullet("Mine", 9, cards=(Wording("What is mine?", "Mine", 9),)), bullet])
    written = write_cards(episode)
    assert [card.shape for card in written.cards].count("authored") == 1
    assert len({card.question for card in written.cards}) == len(written.cards)


def test_a_decision_ends_with_the_trial_that_won_and_offers_the_others() -> None:
    (decision,) = decide(
        make_episode(["About 30% of a roasted bean can dissolve, yet the sweet spot is usually 18–22%"])
    )
    (card,) = decision.cards
    assert (card.question, card.answer, card.shape) == decision.tried[-1].proposal
    assert not decision.tried[-1].fault
    others = list(decision.others)
    assert {trial.proposal.answer for trial in others} > {"18–22%"}
    assert not {trial.proposal for trial in others} & {trial.proposal for trial in decision.tried}
