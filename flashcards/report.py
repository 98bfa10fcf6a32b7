"""What a build means for those who study the deck, in words and as data. Pure; knows nothing of the terminal."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flashcards.identity import Change, Changes
from flashcards.model import Card

KINDS = ("new", "reworded", "changed", "moved", "restored", "retired", "unchanged")
MOST_TOLD = 10


def name_change(change: Change, chapters: Mapping[str, str]) -> str:
    """The kind of a change, as a person would call it.

    `chapters` gives the new title of each chapter that was only given another; what lies in one has not moved.
    """
    card, before = change.card, change.before
    if change.kind != "changed" or card is None or before is None:
        return change.kind
    if before.claim != card.bullet.text:
        return "reworded"
    if before.question == card.question and before.chapter not in (card.chapter.title, *chapters):
        return "moved"
    return "changed"


def find_retitled(changes: Changes) -> dict[str, str]:
    """Old and new title of each chapter whose notes all went to one chapter that was not there before."""
    went: dict[str, Counter[str]] = defaultdict(Counter)
    stayed = {change.before.chapter for change in changes.notes if change.before and change.card and _stays(change)}
    for change in changes.notes:
        if change.card and change.before:
            went[change.before.chapter][change.card.chapter.title] += 1
    return {
        old: next(iter(titles))
        for old, titles in went.items()
        if len(titles) == 1 and old not in titles and old not in stayed and next(iter(titles)) not in went
    }


def tell_changes(changes: Changes, path: str) -> Iterator[str]:
    """The report of one data file, a line of text at a time, each group with its number and its first members."""
    retitled = find_retitled(changes)
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in changes.notes:
        groups[name_change(change, retitled)].append(change)
    for kind in KINDS:
        if not (group := groups[kind]):
            continue
        yield f"  {len(group)} {kind}"
        if kind == "unchanged" or (kind == "new" and changes.is_first):
            continue
        lines = list(dict.fromkeys(f"    {_tell(change, kind, path, retitled)}" for change in group))
        yield from _fold(lines)
    yield from _tell_learner(changes, groups)


def _fold(lines: Sequence[str], where: str = "") -> Iterator[str]:
    """The first lines, and how many more there are, with a word on where to find those."""
    yield from lines[:MOST_TOLD]
    if len(lines) > MOST_TOLD:
        yield f"    and {len(lines) - MOST_TOLD} more{where}"


def tell_doubts(changes: Changes) -> Iterator[tuple[int, str, str]]:
    """What was not sure: the line of the bullet, its text, and what was done, with how to say otherwise."""
    for card, entry, _, taken in changes.doubts:
        if taken:
            what = (
                f"was taken for “{entry.claim}” reworded, and keeps its history; if it is another claim, give it an "
                "`id:` of its own and build again"
            )
        else:
            what = (
                f"may be “{entry.claim}” reworded, but so may another; it counts as new. To give it that history, "
                f"write `id: {entry.guid}`"
            )
        yield card.bullet.line, card.bullet.text, what


def as_data(changes: Changes) -> dict[str, Any]:
    """The report for programs."""
    retitled = find_retitled(changes)
    kinds = [name_change(change, retitled) for change in changes.notes]
    return {
        "counts": {kind: kinds.count(kind) for kind in KINDS},
        "notes": [
            {"kind": kind, "guid": change.guid} | _card_as_data(change)
            for kind, change in zip(kinds, changes.notes, strict=True)
            if kind != "unchanged"
        ],
        "doubts": [
            {
                "line": card.bullet.line,
                "claim": card.bullet.text,
                "was": entry.claim,
                "guid": entry.guid,
                "likeness": round(likeness, 2),
                "taken": taken,
            }
            for card, entry, likeness, taken in changes.doubts
        ],
        "retitled": [{"was": old, "title": new} for old, new in retitled.items()],
        "deck_was": changes.deck_was,
        "look_is_new": changes.look_is_new,
    }


def _stays(change: Change) -> bool:
    return bool(change.card and change.before and change.before.chapter == change.card.chapter.title)


def _tell(change: Change, kind: str, path: str, retitled: Mapping[str, str]) -> str:
    card, before = change.card, change.before
    if card is None:
        return f"{before.question} (of “{before.claim}”)" if before else change.guid
    place = f"{path}:{card.line}: "
    if before is None or kind in ("new", "restored"):
        return place + card.question
    if kind == "reworded":
        return f"{path}:{card.bullet.line}: “{before.claim}” → “{card.bullet.text}”"
    if kind == "moved":
        return f"{place}from “{before.chapter}” to “{card.chapter.title}”: {card.question}"
    if before.question != card.question:
        return f"{place}{before.question} → {card.question}"
    if before.chapter in retitled:
        return f"{path}:{card.chapter.line}: chapter “{before.chapter}” → “{card.chapter.title}”"
    return f"{place}answer or details of: {card.question}"


def _tell_learner(changes: Changes, groups: Mapping[str, Sequence[Change]]) -> Iterator[str]:
    """What the learner will see of it in Anki, and what to do."""
    if changes.deck_was:
        yield (
            f"  The deck was “{changes.deck_was}”. Rename it in Anki before the import: else new cards make a second "
            "deck, and those that you have stay in the first."
        )
    if changes.look_is_new:
        yield "  The cards look different from now on; your own changes of the note type's look are overwritten."
    if retired := groups["retired"]:
        search = " OR ".join(f"ID:{change.guid}" for change in retired)
        yield (
            "  Retired cards stay in Anki, since an import deletes nothing. Suspend them there: a deleted card would "
            f"come back as new if its bullet did. They are found by: {search}"
        )
        if groups["new"]:
            yield "  Is a new card a retired one in other words? Give its bullet that one's `id`, and build again:"
            names = [f"    `id: {change.guid}` is “{change.before.claim}”" for change in retired if change.before]
            yield from _fold(names, ", in the order above")


def _card_as_data(change: Change) -> dict[str, Any]:
    card, before = change.card, change.before
    now = _told(card.line, card.chapter.title, card.bullet.text, card.question) if isinstance(card, Card) else {}
    was = {"chapter": before.chapter, "claim": before.claim, "question": before.question} if before else {}
    return now | ({"was": was} if was else {})


def _told(line: int, chapter: str, claim: str, question: str) -> dict[str, Any]:
    return {"line": line, "chapter": chapter, "claim": claim, "question": question}
