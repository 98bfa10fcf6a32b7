"""A deck as one HTML page that shows its cards as Anki will, with what `check` and `build` say of them. Pure."""

import html
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

from flashcards.apkg import templates
from flashcards.deck import FIELDS
from flashcards.errors import Problem
from flashcards.identity import Changes, Lock
from flashcards.model import Card, Deck, Episode
from flashcards.pipeline import make_deck
from flashcards.questions import Left, write_cards
from flashcards.questions.quality import Flaw, find_flaws
from flashcards.report import find_retitled, name_change
from flashcards.times import format_time


class Judged(NamedTuple):
    """An episode with all that is known of its cards. `cards` and the notes of `deck` go together, in one order."""

    episode: Episode
    cards: Sequence[Card]
    left: Sequence[Left]
    flaws: Sequence[Flaw]
    deck: Deck
    changes: Changes


def judge(episode: Episode, lock: Lock | None) -> Judged:
    """Write the cards of an episode, and find what `check` and `build` would say of them."""
    written = write_cards(episode)
    # The times of a preview reach no deck.
    deck, _, changes = make_deck(episode, written.cards, lock, now=0)
    return Judged(episode, written.cards, written.left, list(find_flaws(written.cards)), deck, changes)


def make_page(path: str, judged: Judged | None, problems: Sequence[Problem] = ()) -> str:
    """Make the page of a data file, whole in itself.

    `judged` is its last good state, if it had one, and `problems` what is wrong with it now.
    """
    front, back, css = templates()
    data: dict[str, Any] = {
        "path": path,
        "problems": [_place(problem, path) for problem in problems],
        "templates": {"front": front, "back": back, "css": css},
        "names": FIELDS,
    }
    title = path
    if judged:
        title = f"{judged.episode.show} · {judged.episode.guest or judged.episode.title}"
        data |= _lay_out(judged)
    page = resources.files("flashcards").joinpath("preview.html").read_text(encoding="utf-8")
    # What stands in a script must not end it.
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    first, title_place, rest = page.partition("<title></title>")
    assert title_place  # noqa: S101 - the page is ours
    before, data_place, after = rest.partition("{}</script>")
    assert data_place  # noqa: S101
    made = f"{first}<title>{html.escape(title)}</title>{before}{told}</script>{after}"
    # What is no text in the name of a file is none in the page.
    return made.encode(errors="replace").decode()


def _place(problem: Problem, path: str) -> str:
    """A problem in words. The page of `path` need not say that it is there."""
    told_path = "" if problem.path == path else problem.path
    place = ", ".join(filter(None, (told_path, f"line {problem.line}" if problem.line else "")))
    return ": ".join(filter(None, (place, problem.where, problem.what)))


def _lay_out(judged: Judged) -> dict[str, Any]:
    episode, cards, left, flaws, deck, changes = judged
    retitled = find_retitled(changes)
    kinds = {change.guid: (name_change(change, retitled), change.before) for change in changes.notes}
    warnings: dict[int, list[str]] = {}
    for card, what, remedy in flaws:
        warnings.setdefault(id(card), []).append(f"{what}; {remedy}")
    of_bullet: dict[int, list[dict[str, Any]]] = {}
    for card, note in zip(cards, deck.notes, strict=True):
        kind, before = kinds[note.guid]
        told: dict[str, Any] = {"id": note.guid, "line": card.line, "fields": note.fields[: FIELDS.index("ID")]}
        if card.shape != "authored":
            told["shape"] = card.shape
        if kind != "unchanged":
            told["change"] = kind
            if before and before.question != card.question:
                told["was"] = before.question
        if found := warnings.get(id(card)):
            told["warnings"] = found
        of_bullet.setdefault(id(card.bullet), []).append(told)
    why = {id(one.bullet): one.told for one in left}
    chapters = []
    for chapter in episode.chapters:
        items: list[dict[str, Any]] = []
        for bullet in chapter.bullets:
            items += of_bullet.get(id(bullet), [])
            if id(bullet) in why:
                items.append({"line": bullet.line, "text": bullet.text, "why": why[id(bullet)]})
        chapters.append(
            {
                "title": chapter.title,
                "time": format_time(chapter.start) + (f"–{format_time(chapter.end)}" if chapter.end else ""),
                "summary": chapter.summary,
                "items": items,
            }
        )
    about = {
        "show": episode.show,
        "title": episode.title,
        "guest": episode.guest,
        "host": episode.host,
        "published": episode.published,
        "deck": deck.name,
    }
    return {"about": about, "chapters": chapters, "retired": _retired(changes), "is_first": changes.is_first}


def _retired(changes: Changes) -> list[Mapping[str, str]]:
    return [
        {"question": change.before.question, "claim": change.before.claim}
        for change in changes.notes
        if change.kind == "retired" and change.before
    ]
