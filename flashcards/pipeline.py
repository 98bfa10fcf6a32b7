"""The way from cards to a deck: match each with the note it was, lay it out, stamp what changed. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from flashcards.deck import LOOK_CHANGED, describe_deck, lay_out_fields, lay_out_tags, order_cards
from flashcards.identity import Changes, Lock, begin_lock, match_notes, stamp_notes
from flashcards.model import Card, Deck, Episode, Note


def make_deck(
    episode: Episode, cards: Sequence[Card], lock: Lock | None, now: int, *, touch: bool = False
) -> tuple[Deck, Lock, Changes]:
    """Make the deck of an episode, the lock to be saved with it, and what changes for those who have it already.

    `now` is the time of day of the build, in seconds of the Unix epoch. With `touch`, every note counts as changed.
    """
    before = lock or begin_lock(episode)
    guids, doubts = match_notes(cards, before)
    notes = [
        Note(guid, lay_out_fields(episode, card, guid), lay_out_tags(episode, card), due, changed=0)
        for card, guid, due in zip(cards, guids, order_cards(cards), strict=True)
    ]
    stamped, entries, changed = stamp_notes(cards, notes, before.entries, doubts, now, touch=touch)
    deck = Deck(episode.deck, describe_deck(episode, cards), tuple(stamped))
    after = replace(before, entries=entries, deck=episode.deck, look=LOOK_CHANGED)
    renamed = before.deck if before.deck != episode.deck else ""
    return deck, after, Changes(changed, doubts, lock is None, renamed, 0 < before.look < LOOK_CHANGED)
