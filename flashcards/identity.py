"""How a note stays the same note through every edit of the data file. Pure: reads no file and no clock.

Anki finds a learner's history by the guid alone, and takes an update only with a later time. Both are therefore data,
remembered in the lock: a guid for as long as its claim is there to be recognised, and after; a time until the note's
content changes.

A note is a claim's card. Whose history goes where is decided for claims first: by the bullet's `id`; by its text; by
a question that stayed; by the likeness of the texts. Then for the cards of one claim: by the question, by its
likeness, by place. What is another claim is written in the README, "After an edit".
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from flashcards.likeness import compare_claims, count_features
from flashcards.model import Card, Episode, Note

# Likeness from 0 to 1. Two claims of one episode that say different things were never found above 0.35; a claim with
# two words in five changed is below 0.36 once in 150 times.
ALIKE = 0.36
SURELY_ALIKE = 0.6
CLEARLY = 0.1  # by how much the likeliest must lead
LONG_GONE = 0.6  # what a claim retired by an earlier build must reach


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lock remembers of one note, as its last build had it. `place` counts the cards of its bullet from 0.

    `doubt` is the earlier claim, where the last rewording was taken for one without being sure.
    """

    guid: str
    changed: int
    digest: str
    chapter: str
    claim: str
    question: str
    place: int = 0
    id: str = ""
    doubt: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """Every note that an episode ever had, by guid.

    `episode` is the name that its new guids derive from. `deck` and `look` are the deck's name and the
    time of the cards' look as the last build had them.
    """

    episode: str
    entries: Mapping[str, Entry]
    deck: str = ""
    look: int = 0


class Doubt(NamedTuple):
    """A new claim that may be an old one reworded. `taken` tells whether it got its history."""

    card: Card
    entry: Entry
    likeness: float
    taken: bool


class Match(NamedTuple):
    """The guid of each card, and what was not sure about it."""

    guids: list[str]
    doubts: tuple[Doubt, ...]


class Change(NamedTuple):
    """What a build means for one note. `card` is None for a retired one, `before` for a new one."""

    kind: str
    guid: str
    card: Card | None
    before: Entry | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build means for those who have the deck: its notes in the deck's order, and the retired at the end.

    `deck_was` is the deck's old name, empty where it stays.
    """

    notes: tuple[Change, ...]
    doubts: tuple[Doubt, ...]
    is_first: bool
    deck_was: str
    look_is_new: bool

    def of(self, kind: str) -> list[Change]:
        """The changes of one kind: new, changed, restored, retired, unchanged."""
        return [change for change in self.notes if change.kind == kind]

    @property
    def are_none(self) -> bool:
        """Whether the deck means nothing new to those who have it."""
        same = all(change.kind == "unchanged" for change in self.notes)
        return same and not (self.deck_was or self.look_is_new)


def begin_lock(episode: Episode) -> Lock:
    """The lock of an episode that has none yet."""
    return Lock(f"{episode.show}\n{episode.title}", {})


def match_notes(cards: Sequence[Card], lock: Lock) -> Match:
    """A guid for each card: that of the note it was, or a new one.

    The passes go from sure to less sure over all the claims, so that none takes what another has the better claim to.
    """
    return _Matching(cards, lock).match()


def stamp_notes(
    cards: Sequence[Card],
    notes: Sequence[Note],
    known: Mapping[str, Entry],
    doubts: Sequence[Doubt],
    now: int,
    *,
    touch: bool,
) -> tuple[list[Note], dict[str, Entry], tuple[Change, ...]]:
    """The notes with the time of their last change, what the lock remembers of them, and what is different.

    A changed note's time is `now`, but always later than before: Anki would not take it otherwise, should the clock
    have been set back. With `touch`, every note is stamped.
    """
    entries = dict(known)
    doubtful = {doubt.entry.guid: doubt.entry.claim for doubt in doubts if doubt.taken}
    stamped: list[Note] = []
    changes: list[Change] = []
    places: Counter[int] = Counter()
    for card, note in zip(cards, notes, strict=True):
        before, digest = known.get(note.guid), _digest(note)
        if before is None:
            kind, changed = "new", now
        elif touch or before.digest != digest:
            kind, changed = "changed", max(now, before.changed + 1)
        else:
            kind, changed = "unchanged", before.changed
        changes.append(Change("restored" if before and before.retired else kind, note.guid, card, before))
        stamped.append(replace(note, changed=changed))
        same = before is not None and before.claim == card.bullet.text
        entries[note.guid] = Entry(
            guid=note.guid,
            changed=changed,
            digest=digest,
            chapter=card.chapter.title,
            claim=card.bullet.text,
            question=card.question,
            place=places[card.bullet.line],
            id=card.bullet.id,
            doubt=doubtful.get(note.guid, before.doubt if before and same else ""),
        )
        places[card.bullet.line] += 1
    here = {note.guid for note in notes}
    claims = {card.bullet.text for card in cards}
    for guid, entry in sorted(known.items()):
        if guid not in here and not entry.retired:
            changes.append(Change("retired", guid, None, entry))
            if entry.doubt and entry.claim in claims:  # its wording turned out to be another claim's
                entry = replace(entry, claim=entry.doubt, doubt="")
            entries[guid] = replace(entry, retired=True)
    return stamped, entries, tuple(changes)


def find_clashes(locks: Sequence[Lock]) -> Iterator[tuple[int, int, str]]:
    """Each lock, as its number, that claims what an earlier one does: an episode, or a note, whose guid is third."""
    episodes: dict[str, int] = {}
    notes: dict[str, int] = {}
    for number, lock in enumerate(locks):
        if (first := episodes.setdefault(lock.episode, number)) != number:
            yield number, first, ""
        elif shared := next((guid for guid in sorted(lock.entries) if notes.get(guid, number) != number), ""):
            yield number, notes[shared], shared
        notes |= dict.fromkeys(lock.entries, number)


class _Claim(NamedTuple):
    """A bullet of the lock: the notes that its cards were, in their order."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def retired(self) -> bool:
        return all(entry.retired for entry in self.entries)


class _Matching:
    """One run of match_notes: claims are numbered in the order of the data file, and so are those of the lock."""

    def __init__(self, cards: Sequence[Card], lock: Lock) -> None:
        self.lock = lock
        self.cards = cards
        self.claims = [list(group) for _, group in groupby(cards, key=lambda card: id(card.bullet))]
        self.old = sorted(_gather(lock.entries.values()), key=lambda claim: (claim.retired, claim.first.guid))
        self.ids = {entry.id for entry in lock.entries.values() if entry.id}
        self.pairs: dict[int, int] = {}  # of a new claim: the old one
        self.taken: set[int] = set()
        self.doubts: list[Doubt] = []

    def match(self) -> Match:
        self._by_name()
        self._by_text()
        self._by_question()
        self._by_likeness()
        guids: dict[int, str] = {}
        used = set(self.lock.entries)
        for number, cards in enumerate(self.claims):
            entries = self.old[self.pairs[number]].entries if number in self.pairs else ()
            found = _match_cards(cards, entries)
            for card in cards:
                guid = found.get(id(card))
                if guid is None:
                    guid = _new_guid(self.lock.episode, card.bullet.text, used)
                    used.add(guid)
                guids[id(card)] = guid
        return Match([guids[id(card)] for card in self.cards], tuple(self.doubts))

    def _take(self, new: int, old: int) -> None:
        self.pairs[new] = old
        self.taken.add(old)

    def _by_name(self) -> None:
        """An `id` is a bullet's own name, or the guid of a note that it was."""
        named: dict[str, int] = {}
        for number, claim in enumerate(self.old):
            for entry in claim.entries:
                named.setdefault(entry.guid, number)
                if entry.id:
                    named[entry.id] = number
        for number, cards in enumerate(self.claims):
            old = named.get(cards[0].bullet.id) if cards[0].bullet.id else None
            if old is not None and old not in self.taken:
                self._take(number, old)

    def _by_text(self) -> None:
        """The same words, in the same chapter first; of twins, the one with the same questions."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, claim in enumerate(self.old):
            entry = claim.first
            for key in (
                ("question", entry.claim, entry.chapter, entry.question),
                ("asked", entry.claim, entry.question),
                ("chapter", entry.claim, entry.chapter),
                ("claim", entry.claim),
            ):
                found[key].append(number)
        for kind in ("question", "asked", "chapter", "claim"):
            for number, cards in enumerate(self.claims):
                if number in self.pairs:
                    continue
                card = cards[0]
                keys: dict[str, tuple[str, ...]] = {
                    "question": (kind, card.bullet.text, card.chapter.title, card.question),
                    "asked": (kind, card.bullet.text, card.question),
                    "chapter": (kind, card.bullet.text, card.chapter.title),
                    "claim": (kind, card.bullet.text),
                }
                old = next(
                    (old for old in found[keys[kind]] if old not in self.taken and self._may_be(card, old)), None
                )
                if old is not None:
                    self._take(number, old)

    def _may_be(self, card: Card, old: int) -> bool:
        """Whether the ids allow it. A fresh `id` on a rewording that was in doubt says that it is another claim."""
        entry, name = self.old[old].first, card.bullet.id
        if name and name not in self.ids and entry.doubt:
            return False
        return not entry.id or not name or entry.id == name

    def _by_question(self) -> None:
        """A question that only one old and one new claim ask, when the claim was reworded and the question stayed."""
        asked_old: dict[str, set[int]] = defaultdict(set)
        asked_new: dict[str, set[int]] = defaultdict(set)
        for old in self._free(lately=True):
            for entry in self.old[old].entries:
                asked_old[entry.question].add(old)
        for number, cards in enumerate(self.claims):
            if number not in self.pairs:
                for card in cards:
                    asked_new[card.question].add(number)
        for question, numbers in asked_new.items():
            olds = asked_old.get(question, set())
            if len(numbers) == len(olds) == 1:
                (number,), (old,) = numbers, olds
                open_ = number not in self.pairs and old not in self.taken
                if open_ and self._may_be(self.claims[number][0], old):
                    self._take(number, old)

    def _by_likeness(self) -> None:
        """Rewordings: the likeliest pairs first, each only where it leads clearly."""
        new = [number for number in range(len(self.claims)) if number not in self.pairs]
        old = self._free(lately=False)
        if not new or not old:
            return
        texts = [cards[0].bullet.text for cards in self.claims]
        known = count_features([*texts, *(claim.first.claim for claim in self.old)])
        pairs = compare_claims([self.old[at].first.claim for at in old], [texts[number] for number in new], known)
        found = [
            (score, old[at], new[number]) for score, at, number in pairs if self._suits(score, old[at], new[number])
        ]
        found.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
        of_old: dict[int, list[tuple[float, int]]] = defaultdict(list)
        of_new: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for score, at, number in found:
            of_old[at].append((score, number))
            of_new[number].append((score, at))
        for score, at, number in found:
            if at in self.taken or number in self.pairs:
                continue
            rivals = [s for s, n in of_old[at] if n != number and n not in self.pairs]
            rivals += [s for s, o in of_new[number] if o != at and o not in self.taken]
            clear = score - max(rivals, default=0.0) >= CLEARLY
            if not clear or score < SURELY_ALIKE:
                self.doubts.append(Doubt(self.claims[number][0], self.old[at].first, score, taken=clear))
            if clear:
                self._take(number, at)

    def _suits(self, score: float, old: int, new: int) -> bool:
        """Whether a pair is alike enough to be thought of, and the ids allow it."""
        card, claim = self.claims[new][0], self.old[old]
        fresh = card.bullet.id and card.bullet.id not in self.ids
        least = LONG_GONE if claim.retired else SURELY_ALIKE if fresh else ALIKE
        return score >= least and self._may_be(card, old)

    def _free(self, lately: bool) -> list[int]:
        """The old claims that no bullet has taken; only those in use at the last build if `lately`."""
        return [at for at, claim in enumerate(self.old) if at not in self.taken and not (lately and claim.retired)]


def _gather(entries: Iterable[Entry]) -> Iterator[_Claim]:
    """The entries of one bullet together. Of bullets with the same text, each gets one entry of a place."""
    bullets: dict[tuple[str, str, str], dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in sorted(entries, key=lambda entry: (entry.retired, entry.guid)):
        bullets[entry.id, entry.chapter, entry.claim][entry.place].append(entry)
    for places in bullets.values():
        for number in range(max(map(len, places.values()))):
            yield _Claim(tuple(found[number] for _, found in sorted(places.items()) if number < len(found)))


def _match_cards(cards: Sequence[Card], entries: Sequence[Entry]) -> dict[int, str]:
    """Of the cards of one claim, the guid that each had: by its question, by the likeness of questions, by place."""
    found: dict[int, str] = {}
    left = list(entries)

    def take(card: Card, entry: Entry) -> None:
        found[id(card)] = entry.guid
        left.remove(entry)

    for card in cards:
        if same := next((entry for entry in left if entry.question == card.question), None):
            take(card, same)
    open_ = [card for card in cards if id(card) not in found]
    alike = sorted(
        compare_claims([entry.question for entry in left], [card.question for card in open_], {}),
        key=lambda pair: (-pair.score, pair.old, pair.new),
    )
    rest = list(left)
    for score, old, new in alike:
        if score >= ALIKE and rest[old] in left and id(open_[new]) not in found:
            take(open_[new], rest[old])
    # A card that was dropped before comes back by its question alone, unless its whole claim was gone.
    gone = all(entry.retired for entry in entries)
    for card in open_:
        if id(card) not in found and (same := next((entry for entry in left if gone or not entry.retired), None)):
            take(card, same)
    return found


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
