"""What the real Anki makes of our packages: import, tags, order, links, updates, and the text of every card."""

import html
import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from flashcards.apkg import write_apkg
from flashcards.chapters import load_chapters
from flashcards.deck import FIELDS, deck_file
from flashcards.model import Bullet, Wording
from flashcards.pipeline import make_deck
from flashcards.questions import write_cards
from tests.conftest import ROOT, SHIPPED, Anki, Run, make_cards, make_episode

PACKAGE = ROOT / "decks" / deck_file(load_chapters(SHIPPED), SHIPPED.stem)


def test_anki_takes_every_note_of_the_shipped_deck_as_new_and_again_as_known(anki: Anki) -> None:
    cards = len(write_cards(load_chapters(SHIPPED)).cards)
    assert anki.take(PACKAGE) == {"new": cards}
    assert anki.take(PACKAGE) == {"duplicate": cards}


def test_the_shipped_deck_has_every_bullet_of_the_page_word_for_word(anki: Anki) -> None:
    page = (ROOT / "tests" / "episode-page.txt").read_text(encoding="utf-8")
    bullets = re.findall(r"^\s*• (.+)$", page, re.MULTILINE)
    anki.take(PACKAGE)
    claims = {html.unescape(re.sub("<[^>]+>", "", card.note()["Claim"])) for card in anki.cards()}
    assert len(bullets) == 66
    assert claims == set(bullets)


def test_every_card_shows_its_question_in_front_and_its_answer_behind(anki: Anki) -> None:
    anki.take(PACKAGE)
    for card in anki.cards():
        note = card.note()
        assert note["Question"] in card.question()
        assert note["Answer"] not in _body(card.question())
        assert note["Answer"] in _body(card.answer())


def test_new_cards_come_in_the_order_of_the_episode(anki: Anki) -> None:
    episode = load_chapters(SHIPPED)
    anki.take(PACKAGE)
    shown = [html.unescape(card.note()["Question"]) for card in anki.cards()]
    assert shown == [card.question for card in write_cards(episode).cards]


def test_the_deck_is_one_and_named_as_in_the_data(anki: Anki) -> None:
    anki.take(PACKAGE)
    deck = anki.col.decks.by_name("Dwarkesh Podcast::John Schulman")
    assert deck is not None
    assert {card.did for card in anki.cards()} == {deck["id"]}
    assert "John Schulman (OpenAI Cofounder)" in deck["desc"]


def test_a_search_for_a_chapter_finds_its_cards_and_no_others(anki: Anki) -> None:
    episode = load_chapters(SHIPPED)
    cards = write_cards(episode).cards
    anki.take(PACKAGE)
    tags = [tag for tag in anki.col.tags.all() if "::chapters::" in tag]
    assert len(tags) == len(episode.chapters)
    for tag, chapter in zip(sorted(tags), episode.chapters, strict=True):  # Anki's sidebar sorts tags by name
        expected = sorted(html.escape(card.question) for card in cards if card.chapter == chapter)
        assert anki.find(f'"tag:{tag}"') == expected


def test_a_note_is_found_by_its_id(anki: Anki) -> None:
    anki.take(PACKAGE)
    note = anki.cards()[7].note()
    assert anki.find(f"ID:{note.guid}") == [note["Question"]]


def test_links_lead_to_the_second_of_the_chapter(anki: Anki) -> None:
    anki.take(PACKAGE)
    by_time = {card.note()["Timestamp"]: html.unescape(card.note()["Link"]) for card in anki.cards()}
    assert len(by_time) == 16
    assert by_time["2:44"] == "https://www.youtube.com/watch?v=Wo95ob_s_NI&t=164s"
    assert by_time["1:32:11"] == "https://www.youtube.com/watch?v=Wo95ob_s_NI&t=5531s"


def test_the_note_type_is_what_anki_would_make_of_it(anki: Anki) -> None:
    anki.take(PACKAGE)
    model = anki.col.models.by_name("Podcast claim")
    assert model is not None
    assert [field["name"] for field in model["flds"]] == list(FIELDS)
    assert len({field["id"] for field in model["flds"]}) == len(FIELDS)
    assert len(model["tmpls"]) == 1


def test_an_edit_updates_its_own_note_alone_and_keeps_the_review(anki: Anki, tmp_path: Path, run: Run) -> None:
    """The way of a person: import, study, edit, build, import again."""
    shutil.copytree(SHIPPED.parent, tmp_path / "data")
    run("build")
    (package,) = (tmp_path / "decks").glob("*.apkg")
    total = anki.take(package)["new"]
    studied = anki.study()
    before = anki.rows("SELECT id, nid, did, type, queue, due, ivl, factor, reps, lapses FROM cards")
    log = anki.rows("SELECT * FROM revlog")

    file = tmp_path / "data" / "chapters.yaml"
    text = file.read_text(encoding="utf-8")
    note = studied.note()
    assert text.count(f"answer: {note['Answer']}\n") == 1
    file.write_text(text.replace(f"answer: {note['Answer']}\n", "answer: Something else\n"), encoding="utf-8")
    assert "1 changed" in run("build").stdout
    assert anki.take(package) == {"updated": 1, "duplicate": total - 1}

    assert anki.col.get_note(note.id)["Answer"] == "Something else"
    assert anki.rows("SELECT id, nid, did, type, queue, due, ivl, factor, reps, lapses FROM cards") == before
    assert anki.rows("SELECT * FROM revlog") == log != []


# Any text: what was typed is what the card shows, and nothing of it runs.

HOSTILE = [
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "{{Answer}} {{c1::cloze}} {{#Claim}}",
    "[sound:x.mp3] [anki:play:q:0] [anki:tts lang=en_US]x[/anki:tts]",
    "[latex]x[/latex] [$]x[/$] [$$]x[/$$] \\(x\\) \\[x\\]",
    "a & b &amp; &lt;i&gt; &#91; \"q\" 'q' `q`",
    "  two  spaces,\ta tab\nand a line ",
    "العربية then English 日本語 👩‍👩‍👧 é e\u0301 \u200b\u202e\u00ad",
    "</div></style><style>*{display:none}</style><!-- -->",
    "https://example.org/?a=1&b=2#c %20 C:\\path\\n",
    "x" * 5000,
]
# What the reader lets through: see the problems of tests/test_chapters.py.
usable = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
typed = st.text(usable | st.sampled_from("\n\t<>&[]{}\"'\\$()"))
lines = (typed | st.sampled_from(HOSTILE)).map(lambda text: unicodedata.normalize("NFC", text).strip()).filter(bool)


def _body(rendered: str) -> str:
    return rendered.split("</style>", 1)[1]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(lines, lines, lines), min_size=1, max_size=20))
def test_a_card_shows_what_was_typed_and_runs_nothing(
    tmp_path_factory: pytest.TempPathFactory, page: Page, texts: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("anki")
    bullets: list[Bullet | str] = [Bullet(b, n, cards=(Wording(q, a, n),)) for n, (b, q, a) in enumerate(texts)]
    episode = make_episode(bullets, guest=texts[0][0], title="T")
    deck, _, _ = make_deck(episode, make_cards(episode), None, 1_800_000_000)
    write_apkg(deck, folder / "x.apkg")
    anki = Anki(folder)
    assert anki.take(folder / "x.apkg") == {"new": len(texts)}
    for card, (bullet, question, answer) in zip(anki.cards(), texts, strict=True):
        assert card.question_av_tags() == card.answer_av_tags() == []
        page.set_content(f"<title>still</title><body class='card'>{card.question()}")
        assert _text(page, ".question") == question
        page.set_content(f"<title>still</title><body class='card'>{card.answer()}")
        assert [_text(page, ".question"), _text(page, ".answer")] == [question, answer]
        assert _text(page, ".claim") == bullet
        assert page.title() == "still"
    anki.col.close()


def _text(page: Page, selector: str) -> str:
    """The text of an element, with its line breaks; innerText would leave out what is hidden."""
    script = """selector => {
        const element = document.querySelector(selector);
        element.querySelectorAll("br").forEach(br => br.replaceWith("\\n"));
        return element.textContent;
    }"""
    return str(page.evaluate(script, selector))
