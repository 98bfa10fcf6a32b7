"""The writer against its specification, questions.md, and for any words whatever."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.chapters import load_chapters
from flashcards.model import Bullet, Chapter, Episode, Wording
from flashcards.questions import Written, decide, write_cards
from flashcards.questions.shapes import BLANK, CLOZE
from flashcards.questions.words import content_words, share_a_word
from tests import fit_weights
from tests.conftest import ROOT, SHIPPED, make_episode

SPECIFICATION = Path(__file__).with_name("questions.md")


class Subject(NamedTuple):
    """One episode of the specification, and for each of its bullets the cards expected: question, answer, …"""

    episode: Episode
    expected: list[list[str]]


def read_specification() -> dict[str, Subject]:
    """Every subject: `#` its name, then `Show:`, `Guest:`; `##` a chapter; a paragraph a bullet; `>` its cards."""
    subjects: dict[str, Subject] = {}
    for part in re.split(r"^# ", SPECIFICATION.read_text(encoding="utf-8"), flags=re.MULTILINE)[2:]:
        name, *lines = filter(None, part.splitlines())
        told: dict[str, str] = {}
        chapters: list[tuple[str, list[Bullet]]] = []
        expected: list[list[str]] = []
        for number, line in enumerate(lines):
            if line.startswith("## "):
                chapters.append((line[3:], []))
            elif not chapters:
                key, _, value = line.partition(": ")
                told[key] = value
            elif line.startswith("> "):
                expected[-1] += [] if line.startswith("> No card") else [line[2:]]
            else:
                chapters[-1][1].append(Bullet(line, number))
                expected.append([])
        base = make_episode([])
        episode = replace(
            base,
            show=told["Show"],
            guest=told["Guest"],
            host=told["Host"],
            chapters=tuple(
                Chapter(title, at * 600, None, "", tuple(bullets), at) for at, (title, bullets) in enumerate(chapters)
            ),
        )
        subjects[name] = Subject(episode, expected)
    return subjects


SUBJECTS = read_specification()


def write(bullet: str, *beside: str) -> Written:
    episode = make_episode([bullet])
    chapter = replace(episode.chapters[0], summary=" ".join(beside))
    return write_cards(replace(episode, chapters=(chapter,)))


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=list(SUBJECTS))
def test_the_writer_does_as_specified(subject: Subject) -> None:
    for decision, expected in zip(decide(subject.episode), subject.expected, strict=True):
        assert [text for card in decision.cards for text in (card.question, card.answer)] == expected


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
    | {
        word
        for subject in SUBJECTS.values()
        for chapter in subject.episode.chapters
        for bullet in chapter.bullets
        for word in bullet.text.split()
    }
)


@settings(max_examples=300)
@example("$110,000 carries 1 carries =")
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join) | st.text(min_size=1))
def test_whatever_the_words_a_card_has_its_form_and_does_not_leak(bullet: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    assert [decision] == list(decide(make_episode([bullet])))
    for card, fault, rating in decision.trials:
        assert 0 < rating < 1
        if fault:
            continue
        assert content_words(card.answer)
        assert not share_a_word(card.answer, card.question)
        if card.shape == CLOZE:
            assert card.answer in bullet
            assert card.question.count(BLANK) >= 1
            visible = re.search("“(.*)”", card.question, re.DOTALL)
            assert visible
            assert visible[1].replace(BLANK, card.answer, 1) == bullet.rstrip(" .")
        else:
            assert card.question.endswith("?")
            assert re.search(r"\b(what|which|who|whom|why|how|when|where)\b", card.question, re.IGNORECASE)
        for text in (card.question, card.answer):
            assert text.count("“") == text.count("”")
            assert text.count("(") == text.count(")")


@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=16).map(" ".join))
def test_an_answer_is_in_the_words_of_its_bullet(bullet: str) -> None:
    said = set(re.findall(r"\w+", bullet.casefold()))
    for card in write(bullet).cards:
        assert set(re.findall(r"\w+", card.answer.casefold())) <= said | {"about", "you", "should", "ann", "other"}


def test_a_question_that_another_bullet_answers_is_not_asked() -> None:
    bullet = "The heat wave killed about 30% of the shallow corals"
    rival = "The heat wave killed some 45% of the shallow corals off the coast"
    (decision, _) = decide(make_episode([bullet, rival]))
    faults = {trial.fault for trial in decision.trials if trial.proposal.answer == "30%"}
    assert faults == {f"ambiguous: “{rival}” answers it as well"}


def test_the_same_bullet_twice_gives_one_card() -> None:
    bullet = "Monteverdi wrote Orfeo for the court of Mantua in 1607"
    written = write_cards(make_episode([bullet, bullet]))
    assert len({card.question for card in written.cards}) == len(written.cards)


def test_two_clauses_give_two_cards() -> None:
    written = write(
        "Kempelen built the Mechanical Turk in 1770 to impress Maria Theresa; "
        "Mycorrhizal fungi trade phosphorus and water for up to 20% of the sugars a plant makes"
    )
    assert [card.answer for card in written.cards] == ["Impress Maria Theresa", "Up to 20%"]


def test_the_guest_is_named_for_a_pronoun_in_the_present_only() -> None:
    claim = "She {} school atlases for the idea that Greenland rivals Africa"
    now, then = (next(decide(make_episode([claim.format(verb)]))) for verb in ("blames", "blamed"))
    assert all(
        "Ann Other blame" in trial.proposal.question for trial in now.trials if "does" in trial.proposal.question
    )
    assert now.trials
    assert not then.trials


def test_trials_come_with_what_won_and_what_did_not() -> None:
    (decision,) = decide(make_episode(["Banting and Best kept a dog without a pancreas alive for 70 days"]))
    (card,) = decision.cards
    won = decision.trials[0]
    assert (card.question, card.answer, card.shape) == won.proposal[:3]
    assert not won.fault
    assert len(decision.trials) > 1


def test_the_order_of_a_set_changes_no_card() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_RATINGS],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in "123"
    }
    assert len(told) == 1
    assert b"late spring" in told.pop()


_PRINT_RATINGS = """
from flashcards.questions import decide
from tests.conftest import make_episode
for decision in decide(make_episode(["Coral spawning follows the full moon of late spring"])):
    print(decision.cards, *((trial.proposal.question, trial.rating) for trial in decision.trials))
"""


def test_the_weights_are_those_that_the_judged_cards_give() -> None:
    told = json.loads(fit_weights.WEIGHTS.read_text(encoding="utf-8"))
    fitted = fit_weights.fit(fit_weights.load_rows())
    assert {name: weight for name, weight in told.items() if abs(weight - fitted.get(name, 0)) > 0.02} == {}
