"""Who keeps a guid, and whose time moves: with notes as plain as they can be."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.identity import Changes, Lock
from flashcards.model import Bullet, Deck, Episode, Wording
from flashcards.pipeline import make_deck
from tests.conftest import make_cards, make_episode

Build = tuple[Deck, Lock, Changes]


def build(episode: Episode, lock: Lock | None = None, now: int = 1000) -> Build:
    return make_deck(episode, make_cards(episode), lock, now)


def guids(made: Build) -> dict[str, str]:
    return {note.fields[0]: note.guid for note in made[0].notes}


def times(made: Build) -> dict[str, int]:
    return {note.fields[0]: note.changed for note in made[0].notes}


def asked(bullet: str, *questions: str, line: int = 1) -> Bullet:
    return Bullet(bullet, line, cards=tuple(Wording(question, "This", line) for question in questions))


def test_a_rebuild_changes_nothing() -> None:
    first = build(make_episode(["a", "b"], ["c"]))
    again = build(make_episode(["a", "b"], ["c"]), first[1], now=2000)
    assert again[:2] == first[:2]
    assert [name for name, group in again[2].groups() if group] == ["unchanged"]


def test_a_lost_lock_gives_the_same_guids() -> None:
    assert guids(build(make_episode(["a", "b"]), now=1)) == guids(build(make_episode(["a", "b"]), now=2))


def test_another_episode_gives_other_guids_to_the_same_words() -> None:
    assert guids(build(make_episode(["a"]))) != guids(build(make_episode(["a"], title="Another")))


@given(st.permutations(["a", "b", "c", "d"]), st.integers(0, 4))
def test_order_and_chapter_do_not_matter_to_a_guid(order: Sequence[str], cut: int) -> None:
    first = build(make_episode(["a", "b"], ["c", "d"]))
    moved = build(make_episode(list(order[:cut]), list(order[cut:])), first[1])
    assert guids(moved) == guids(first)


def test_one_changed_answer_moves_one_time_forward() -> None:
    episode = make_episode([asked("a", "A?", line=1), asked("b", "B?", line=2)])
    first = build(episode)
    other = replace(episode.chapters[0].bullets[0], cards=(Wording("A?", "That", 1),))
    changed = replace(
        episode, chapters=(replace(episode.chapters[0], bullets=(other, episode.chapters[0].bullets[1])),)
    )
    again = build(changed, first[1], now=2000)
    assert guids(again) == guids(first)
    assert times(again) == {"A?": 2000, "B?": 1000}


def test_a_clock_set_back_still_moves_the_time_forward() -> None:
    first = build(make_episode([asked("a", "A?")]), now=5000)
    again = build(make_episode([asked("a", "Another A?")]), first[1], now=10)
    assert times(again) == {"Another A?": 5001}


def test_a_retired_note_stays_in_the_lock_and_gets_its_guid_back() -> None:
    first = build(make_episode(["a", "b"]))
    without = build(make_episode(["b"]), first[1], now=2000)
    assert guids(first)["What is a?"] not in guids(without).values()
    assert without[2].retired == (guids(first)["What is a?"],)
    later = build(make_episode(["b"]), without[1], now=3000)
    assert later[2].retired == ()
    back = build(make_episode(["b", "a"]), later[1], now=4000)
    assert guids(back) == guids(first)
    assert times(back) == times(first)
    assert back[2].restored == (guids(first)["What is a?"],)


def test_a_retired_guid_is_never_given_to_another_claim() -> None:
    first = build(make_episode(["a"]))
    other = build(make_episode(["z"]), first[1])
    assert set(guids(other).values()).isdisjoint(guids(first).values())


def test_twins_in_two_chapters_keep_to_their_chapters() -> None:
    first = build(make_episode([asked("twin", "One?", line=1)], [asked("twin", "Two?", line=2)]))
    again = build(make_episode([asked("twin", "Two?", line=2)], [asked("twin", "One?", line=1)]), first[1])
    assert guids(again) == guids(first)
    reworded = build(make_episode([asked("twin", "Uno?", line=1)], [asked("twin", "Due?", line=2)]), first[1])
    assert list(guids(reworded).values()) == list(guids(first).values())


def test_the_cards_of_a_bullet_are_told_apart_by_question_then_by_place() -> None:
    first = build(make_episode([asked("a", "One?", "Two?", "Three?")]))
    one, two, three = guids(first).values()
    assert list(guids(build(make_episode([asked("a", "Three?", "One?", "Two?")]), first[1])).values()) == [
        three,
        one,
        two,
    ]
    assert list(guids(build(make_episode([asked("a", "Uno?", "Due?", "Tre?")]), first[1])).values()) == [
        one,
        two,
        three,
    ]
    assert guids(build(make_episode([asked("a", "Two?")]), first[1])) == {"Two?": two}


def test_an_id_keeps_the_note_through_any_rewording() -> None:
    named = replace(asked("before", "Q?"), id="x")
    first = build(make_episode([named, "other"]))
    again = build(make_episode(["other"], [replace(asked("all new words", "Why so?"), id="x")]), first[1])
    assert guids(again)["Why so?"] == guids(first)["Q?"]


def test_an_id_added_to_a_bullet_that_is_there_keeps_its_note() -> None:
    first = build(make_episode([asked("a", "Q?")]))
    named = build(make_episode([replace(asked("a", "Q?"), id="x")]), first[1], now=2000)
    assert (guids(named), times(named)) == (guids(first), times(first))
    reworded = build(make_episode([replace(asked("b", "R?"), id="x")]), named[1])
    assert list(guids(reworded).values()) == list(guids(first).values())


def test_an_id_given_to_another_bullet_takes_its_note_along() -> None:
    """Two bullets exchange their texts, and the ids say so."""
    first = build(make_episode([replace(asked("a", "A?", line=1), id="x"), replace(asked("b", "B?", line=2), id="y")]))
    swapped = build(
        make_episode([replace(asked("b", "B?", line=1), id="x"), replace(asked("a", "A?", line=2), id="y")]), first[1]
    )
    assert list(guids(swapped).values()) == list(guids(first).values())


@pytest.mark.parametrize("about", [{"title": "Retitled"}, {"show": "Renamed"}])
def test_a_renamed_episode_keeps_its_notes(about: dict[str, str]) -> None:
    first = build(make_episode(["a"]))
    again = build(make_episode(["a", "b"], **about), first[1])
    assert guids(again)["What is a?"] == guids(first)["What is a?"]


def test_no_two_notes_share_a_guid_whatever_is_repeated() -> None:
    made = build(make_episode(["a", "a", asked("a", "Q?", "Q?")], ["a"]))
    assert len({note.guid for note in made[0].notes}) == len(made[0].notes) == 5
