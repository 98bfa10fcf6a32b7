"""How a note stays the same note through every edit of the data file. Pure: reads no file and no clock.

Anki finds a learner's history by the guid alone, and takes an update only with a later time. Both are therefore data,
remembered in the lock: a guid for as long as its claim is there to be recognised, and after; a time until the note's
content changes.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from flashcards.model import Card, Episode, Note


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lock remembers of one note, as its last build had it. `place` counts the cards of its bullet from 0."""

    guid: str
    changed: int
    digest: str
    chapter: str
    claim: str
    question: str
    place: int = 0
    id: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """Every note that an episode ever had, by guid. `episode` is the name that its new guids derive from."""

    episode: str
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build means for those who have the deck, as guids in the deck's order."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    restored: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]

    def groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What happened, and the guids it happened to."""
        for field in fields(self):
            yield field.name, getattr(self, field.name)


def begin_lock(episode: Episode) -> Lock:
    """The lock of an episode that has none yet."""
    return Lock(f"{episode.show}\n{episode.title}", {})


def match_notes(cards: Sequence[Card], lock: Lock) -> list[str]:
    """A guid for each card: that of the note it was, or a new one.

    A card is recognised by its bullet's `id`, or else by the bullet's text, in the same chapter first; among the cards
    of one bullet by its question, and else by its place. The passes go from sure to less sure over all the cards, so
    that no card takes what another has the better claim to.
    """
    free = _Index(lock.entries.values())
    guids: dict[int, str] = {}
    passes = (
        lambda card: ("id", card.bullet.id, card.question) if card.bullet.id else None,
        lambda card: ("id", card.bullet.id) if card.bullet.id else None,
        lambda card: ("chapter", card.bullet.text, card.chapter.title, card.question),
        lambda card: ("claim", card.bullet.text, card.question),
        lambda card: ("chapter", card.bullet.text, card.chapter.title),
        lambda card: ("claim", card.bullet.text),
    )
    for key_of in passes:
        for number, card in enumerate(cards):
            if number not in guids and (key := key_of(card)) and (guid := free.take(key, card.bullet.id)):
                guids[number] = guid
    taken = set(lock.entries)
    for number, card in enumerate(cards):
        if number not in guids:
            guids[number] = _new_guid(lock.episode, card.bullet.text, taken)
            taken.add(guids[number])
    return [guids[number] for number in range(len(cards))]


def stamp_notes(cards: Sequence[Card], notes: Sequence[Note], lock: Lock, now: int) -> tuple[list[Note], Lock, Changes]:
    """The notes with the time of their last change, the lock that remembers it, and what is different.

    A changed note's time is `now`, but always later than before: Anki would not take it otherwise, should the clock
    have been set back.
    """
    entries = dict(lock.entries)
    stamped: list[Note] = []
    groups: dict[str, list[str]] = defaultdict(list)
    places: Counter[int] = Counter()
    for card, note in zip(cards, notes, strict=True):
        old, digest = lock.entries.get(note.guid), _digest(note)
        if old is None:
            kind, changed = "new", now
        elif old.digest != digest:
            kind, changed = "changed", max(now, old.changed + 1)
        else:
            kind, changed = "unchanged", old.changed
        groups["restored" if old and old.retired else kind].append(note.guid)
        stamped.append(replace(note, changed=changed))
        entries[note.guid] = Entry(
            guid=note.guid,
            changed=changed,
            digest=digest,
            chapter=card.chapter.title,
            claim=card.bullet.text,
            question=card.question,
            place=places[card.bullet.line],
            id=card.bullet.id,
        )
        places[card.bullet.line] += 1
    here = {note.guid for note in notes}
    for guid, entry in lock.entries.items():
        if guid not in here and not entry.retired:
            groups["retired"].append(guid)
            entries[guid] = replace(entry, retired=True)
    changes = Changes(**{field.name: tuple(groups[field.name]) for field in fields(Changes)})
    return stamped, Lock(lock.episode, entries), changes


class _Index:
    """The lock's notes that no card has taken yet, by all that a card may be recognised by."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._found: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        self._taken: set[str] = set()
        # Notes in use before retired ones, so that a bullet put in beside its twin does not take the twin's history.
        for entry in sorted(entries, key=lambda entry: (entry.retired, entry.place)):
            if entry.id:
                self._found["id", entry.id, entry.question].append(entry)
                self._found["id", entry.id].append(entry)
            self._found["chapter", entry.claim, entry.chapter, entry.question].append(entry)
            self._found["claim", entry.claim, entry.question].append(entry)
            self._found["chapter", entry.claim, entry.chapter].append(entry)
            self._found["claim", entry.claim].append(entry)

    def take(self, key: tuple[str, ...], name: str) -> str | None:
        """The first free note under a key. A note with an `id` goes to no bullet with another."""
        for entry in self._found.get(key, ()):
            if entry.guid not in self._taken and (not entry.id or not name or entry.id == name):
                self._taken.add(entry.guid)
                return entry.guid
        return None


def _new_guid(episode: str, claim: str, taken: set[str]) -> str:
    """A guid that follows from the episode and the claim, so that a lost lock is found again from the same text."""
    number = 0
    while (guid := _hash(episode, claim, *([str(number)] if number else []))[:16]) in taken:
        number += 1
    return guid


def _digest(note: Note) -> str:
    return _hash(*note.fields, *note.tags)[:16]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
