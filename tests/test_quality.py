"""What `check` objects to in cards, and that it lets good ones pass."""

import pytest

from flashcards.chapters import load_chapters
from flashcards.model import Bullet, Wording
from flashcards.questions import write_cards
from flashcards.questions.quality import find_flaws
from tests.conftest import SHIPPED, make_episode

CLAIM = "Leaf rust reached Ceylon in 1869 and wrecked its coffee estates within two decades, so it switched to tea"


def objections(question: str, answer: str, claim: str = CLAIM) -> list[str]:
    episode = make_episode([Bullet(claim, 1, cards=(Wording(question, answer, 2),))])
    return [flaw.what.partition(":")[0] for flaw in find_flaws(write_cards(episode).cards)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("To which crop did Ceylon switch, partly because leaf rust wrecked its coffee estates?", "Tea"),
        ("Within how many decades of 1869 had leaf rust wrecked Ceylon’s coffee estates?", "2"),
        ("Complete the claim: “Leaf rust reached ____ in 1869”", "Ceylon"),
        ("Leaf rust wrecked the estates of Ceylon, so that it switched to rubber and what?", "Tea"),
        ("Quelle maladie a ruiné les plantations de Ceylan ?", "Leaf rust"),
        ("セイロンで1869年に広まった病気は何ですか？", "Leaf rust"),
    ],
)
def test_a_good_card_passes(question: str, answer: str) -> None:
    assert objections(question, answer) == []


@pytest.mark.parametrize(
    ("question", "answer", "rule"),
    [
        ("Which rust wrecked the coffee estates of Ceylon within two decades?", "Leaf rust", "leak"),
        ("To which teas did Ceylon switch after the leaf rust?", "Tea", "leak"),
        ("What is the result?", "Tea", "vague"),
        ("When did leaf rust reach Ceylon, and what did Ceylon then grow?", "1869; tea", "two things asked"),
        ("When did leaf rust reach Ceylon? What came next?", "1869", "two things asked"),
        ("Did leaf rust wreck the coffee estates of Ceylon?", "Within two decades", "yes or no"),
        ("What did they grow on the estates of Ceylon after the leaf rust?", "Tea", "pronoun"),
        ("When did leaf rust reach Ceylon?", "1896", "unsupported"),
        ("What did Ceylon grow after the leaf rust of 1869?", "Natural rubber", "unsupported"),
        ("The crop that Ceylon grew after the leaf rust", "Tea", "no question"),
        ("What came to Ceylon with the leaf rust of 1869?", "Tea, coffee, decades, estates and rust", "long list"),
        ("What came to Ceylon after 1869?", "Leaf rust " * 8, "long answer"),
        (f"When did leaf rust reach {'Ceylon and ' * 12} Ceylon?", "1869", "long question"),
    ],
)
def test_a_bad_card_is_objected_to_by_its_rule(question: str, answer: str, rule: str) -> None:
    assert objections(question, answer) == [rule]


@pytest.mark.parametrize(
    ("answer", "claim", "rules"),
    [
        ("2%", "In 1975 the tax on coffee estates in Ceylon was 2.2% of their yield", ["unsupported"]),
        ("2.2%", "In 1975 the tax on coffee estates in Ceylon was 2% of their yield", ["unsupported"]),
        ("5%", "In 1975 the tax on coffee estates in Ceylon was 5,000 rupees", ["unsupported"]),
        ("Three rupees", "In 1975 the tax on coffee estates in Ceylon was a few rupees", ["unsupported"]),
        ("Ten", "In 1975 the tax on coffee estates in Ceylon was ruinous", ["unsupported"]),
        ("Three rupees", "In 1975 the tax on coffee estates in Ceylon was 3 rupees", []),
        ("2.2%", "In 1975 the tax on coffee estates in Ceylon was 2.2% of their yield", []),
        ("5000 rupees", "In 1975 the tax on coffee estates in Ceylon was 5,000 rupees", []),
    ],
)
def test_a_figure_is_the_claims_whole_figure(answer: str, claim: str, rules: list[str]) -> None:
    assert objections("In 1975, how high was the tax on coffee estates in Ceylon?", answer, claim) == rules


def test_a_name_before_the_verb_is_what_its_stands_for() -> None:
    assert objections("Ceylon lost its coffee to leaf rust in which year?", "1869") == []
    assert objections("What lost its coffee to leaf rust in Ceylon?", "1869") == ["pronoun"]


def test_a_pronoun_that_is_told_on_the_spot_is_no_pointer() -> None:
    assert objections("What is it called when leaf rust wrecks the estates of Ceylon?", "Tea") == []
    assert objections("Which estates in Ceylon did leaf rust wreck, besides those of tea?", "Coffee") == []
    assert objections("When did leaf rust reach those estates of Ceylon?", "1869") == ["pronoun"]


def test_two_cards_that_ask_the_same_are_told_with_the_line_of_the_first() -> None:
    cards = (
        Wording("When did leaf rust reach Ceylon?", "1869", 2),
        Wording("When did the leaf rust reach Ceylon?", "1869", 4),
    )
    (flaw,) = find_flaws(write_cards(make_episode([Bullet(CLAIM, 1, cards=cards)])).cards)
    assert (flaw.card.line, flaw.what) == (4, "duplicate: line 2 asks the same")


def test_nothing_is_wrong_with_the_shipped_cards() -> None:
    assert list(find_flaws(write_cards(load_chapters(SHIPPED)).cards)) == []
