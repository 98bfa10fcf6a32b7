"""What the gate lets through of a stranger's cards, and what not."""

from dataclasses import replace

import pytest

from flashcards.chapters import load_chapters
from flashcards.gate import Gate, Proposal
from flashcards.model import Bullet, Chapter, Episode
from tests.conftest import SHIPPED, make_episode

BULLET = "Aspirin may cut the risk of stroke by about 20% in people over 50, but not in smokers"
GOOD = ("By about what percentage may aspirin cut the risk of stroke in people over 50?", "20%")


def episode(*bullets: str) -> Episode:
    made = make_episode(list(bullets))
    chapter = Chapter("Pills", 60, 120, "What Ann takes against strokes.", made.chapters[0].bullets, 100)
    return replace(made, chapters=(chapter,))


def judge(question: str, answer: str, bullet: str = BULLET) -> str:
    return Gate(episode(bullet, "Ibuprofen is no help against fever in horses")).judge(Proposal(0, question, answer))


def test_a_true_card_passes() -> None:
    assert judge(*GOOD) == ""
    assert judge("In whom may aspirin not cut the risk of stroke?", "Smokers") == ""


@pytest.mark.parametrize(
    ("question", "answer", "why"),
    [
        (GOOD[0], "25%", "number: “25”"),
        (GOOD[0].replace("50", "60"), "20%", "number: “60”"),
        (GOOD[0].replace("aspirin", "Plavix"), "20%", "invented: “plavix”"),
        (GOOD[0].replace("in people", "by thinning the blood in people"), "20%", "invented: “thinning”"),
        (GOOD[0].replace("may aspirin cut", "does aspirin cut"), "20%", "lost: the note says “may”"),
        (GOOD[0].replace("By about what", "By what"), "20%", "lost: the note says “about”"),
        ("In whom does aspirin cut the risk of stroke?", "Smokers", "lost: the note says “not”"),
        (GOOD[0].replace("may aspirin", "may only aspirin"), "20%", "force: the note does not say “only”"),
        ("What may aspirin cut by about 20% in people over 50?", "The risk of death", "answer: “death”"),
        ("What may cut the risk of stroke by about 20% in people over 50?", "<b>Aspirin</b>", "markup: “<”"),
        ("What may cut the risk of stroke by about 20% in people over 50?", "Aspirin\x1b[2J", "it has"),
        ("Aspirin may cut the risk of stroke by about ____ in people over 50", "20%", "form: the question"),
        ("What may cut the risk of stroke by about 20% in people over 50?", "…", "empty: the answer"),
        ("What may cut the risk of stroke by about 20% in people over 50?", "Aspirin\u202e", "it has"),
        ("Aspirin may cut the risk of stroke by about 20%?", "Aspirin", "form: no word asks"),
        ("May aspirin cut the risk of stroke in people over 50?", "About 20%", "yes or no"),
        (
            "By about what percentage may it cut the risk of stroke in people over 50?",
            "20%",
            "pronoun: “it” is not on the card",
        ),
        ("By about what percentage may aspirin cut the 20% risk of stroke in people over 50?", "20%", "leak: “20%”"),
        ("Why may aspirin cut the risk of stroke in people over 50?", "By about 20%", "reason: the note gives none"),
    ],
)
def test_what_is_not_true_to_the_bullet_is_refused(question: str, answer: str, why: str) -> None:
    bullet = BULLET.replace("by about 20% in", "about 20% in") if why.startswith("reason") else BULLET
    assert why in judge(question, answer, bullet)


def test_a_negation_that_the_bullet_has_not_is_refused() -> None:
    bullet = "Aspirin cuts the risk of stroke in people over 50"
    assert "turned: the note does not say “not”" in judge("In whom does aspirin not cut the risk?", "People", bullet)


def test_attribution_is_kept() -> None:
    bullet = "Ann thinks aspirin will replace statins within ten years"
    assert "lost: the note says “thinks”" in judge("What will aspirin replace within ten years?", "Statins", bullet)
    assert judge("What does Ann think aspirin will replace within ten years?", "Statins", bullet) == ""


def test_short_forms_may_be_written_out() -> None:
    bullet = "govt pays approx 30 min of temp work, 18 g built in"
    assert judge("For about how many minutes of temporary work does the government pay?", "30", bullet) == ""
    assert judge("How many grams are built in to the temp work?", "18", bullet) == ""


def test_a_bullet_that_points_may_be_asked_about_with_the_words_around_it() -> None:
    gate = Gate(episode("Jenner tried cowpox on James Phipps in 1796", "He then sent it to the Royal Society"))
    assert gate.judge(Proposal(1, "To whom did Jenner then send the cowpox?", "The Royal Society")) == ""


def test_two_cards_do_not_ask_the_same() -> None:
    gate = Gate(episode(BULLET))
    assert gate.judge(Proposal(0, *GOOD)) == ""
    assert "duplicate" in gate.judge(Proposal(0, GOOD[0].replace("By about", "About"), "20%"))


def test_a_question_that_another_bullet_answers_is_refused() -> None:
    gate = Gate(episode("Aspirin cuts the risk of stroke by 20%", "Statins cut the risk of stroke by 30%, less in men"))
    question = "The risk of stroke is cut by what percentage?"
    assert "ambiguous: the note “Statins" in gate.judge(Proposal(0, question, "20%"))


def test_three_cards_of_a_bullet_are_enough() -> None:
    bullet = Bullet("Rome fell in 476, Constantinople in 1453, Granada in 1492 and Vienna never", 1)
    gate = Gate(make_episode([bullet]))
    years = {"Rome": "476", "Constantinople": "1453", "Granada": "1492"}
    assert [
        gate.judge(Proposal(0, f"In which year did the city of {city} fall?", year)) for city, year in years.items()
    ] == [""] * 3
    assert "too many" in gate.judge(Proposal(0, "Which of the cities never did fall?", "Vienna"))


def test_the_cards_of_the_shipped_episode_pass() -> None:
    shipped = load_chapters(SHIPPED)
    bullets = [bullet for chapter in shipped.chapters for bullet in chapter.bullets]
    gate = Gate(shipped, frozenset(range(len(bullets))))
    cards = [(number, card) for number, bullet in enumerate(bullets) for card in bullet.cards]
    refused = [why for number, card in cards if (why := gate.judge(Proposal(number, card.question, card.answer)))]
    assert not refused
