import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck import FIELDS, deck_file, describe_deck, lay_out_fields, lay_out_tags, order_cards, slug
from flashcards.model import Bullet, Card, Chapter, Episode, Wording
from tests.conftest import make_cards, make_episode


def fields_of(bullet: Bullet, title: str = "Chapter", **about: str) -> dict[str, str]:
    episode = make_episode([bullet], **about)
    chapter = replace(episode.chapters[0], title=title)
    card = make_cards(replace(episode, chapters=(chapter,)))[0]
    return dict(zip(FIELDS, lay_out_fields(episode, card, "guid"), strict=True))


def own(text: str, question: str, answer: str, at: int | None = None) -> Bullet:
    return Bullet(text, 1, at=at, cards=(Wording(question, answer, 1),))


def test_the_fields_of_a_note_type_in_use_never_change() -> None:
    """Another name, order or number would be another note type to Anki, and strand all notes of this one."""
    assert " ".join(FIELDS) == (
        "Question Answer Claim Topic Chapter Timestamp Link Episode Summary ID Spare 1 Spare 2 Spare 3"
    )


def test_a_card_has_all_that_its_two_sides_show() -> None:
    fields = fields_of(own("Sleep helps", "What helps?", "Sleep"), title="Rest & memory")
    assert fields == {
        "Question": "What helps?",
        "Answer": "Sleep",
        "Claim": "Sleep helps",
        "Topic": "Rest &amp; memory",
        "Chapter": "Rest &amp; memory",
        "Timestamp": "1:00",
        "Link": "https://youtu.be/abc?t=60s",
        "Episode": "Show · Ann Other",
        "Summary": "",
        "ID": "guid",
        "Spare 1": "",
        "Spare 2": "",
        "Spare 3": "",
    }


def test_a_claim_with_its_own_moment_is_linked_there() -> None:
    fields = fields_of(own("Sleep helps", "What helps?", "Sleep", at=3723))
    assert (fields["Timestamp"], fields["Link"]) == ("1:02:03", "https://youtu.be/abc?t=3723s")


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("How sleep works", "Sleeping"),
        ("Training: what lasts", "They train daily"),
        ("If AGI arrives: slowdown", "Slowing down"),
        ("‘Online learning’ & memory", "online learning"),
    ],
)
def test_the_front_hides_a_chapter_title_that_gives_the_answer_away(title: str, answer: str) -> None:
    fields = fields_of(own("Claim", "What?", answer), title=title)
    assert fields["Topic"] == ""
    assert fields["Chapter"] != ""


def test_the_front_hides_the_guest_who_is_the_answer() -> None:
    assert fields_of(own("Claim", "Who?", "Ann"))["Episode"] == "Show"


@pytest.mark.parametrize(
    ("title", "answer", "expected"),
    [
        ("How the piano got loud", "Cristofori", "Show · Ann Other · How the piano got loud"),
        ("How the piano got loud", "the loudest piano", "Show · Ann Other"),
        ("Ann Other: How the piano got loud", "Cristofori", "Show · Ann Other: How the piano got loud"),
        ("Ann Other: How the piano got loud", "a loud piano", "Show · Ann Other"),
        ("Ann Other: How the piano got loud", "Ann", "Show"),
    ],
)
def test_a_written_card_shows_the_title_of_its_episode_unless_that_tells_the_answer(
    title: str, answer: str, expected: str
) -> None:
    episode = make_episode(["Claim"], title=title)
    card = replace(make_cards(episode)[0], answer=answer)
    assert lay_out_fields(episode, card, "guid")[FIELDS.index("Episode")] == expected


def test_a_claim_that_says_no_more_than_the_answer_is_marked_to_be_hidden() -> None:
    assert fields_of(own("Sleep helps.", "What?", "Sleep helps"))["Claim"] == '<span class="same">Sleep helps.</span>'


def test_tags_name_chapter_and_moment_under_show_and_episode() -> None:
    episode = make_episode(["a"], show="The Show", published="2024-05-15")
    card = make_cards(episode)[0]
    assert lay_out_tags(episode, card) == (
        "The-Show::2024-05-15-Ann-Other::chapters::00h01m00s-Chapter-1",
        "The-Show::2024-05-15-Ann-Other::times::00h01m00s",
    )
    assert lay_out_tags(replace(episode, published=""), card)[1] == "The-Show::Title::times::00h01m00s"


def test_an_inserted_chapter_changes_no_tag_of_the_others() -> None:
    episode = make_episode(["a"], ["b"], ["c"])
    before = [lay_out_tags(episode, card) for card in make_cards(episode)]
    without = replace(episode, chapters=(episode.chapters[0], episode.chapters[2]))
    assert [lay_out_tags(without, card) for card in make_cards(without)] == [before[0], before[2]]


@given(st.lists(st.integers(0, 86_000), min_size=1, max_size=30, unique=True).map(sorted), st.integers(1, 30))
def test_tags_sort_and_cards_are_due_in_the_order_of_time(starts: list[int], bullets: int) -> None:
    chapters = [
        Chapter(f"{99 - n}", start, None, "", tuple(Bullet(f"{n} {b}", n * 100 + b) for b in range(bullets)), n)
        for n, start in enumerate(starts)
    ]
    episode = replace(make_episode(), chapters=tuple(chapters))
    cards = make_cards(episode)
    for tags in zip(*(lay_out_tags(episode, card) for card in cards), strict=True):
        assert list(tags) == sorted(tags)
    due = list(order_cards(cards))
    assert due == sorted(set(due))
    assert 0 <= due[0] <= due[-1] < 1_000_000


def test_a_card_put_in_later_is_due_beside_its_neighbours() -> None:
    before = make_cards(make_episode(["a", "b"], ["c", "d"], ["e"]))
    after = make_cards(make_episode(["a", "b"], ["c", "new", "d"], ["e"]))
    was = dict(zip((card.bullet.text for card in before), order_cards(before), strict=True))
    now = dict(zip((card.bullet.text for card in after), order_cards(after), strict=True))
    assert was["c"] < now["new"] <= was["d"]
    assert {name: now[name] for name in "abce"} == {name: was[name] for name in "abce"}


@given(st.text())
def test_a_slug_is_one_word_for_tags_files_and_searches(text: str) -> None:
    made = slug(text)
    assert len(made) <= 60
    assert not re.search(r"[\s:_*\"/\\-]{2}|[\s:_*\"/\\.]|^-|-$", made)


@pytest.mark.parametrize(
    ("deck", "file"),
    [
        ("Dwarkesh Podcast::John Schulman", "dwarkesh-podcast-john-schulman.apkg"),
        ("Ärzte/../Übung", "ärzte-übung.apkg"),
        ("हिन्दी", "हिन्दी.apkg"),
        ("🎉", "chapters.apkg"),
    ],
)
def test_a_deck_file_is_named_after_its_deck(deck: str, file: str) -> None:
    assert deck_file(make_episode(deck=deck), "chapters") == file


def test_a_description_says_what_the_deck_is_and_how_to_update_it() -> None:
    episode: Episode = make_episode(["a", "b"], ["c"], title="On <Sleep>", host="Bo", published="2024-05-15")
    cards: list[Card] = make_cards(episode)
    text = describe_deck(episode, cards)
    assert text.startswith("<b>On &lt;Sleep&gt;</b><br>Show, with Ann Other by Bo, 2024-05-15<br>")
    assert "3 questions from 2 chapters" in text
    assert "suspend" in text
