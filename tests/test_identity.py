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
    assert {change.kind for change in again[2].notes} == {"unchanged"}
    assert again[2].are_none


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
    assert [change.guid for change in without[2].of("retired")] == [guids(first)["What is a?"]]
    later = build(make_episode(["b"]), without[1], now=3000)
    assert later[2].of("retired") == []
    back = build(make_episode(["b", "a"]), later[1], now=4000)
    assert guids(back) == guids(first)
    assert times(back) == times(first)
    assert [change.guid for change in back[2].of("restored")] == [guids(first)["What is a?"]]


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


# Who keeps the history through each kind of edit, and why. The claims are those of one talk.

FALL = "Odoacer sent the western regalia to Zeno rather than proclaim a new emperor"
TAX = "A 5% inheritance tax and a 1% sales tax paid for the bonuses of veterans"
ROADS = "Roman roads were built for couriers and marching columns, bulk goods went by water"
PLAGUE = "The plague of 541 killed a third to a half of the empire"
COIN = "The solidus was struck at 72 to the pound of gold until the eleventh century"


def claims(made: Build) -> dict[str, str]:
    """The guid of each claim that has one card."""
    cards = {change.guid: change.card for change in made[2].notes if change.card}
    return {card.bullet.text: guid for guid, card in cards.items()}


def edit(
    before: "list[Bullet | str]", after: "list[Bullet | str]", *chapters: "list[Bullet | str]"
) -> tuple[Build, Build]:
    """Two builds, one after the other."""
    first = build(make_episode(before))
    return first, build(make_episode(after, *chapters), first[1], now=2000)


@pytest.mark.parametrize(
    "reworded",
    [
        "Odoacer sent the regalia of the west to Zeno rather than proclaim another emperor",
        "Odoacer sent the western regalia to Zenon rather than proclaim a new emperor",
        "In 476 Odoacer sent the western regalia to Zeno, and did not proclaim a new emperor",
        "Rather than proclaim a new emperor, Odoacer sent the western regalia to Zeno",
    ],
)
def test_a_reworded_claim_keeps_its_note_and_is_changed(reworded: str) -> None:
    first, second = edit([FALL, TAX, ROADS], [reworded, TAX, ROADS])
    assert claims(second)[reworded] == claims(first)[FALL]
    assert [change.guid for change in second[2].of("changed")] == [claims(first)[FALL]]
    assert not second[2].of("new")
    assert not second[2].of("retired")


def test_swapping_two_bullets_or_exchanging_their_texts_changes_nothing() -> None:
    """A bullet has no identity of its own: two texts that changed places are two bullets that did."""
    first, second = edit([FALL, TAX], [TAX, FALL])
    assert claims(second) == claims(first)
    assert second[2].are_none


def test_a_duplicated_bullet_is_a_new_note_and_the_first_keeps_its_own() -> None:
    first, second = edit([FALL, TAX], [FALL, TAX, FALL])
    assert [note.guid for note in second[0].notes][:2] == [note.guid for note in first[0].notes]
    assert len(second[2].of("new")) == 1


def test_moving_a_chapter_or_merging_two_keeps_every_note() -> None:
    first = build(make_episode([FALL, TAX], [ROADS, PLAGUE]))
    moved = build(make_episode([ROADS, PLAGUE], [FALL, TAX]), first[1], now=2000)
    merged = build(make_episode([FALL, TAX, ROADS, PLAGUE]), first[1], now=2000)
    assert claims(moved) == claims(merged) == claims(first)
    assert not moved[2].of("new")
    assert not merged[2].of("retired")


def test_a_claim_that_is_split_gives_its_history_to_the_part_that_is_clearly_more_of_it() -> None:
    first, second = edit(
        [ROADS, TAX], ["Roman roads were built for couriers and marching columns", "Bulk goods went by water", TAX]
    )
    assert claims(second)["Roman roads were built for couriers and marching columns"] == claims(first)[ROADS]
    assert [change.card.bullet.text for change in second[2].of("new") if change.card] == ["Bulk goods went by water"]


def test_a_claim_split_in_halves_gives_its_history_to_neither_and_says_so() -> None:
    halves: list[Bullet | str] = [
        "Bronze helmets came from Gaul before Actium",
        "Iron swords came from Spain after Actium",
    ]
    whole = "Bronze helmets came from Gaul before Actium, iron swords came from Spain after Actium"
    first, second = edit([whole, TAX], [*halves, TAX])
    assert len(second[2].of("new")) == 2
    assert [change.guid for change in second[2].of("retired")] == [claims(first)[whole]]
    assert {(doubt.entry.claim, doubt.taken) for doubt in second[2].doubts} == {(whole, False)}


def test_an_undone_edit_gives_the_first_state_again() -> None:
    other = "The solidus weighed the same from Constantine to the eleventh century, at 72 to a pound"
    first, second = edit([COIN, TAX], [other, TAX])
    third = build(make_episode([COIN, TAX]), second[1], now=3000)
    assert claims(third) == claims(first)
    assert [note.fields for note in third[0].notes] == [note.fields for note in first[0].notes]


def test_a_claim_deleted_and_restored_after_many_builds_has_its_history() -> None:
    first = build(make_episode([FALL, TAX]))
    made = first
    for number in range(5):
        made = build(make_episode([TAX, f"Another claim, number {number}"]), made[1], now=2000 + number)
    back = build(make_episode([TAX, FALL]), made[1], now=9000)
    assert claims(back)[FALL] == claims(first)[FALL]
    assert [change.guid for change in back[2].of("restored")] == [claims(first)[FALL]]


def test_a_new_claim_on_the_topic_of_a_deleted_one_is_new() -> None:
    first, second = edit([PLAGUE, TAX], ["Papyri, coins and pollen show barely a dent from the plague", TAX])
    assert claims(first)[PLAGUE] not in claims(second).values()


def test_a_doubtful_rewording_is_taken_and_said_and_an_id_of_its_own_undoes_it() -> None:
    other = "The plague of 541 is said to have struck a third of the cities, and half of the army"
    first, second = edit([PLAGUE, TAX], [other, TAX])
    (doubt,) = second[2].doubts
    assert (doubt.card.bullet.text, doubt.entry.claim, doubt.taken) == (other, PLAGUE, True)
    assert claims(second)[other] == claims(first)[PLAGUE]
    again = build(make_episode([other, TAX]), second[1], now=2500)
    assert again[2].are_none
    third = build(make_episode([replace(asked(other, f"What is {other}?"), id="army"), TAX]), again[1], now=3000)
    assert claims(third)[other] != claims(first)[PLAGUE]
    assert [change.guid for change in third[2].of("retired")] == [claims(first)[PLAGUE]]
    fourth = build(
        make_episode([replace(asked(other, f"What is {other}?"), id="army"), PLAGUE, TAX]), third[1], now=4000
    )
    assert claims(fourth)[PLAGUE] == claims(first)[PLAGUE]


def test_a_guid_as_id_gives_a_claim_the_history_of_a_note_whatever_the_words() -> None:
    first, second = edit([FALL, TAX], ["The end of the west was a parcel for Constantinople", TAX])
    assert claims(first)[FALL] not in claims(second).values()
    named = replace(
        asked("The end of the west was a parcel for Constantinople", "What was it?"), id=claims(first)[FALL]
    )
    third = build(make_episode([named, TAX]), second[1], now=3000)
    assert guids(third)["What was it?"] == claims(first)[FALL]


def test_a_question_that_stayed_keeps_the_note_of_a_claim_in_other_words() -> None:
    first = build(make_episode([asked(FALL, "What did Odoacer do with the regalia?"), TAX]))
    parcel = asked("The insignia went east in a parcel", "What did Odoacer do with the regalia?")
    second = build(make_episode([parcel, TAX]), first[1], now=2000)
    assert guids(second) == guids(first)


def test_the_cards_of_a_claim_keep_to_their_questions() -> None:
    tax, sales = "Which tax was 5%?", "Which tax was 1%?"
    first = build(make_episode([asked(TAX, tax, sales)]))
    before = build(make_episode([asked(TAX, "Whose bonuses were paid?", tax, sales)]), first[1], now=2000)
    assert {q: g for q, g in guids(before).items() if q in (tax, sales)} == guids(first)
    one = build(make_episode([asked(TAX, "Which Roman tax was 1%?")]), first[1], now=2000)
    assert list(guids(one).values()) == [guids(first)[sales]]
    reworded = build(make_episode([asked(TAX, sales, "Which Roman tax was 5%?")]), first[1], now=2000)
    assert guids(reworded)["Which Roman tax was 5%?"] == guids(first)[tax]


def test_a_written_card_that_becomes_a_persons_own_stays_the_same_note() -> None:
    first = build(make_episode([TAX]))
    second = build(make_episode([asked(TAX, "Who got the bonuses?")]), first[1], now=2000)
    assert list(guids(second).values()) == list(guids(first).values())


def test_a_dropped_card_does_not_lend_its_history_to_another_question_of_its_claim() -> None:
    first = build(make_episode([asked(TAX, "Which tax was 5%?", "Who got the bonuses?")]))
    second = build(make_episode([asked(TAX, "Which tax was 5%?")]), first[1], now=2000)
    third = build(make_episode([asked(TAX, "Which tax was 5%?", "How high was sales tax?")]), second[1], now=3000)
    assert guids(third)["How high was sales tax?"] not in guids(first).values()


def test_touch_stamps_every_note_and_changes_nothing_else() -> None:
    first = build(make_episode([FALL, TAX]))
    episode = make_episode([FALL, TAX])
    touched = make_deck(episode, make_cards(episode), first[1], 2000, touch=True)
    assert set(times(touched).values()) == {2000}
    assert [note.fields for note in touched[0].notes] == [note.fields for note in first[0].notes]
