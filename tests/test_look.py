"""How the cards look: in a real Chromium, light and night, on a phone and a desktop."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from flashcards.apkg import write_apkg
from flashcards.model import Bullet, Wording
from flashcards.pipeline import make_deck
from tests.conftest import LIGHT, Anki, make_cards, make_episode

CARDS = {
    "plain": ("Sleep helps memory in older adults", "What helps memory in older adults?", "Sleep"),
    "same": ("It is all there is", "What is it?", "It is all there is."),
    "long": ("Donaudampfschifffahrt" * 20, "Q" * 300, "https://example.org/" + "x" * 300),
    "code": ("if (a < b) {\n    return c[0];\n}", "Which code?", "return c[0];"),
    "rtl": ("يقول الضيف إن الذاكرة تضعف", "متى تضعف الذاكرة؟", "بعد يوم"),
    "cjk": ("記憶は二十四時間以内に復習しないと急速に薄れていくとされている" * 3, "記憶は？", "薄れる"),
}


@pytest.fixture
def sides(anki: Anki, tmp_path: Path) -> dict[str, tuple[str, str]]:
    bullets: list[Bullet | str] = [
        Bullet(b, n, cards=(Wording(q, a, n),)) for n, (b, q, a) in enumerate(CARDS.values())
    ]
    episode = make_episode(bullets)
    write_apkg(make_deck(episode, make_cards(episode), None, 1_800_000_000)[0], tmp_path / "x.apkg")
    anki.take(tmp_path / "x.apkg")
    return {name: (card.question(), card.answer()) for name, card in zip(CARDS, anki.cards(), strict=True)}


def show(page: Page, side: str, night: bool = False, width: int = 360) -> None:
    """Show one side as Anki's reviewer does: in #qa, in a body of class card."""
    page.set_viewport_size({"width": width, "height": 640})
    body = "card card1 nightMode" if night else "card card1"
    page.set_content(f"<!doctype html><body class='{body}'><div id='qa'>{side}</div>")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, sides: dict[str, tuple[str, str]], width: int) -> None:
    for side in (side for both in sides.values() for side in both):
        show(page, side, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("night", [False, True])
def test_every_text_has_a_contrast_of_at_least_4_5(page: Page, sides: dict[str, tuple[str, str]], night: bool) -> None:
    """The ratio of WCAG 2.2, success criterion 1.4.3, of each element that has text of its own."""
    script = """() => {
        LIGHT
        const paper = light(getComputedStyle(document.body).backgroundColor);
        return [...document.querySelectorAll("#qa *:not(style)")]
            .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .map(element => {
                const ink = light(getComputedStyle(element).color);
                return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
            });
    }""".replace("LIGHT", LIGHT)
    for side in sides["plain"]:
        show(page, side, night)
        ratios = page.evaluate(script)
        assert len(ratios) >= 3
        assert min(ratios) >= 4.5


def test_the_answer_comes_first_and_largest(page: Page, sides: dict[str, tuple[str, str]]) -> None:
    show(page, sides["plain"][1])
    assert page.inner_text("#qa").startswith("Sleep\n")
    sizes = page.evaluate(
        "[...document.querySelectorAll('#qa *:not(style)')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.answer')).fontSize)") == max(sizes)


def test_the_claim_shows_only_where_it_says_more_than_the_answer(page: Page, sides: dict[str, tuple[str, str]]) -> None:
    show(page, sides["plain"][1])
    assert page.is_visible(".claim")
    show(page, sides["same"][1])
    assert not page.is_visible(".claim")


def test_the_back_names_the_chapter_and_links_to_its_moment(page: Page, sides: dict[str, tuple[str, str]]) -> None:
    show(page, sides["plain"][1])
    assert page.inner_text(".chapter") == "Chapter 1"
    assert page.inner_text("a") == "Watch from 1:00"
    assert page.get_attribute("a", "href") == "https://youtu.be/abc?t=60s"


def test_text_runs_in_its_own_direction(page: Page, sides: dict[str, tuple[str, str]]) -> None:
    for name, direction in (("plain", "ltr"), ("rtl", "rtl")):
        show(page, sides[name][0])
        assert page.evaluate("getComputedStyle(document.querySelector('.question')).direction") == direction


def test_code_keeps_its_lines_and_spaces(page: Page, sides: dict[str, tuple[str, str]]) -> None:
    show(page, sides["code"][1])
    assert page.inner_text(".claim") == CARDS["code"][0]


def test_nothing_is_fetched_and_nothing_runs(page: Page, sides: dict[str, tuple[str, str]]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for side in (side for both in sides.values() for side in both):
        show(page, side)
        assert page.evaluate("document.querySelectorAll('script, img, link, iframe, audio').length") == 0
    assert asked == []
