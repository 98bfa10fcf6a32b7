"""Cards into the text of a data file, next to their bullets. Every byte of other lines stays. Pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from flashcards.chapters import parse_chapters
from flashcards.errors import DataError
from flashcards.model import Bullet, Episode, Wording
from flashcards.notation import KEYS, List, Map, Node, Text, decode, read_nodes

_CARD_KEYS = ("question", "answer", "cards")
# What YAML would read as something else than a text, if it had no quotes.
_NO_TEXT = re.compile(r"(?:true|false|yes|no|on|off|y|n|null)", re.IGNORECASE)


class _Edit(NamedTuple):
    """Characters `start` to `end` of a text become `text`."""

    start: int
    end: int
    text: str


def write_wordings(raw: bytes, wordings: Mapping[int, Sequence[Wording]]) -> bytes:
    """Give bullets of a valid data file cards in place of those that they have.

    `wordings` is by the bullet's number in the file, from 0. Of each Wording the line is not looked at. Raises
    ValueError where the outcome would not read back as the old episode with these cards; no notation is known for it.
    """
    before = parse_chapters(raw, "")
    bullets = [bullet for chapter in before.chapters for bullet in chapter.bullets]
    text, _ = decode(raw)
    root, _ = read_nodes(raw)
    edits = [
        edit
        for number, (parent, node) in enumerate(_find_bullets(root))
        if wordings.get(number)
        for edit in _write(text, parent, node, bullets[number].text, wordings[number])
    ]
    written = _apply(raw.decode(), edits).encode()
    expected = _without_lines(before, wordings)
    try:
        is_right = _without_lines(parse_chapters(written, ""), {}) == expected
    except DataError:
        is_right = False
    if not is_right:
        raise ValueError("these cards cannot be written into this file")
    return written


def _find_bullets(root: Node | None) -> Iterator[tuple[List, Node]]:
    """Each bullet of a valid file, with the list that it is in."""
    for chapter in _value(root, "chapters").items:
        bullets = _value(chapter, "bullets")
        for node in bullets.items:
            yield bullets, node


def _value(node: Node | None, name: str) -> List:
    assert isinstance(node, Map)  # noqa: S101 - the file is valid
    (found,) = (value for key, value in node.pairs if isinstance(key, Text) and key.value == name)
    assert isinstance(found, List)  # noqa: S101
    return found


def _write(text: str, parent: List, node: Node, claim: str, wordings: Sequence[Wording]) -> Iterator[_Edit]:
    if isinstance(node, Text):
        start, end = node.span[0], _end(text, node)
        if parent.opened:
            yield _Edit(start, end, f"{{text: {text[start:end]}, {_in_line(wordings)}}}")
            return
        # What was an item of the list becomes a value in it, which stands deeper by as much as the dash is wide.
        deeper = " " * (_column(text, start) - _column(text, parent.span[0]))
        yield _Edit(start, start, "text: ")
        for at in range(start, end):
            if text[at] == "\n" and text[at + 1 : at + 2] != "\n":
                yield _Edit(at + 1, at + 1, deeper)
        yield _below(text, end, _column(text, start), wordings)
    elif isinstance(node, Map):
        (key, value), column = node.pairs[0], _column(text, node.span[0])
        if isinstance(key, Text) and len(node.pairs) == 1 and key.raw not in KEYS["bullet"]:
            start, end = node.span[0], _end(text, value)
            if parent.opened:
                yield _Edit(start, end, f"{{text: {_quote(claim)}, {_in_line(wordings)}}}")
            else:
                yield _Edit(start, end, f"text: {_scalar(claim)}")
                yield _below(text, end, column, wordings)
        else:
            pairs = [(key, value) for key, value in node.pairs if isinstance(key, Text)]
            old = {key.value: value for key, value in pairs if key.value in _CARD_KEYS}
            if len(wordings) == 1 and {"question", "answer"} == old.keys():
                for key_name, new in (("question", wordings[0].question), ("answer", wordings[0].answer)):
                    value = old[key_name]
                    assert isinstance(value, Text)  # noqa: S101 - the file is valid
                    yield _Edit(value.span[0], _end(text, value), _quote(new) if node.opened == "{" else _scalar(new))
                return
            kept = [(key, value) for key, value in pairs if key.value not in _CARD_KEYS]
            last = _end(text, kept[-1][1])
            if node.opened != "{":
                yield from _drop(text, pairs)
                yield _below(text, last, column, wordings)
            elif old:
                told = ", ".join(f"{key.value}: {text[value.span[0] : _end(text, value)]}" for key, value in kept)
                yield _Edit(node.span[0], node.span[1], f"{{{told}, {_in_line(wordings)}}}")
            else:
                yield _Edit(last, last, f", {_in_line(wordings)}")


def _drop(text: str, pairs: Sequence[tuple[Text, Node]]) -> Iterator[_Edit]:
    """Take the cards out of a mapping: whole lines, and before the first other key all up to that."""
    first = next(number for number, (key, _) in enumerate(pairs) if key.value not in _CARD_KEYS)
    if first:
        yield _Edit(pairs[0][0].span[0], pairs[first][0].span[0], "")
    for key, value in pairs[first:]:
        if key.value in _CARD_KEYS:
            yield _Edit(text.rfind("\n", 0, key.span[0]), _line_end(text, _end(text, value)), "")


def _below(text: str, end: int, column: int, wordings: Sequence[Wording]) -> _Edit:
    """The cards as lines of their own, below the line of character `end`."""
    if len(wordings) == 1:
        lines = [f"question: {_scalar(wordings[0].question)}", f"answer: {_scalar(wordings[0].answer)}"]
    else:
        lines = ["cards:"]
        for wording in wordings:
            lines += [f"  - question: {_scalar(wording.question)}", f"    answer: {_scalar(wording.answer)}"]
    at = _line_end(text, end)
    return _Edit(at, at, "".join(f"\n{' ' * column}{line}" for line in lines))


def _in_line(wordings: Sequence[Wording]) -> str:
    """The cards as they stand between braces."""
    pairs = [f"question: {_quote(wording.question)}, answer: {_quote(wording.answer)}" for wording in wordings]
    return pairs[0] if len(pairs) == 1 else f"cards: [{', '.join(f'{{{pair}}}' for pair in pairs)}]"


def _scalar(value: str) -> str:
    """A text as a person would write it: without quotes if YAML, and editors, then still read this text."""
    plain = (value[:1].isalpha() or " " in value) and not _NO_TEXT.fullmatch(value)
    for written in (value if plain else "''", "'" + value.replace("'", "''") + "'"):
        root, mistakes = read_nodes(f"key: {written}\n".encode())
        if not mistakes and isinstance(root, Map) and len(root.pairs) == 1:
            found = root.pairs[0][1]
            if isinstance(found, Text) and found.value == value and not found.cut:
                return written
    return _quote(value)


def _quote(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _end(text: str, node: Node) -> int:
    """Where the last character of a node stands that is no white space, plus one."""
    if isinstance(node, Text):
        return node.span[0] + len(text[node.span[0] : node.span[1]].rstrip())
    if node.opened in ("[", "{"):
        return node.span[1]
    return _end(text, node.items[-1] if isinstance(node, List) else node.pairs[-1][1])


def _column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at) - 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _apply(text: str, edits: Sequence[_Edit]) -> str:
    """Make the edits, whose places are those of the text as `decode` gives it, in the text as it stands in the file."""
    mark = len(text) - len(text.lstrip("\ufeff"))
    # Where each character of the decoded text stands: behind the mark, and \r\n as one.
    places = [at for at in range(mark, len(text)) if text[at - 1 : at + 1] != "\r\n"] if mark or "\r" in text else []
    ending = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        start, end = (places[at] if at < len(places) else len(text) for at in (start, end)) if places else (start, end)
        pieces += [text[done:start], new.replace("\n", ending)]
        done = end
    return "".join([*pieces, text[done:]])


def _without_lines(episode: Episode, wordings: Mapping[int, Sequence[Wording]]) -> Episode:
    """The episode with these cards, and line 0 for everything."""
    number = -1
    chapters = []
    for chapter in episode.chapters:
        bullets: list[Bullet] = []
        for bullet in chapter.bullets:
            number += 1
            cards = wordings.get(number) or bullet.cards
            bullets.append(replace(bullet, line=0, cards=tuple(replace(card, line=0) for card in cards)))
        chapters.append(replace(chapter, line=0, bullets=tuple(bullets)))
    return replace(episode, chapters=tuple(chapters))
