"""The data file: an Episode out of it, or every problem of it at once. Knows nothing of cards or Anki.

A bullet such as `Label: value`, a mapping to YAML, is put together again as it stands in the file.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from flashcards.errors import DataError, Problem
from flashcards.model import Bullet, Chapter, Episode, Wording
from flashcards.notation import KEYS, UNUSABLE, List, Map, Node, Text, name_character, read_nodes, shorten
from flashcards.times import format_time, parse_time

_EXAMPLE = "start with `episode:` (show, title) and `chapters:` (title, start, bullets); the README shows a whole file"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def load_chapters(path: Path) -> Episode:
    """Read a data file. Raises DataError with every problem that it has."""
    return parse_chapters(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """Read a file. Raises DataError if it cannot be read."""
    try:
        return path.read_bytes()
    except IsADirectoryError:
        what = f"is a folder; {_suggest(path, path.glob('*.yaml'))}"
    except FileNotFoundError:
        what = f"there is no such file; {_suggest(path, [*path.parent.glob('*.yaml'), *Path('data').glob('*.yaml')])}"
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
    raise DataError([Problem(str(path), 0, "", what)])


def _suggest(path: Path, there: Iterable[Path]) -> str:
    """What to name instead of a path, of the data files that are there."""
    known = {file.stem: file for file in sorted(there)}
    if close := difflib.get_close_matches(path.stem, known, 1) or list(known)[:1]:
        return f"name one that is there, such as {known[close[0]]}"
    return "name a data file; the README shows a whole one"


def parse_chapters(raw: bytes, path: str) -> Episode:
    """Read the bytes of a data file, `path` to those who read of its problems. Raises DataError with all of them."""
    reader = _Reader(path)
    episode = reader.read(raw)
    if reader.problems or episode is None:
        raise DataError(sorted(dict.fromkeys(reader.problems), key=lambda problem: problem.line))
    return episode


class _Reader:
    """Reads one file and collects its problems: every method goes on after a mistake as well as it can."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.ids: dict[str, int] = {}
        self.at_lines: dict[int, int] = {}  # of a bullet's line: the line of its `at`

    def problem(self, line: int, where: str, what: str) -> None:
        self.problems.append(Problem(self.path, line, where, what))

    def read(self, raw: bytes) -> Episode | None:
        root, mistakes = read_nodes(raw)
        for line, what in mistakes:
            self.problem(line, "", what)
        if isinstance(root, Map):
            return self.episode(root)
        if root:
            self.problem(root.line, "", f"holds {_kind(root)}, not an episode's chapters; {_EXAMPLE}")
        elif not self.problems:
            self.problem(0, "", f"is empty; {_EXAMPLE}")
        return None

    def fields(self, node: Map, kind: str, where: str) -> dict[str, Node]:
        """Give the mapping's values by key, known ones alone, and name every unknown, doubled and missing key."""
        known = KEYS[kind]
        found: dict[str, Node] = {}
        lines: dict[str, int] = {}
        absent = known.keys() - {key.value for key, _ in node.pairs if isinstance(key, Text)}
        for key, value in node.pairs:
            if not isinstance(key, Text):
                self.problem(key.line, where, f"has {_kind(key)} for a key; the keys are {_listed(known)}")
            elif key.value not in known:
                word = re.split(r"[\s:]", key.value.lower(), maxsplit=1)[0][:40]
                close = difflib.get_close_matches(word, sorted(absent), 1)
                remedy = f"the keys of {_a(kind)} are {_listed(known)}"
                if close:
                    remedy = f"did you mean `{close[0]}`?"
                    found.setdefault(close[0], value)  # read on as if so: one mistake, one problem
                if node.opened == "{" and isinstance(value, Text) and not value.value:
                    remedy = "a comma ends a text inside { }, so put the text before it in quotes"
                self.problem(key.line, where, f"unknown key `{shorten(key.value)}`; {remedy}")
            elif key.value in found:
                first = lines[key.value]
                self.problem(key.line, where, f"`{key.value}` is here twice (first in line {first}); delete one")
            else:
                found[key.value] = value
                lines[key.value] = key.line
        for key_name, needed in known.items():
            if needed and key_name not in found:
                self.problem(node.line, where, f"`{key_name}` is missing; add `{key_name}: …`")
        return found

    def text(self, node: Node | None, key: str, where: str) -> str:
        """Give a text in NFC, as Anki will store it, without white space at its ends; empty where there is none."""
        if node is None:
            return ""
        if not isinstance(node, Text):
            self.problem(node.line, where, f"`{key}` is {_kind(node)}; write one text, in quotes if it has signs in it")
            return ""
        if node.cut:
            line, rest = node.cut
            self.problem(
                line,
                where,
                f"`{shorten(key)}` ends before `{shorten(rest)}`, since ' #' starts a comment; put the text in quotes, "
                "or write a comment with two spaces before # and one after",
            )
        if bad := UNUSABLE.search(node.value):
            what = f"`{shorten(key)}` has {name_character(bad[0])}, which no card can show; take it out"
            self.problem(node.line, where, what)
        value = unicodedata.normalize("NFC", node.value).strip()
        if not (node.cut or bad or any(unicodedata.category(character)[0] not in "CZ" for character in value)):
            remedy = "write it" if any(keys.get(key) for keys in KEYS.values()) else "write its text, or delete it"
            self.problem(node.line, where, f"`{shorten(key)}` is empty; {remedy}")
            return ""
        return value

    def time(self, node: Node | None, key: str, where: str) -> int | None:
        if node is None:
            return None
        value = self.text(node, key, where)
        seconds = parse_time(value)
        if seconds is None and value:
            hint = format_time(int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else "2:44"
            self.problem(
                node.line, where, f"`{key}: {shorten(value)}` is not a time; write m:ss or h:mm:ss, such as {hint}"
            )
        return seconds

    def link(self, node: Node | None, key: str, where: str) -> str:
        value = self.text(node, key, where)
        if node and value and not re.fullmatch(r"https?://[^\s/][^\s]*", value, re.IGNORECASE):
            what = f"`{shorten(key)}: {shorten(value)}` is not a link; write one that begins with https://"
            self.problem(node.line, where, what)
        return value

    def items(self, node: Node | None, key: str, where: str) -> list[Node]:
        if node is None:
            return []
        if isinstance(node, List) and node.items:
            return node.items
        what = "has nothing in it" if isinstance(node, List) else f"is {_kind(node)}"
        self.problem(node.line, where, f"`{key}` {what}; write a list, each line with `- ` before it")
        return []

    def episode(self, root: Map) -> Episode:
        top = self.fields(root, "file", "")
        node = top.get("episode")
        about: dict[str, Node] = {}
        if isinstance(node, Map):
            about = self.fields(node, "episode", "episode")
        elif node is not None:
            self.problem(node.line, "episode", f"`episode` is {_kind(node)}; write {_listed(KEYS['episode'])} below it")
        text = {key: self.text(about.get(key), key, "episode") for key in ("show", "title", "guest", "host")}
        deck = self.text(top.get("deck"), "deck", "") or f"{text['show']}::{text['guest'] or text['title']}"
        if "deck" in top and any(not part.strip() for part in deck.split("::")):
            self.problem(top["deck"].line, "", f"`deck: {shorten(deck)}` has an empty part; write it as Show::Episode")
        return Episode(
            **text,
            published=self.published(about.get("published")),
            url=self.link(about.get("url"), "url", "episode"),
            links=self.links(about.get("links")),
            deck="::".join(" ".join(part.split()) for part in deck.split("::")),
            chapters=self.chapters(self.items(top.get("chapters"), "chapters", "")),
        )

    def published(self, node: Node | None) -> str:
        value = self.text(node, "published", "episode")
        if node and value and not _is_date(value):
            what = f"`published: {shorten(value)}` is not a date; write year-month-day, such as 2024-05-15"
            self.problem(node.line, "episode", what)
        return value

    def links(self, node: Node | None) -> dict[str, str]:
        if node is None:
            return {}
        if not isinstance(node, Map):
            self.problem(node.line, "episode", f"`links` is {_kind(node)}; write lines such as `transcript: https://…`")
            return {}
        links: dict[str, str] = {}
        for key, value in node.pairs:
            name = self.text(key, "links", "episode")
            if name in links:
                self.problem(key.line, "episode", f"link `{shorten(name)}` is here twice; delete one or rename it")
            links[name] = self.link(value, name, "episode")
        return links

    def chapters(self, nodes: list[Node]) -> tuple[Chapter, ...]:
        found: list[Chapter] = []
        last: Chapter | None = None  # the last chapter whose start could be read and is before its end
        parts = [self.chapter(node, number) for number, node in enumerate(nodes, 1)]
        for number, ((chapter, start_line), (following, timed)) in enumerate(pairwise([*parts, (None, 0)]), 1):
            assert chapter  # noqa: S101 - the one None ends the last pair
            start, end = chapter.start, chapter.end
            where = _where(chapter.title, number)
            wrong = ""
            if start_line and end is not None and end <= start:
                wrong = (
                    f"ends at {format_time(end)}, not after its start ({format_time(start)}); correct one of the two"
                )
            elif start_line and last and start <= last.start:
                wrong = f"starts at {format_time(start)}, not after the chapter before it ({format_time(last.start)})"
                wrong += "; put the chapters in the order of time"
            elif start_line and last and last.end is not None and start < last.end:
                wrong = f"starts at {format_time(start)}, before the chapter above it ends ({format_time(last.end)})"
                wrong += "; correct one of the two"
            if wrong:
                self.problem(start_line, where, wrong)
            if end is None and following and timed and following.start > start:
                end = following.start
            if start_line and not wrong:
                self.check_moments(chapter.bullets, start, end, where)
            if start_line and (chapter.end is None or chapter.end > start):
                last = chapter
            found.append(replace(chapter, end=end if start_line else chapter.end))
        return tuple(found)

    def check_moments(self, bullets: Iterable[Bullet], start: int, end: int | None, where: str) -> None:
        for bullet in bullets:
            if bullet.at is not None and (bullet.at < start or (end is not None and bullet.at > end)):
                span = f"from {format_time(start)}" + (f" to {format_time(end)}" if end is not None else "")
                what = f"`at: {format_time(bullet.at)}` is outside its chapter ({span}); correct it or move the bullet"
                self.problem(self.at_lines[bullet.line], where, what)

    def chapter(self, node: Node, number: int) -> tuple[Chapter, int]:
        """Read a chapter, and give the line of its start if that could be read, else 0."""
        if not isinstance(node, Map):
            what = f"is {_kind(node)}; write `title:`, `start:` and `bullets:`"
            self.problem(node.line, _where("", number), what)
            return Chapter("", 0, None, "", (), node.line), 0
        titles = (value for key, value in node.pairs if isinstance(key, Text) and key.value == "title")
        title = next((value.value for value in titles if isinstance(value, Text)), "")
        where = _where(title, number)
        values = self.fields(node, "chapter", where)
        start = self.time(values.get("start"), "start", where)
        bullets = self.items(values.get("bullets"), "bullets", where)
        chapter = Chapter(
            title=self.text(values.get("title"), "title", where),
            start=start or 0,
            end=self.time(values.get("end"), "end", where),
            summary=self.text(values.get("summary"), "summary", where),
            bullets=tuple(filter(None, (self.bullet(bullet, where) for bullet in bullets))),
            line=node.line,
        )
        return chapter, 0 if start is None else values["start"].line

    def bullet(self, node: Node, where: str) -> Bullet | None:
        if isinstance(node, List):
            what = "bullet is a list; write its parts as bullets of their own, or put the whole bullet in quotes"
            self.problem(node.line, where, what)
            return None
        if isinstance(node, Map):
            if len(node.pairs) == 1 and isinstance(key := node.pairs[0][0], Text):
                value = node.pairs[0][1]
                if node.opened and key.value not in KEYS["bullet"]:
                    self.problem(node.line, where, f"bullet begins with {node.opened}; put the whole bullet in quotes")
                    return None
                if key.raw not in KEYS["bullet"]:
                    return self.labelled_bullet(key, value, where)
                if key.raw != "text":
                    what = f"bullet has `{key.raw}` but no text; add `text: …`, or put the whole bullet in quotes"
                    self.problem(node.line, where, what)
                    return None
            return self.full_bullet(node, where)
        text = self.text(node, "bullet", where)
        return Bullet(text, node.line) if text else None

    def labelled_bullet(self, label: Text, value: Node, where: str) -> Bullet | None:
        """Put `- Label: value` together again, which YAML reads as a mapping."""
        if not isinstance(value, Text):
            self.problem(value.line, where, f"bullet holds {_kind(value)}; put the whole bullet in quotes")
            return None
        if not value.raw and not value.cut:
            what = f"bullet ends after `{shorten(label.raw)}:`; write the claim behind it"
            self.problem(label.line, where, what)
            return None
        whole = Text(f"{label.raw}{label.gap}{value.raw}", label.line, cut=value.cut)
        text = self.text(whole, "bullet", where)
        return Bullet(text, label.line) if text else None

    def full_bullet(self, node: Map, where: str) -> Bullet | None:
        if not any(isinstance(key, Text) and key.value.lower() in KEYS["bullet"] for key, _ in node.pairs):
            self.problem(node.line, where, "bullet goes on as `key: value`; put the whole bullet in quotes")
            return None
        values = self.fields(node, "bullet", where)
        text = self.text(values.get("text"), "text", where)
        name = self.text(values.get("id"), "id", where)
        if name and not _ID.fullmatch(name):
            what = f"`id: {shorten(name)}` is not a name; write letters A-Z, digits and . _ -, a letter or digit first"
            self.problem(values["id"].line, where, what)
        elif name and self.ids.setdefault(name, node.line) != node.line:
            what = f"`id: {name}` is also that of the bullet in line {self.ids[name]}; give each its own"
            self.problem(values["id"].line, where, what)
        cards = self.wordings(values, where)
        skip = self.text(values.get("skip"), "skip", where)
        if skip not in ("", "true", "false"):
            self.problem(
                values["skip"].line,
                where,
                f"`skip: {shorten(skip)}` is neither `true` nor `false`; write `true`, or delete it",
            )
        if skip == "true" and cards:
            what = "`skip: true`, yet the bullet has a card of its own; delete one of the two"
            self.problem(values["skip"].line, where, what)
        at = self.time(values.get("at"), "at", where)
        line = values["text"].line if "text" in values else node.line
        if at is not None:
            self.at_lines[line] = values["at"].line
        return Bullet(text, line, at, name, skip == "true", cards) if text else None

    def wordings(self, values: Mapping[str, Node], where: str) -> tuple[Wording, ...]:
        nodes: list[Mapping[str, Node]] = []
        if "cards" in values:
            if extra := [key for key in ("question", "answer") if key in values]:
                self.problem(values[extra[0]].line, where, f"`{extra[0]}` beside `cards`; move it into the list")
            for item in self.items(values["cards"], "cards", where):
                if isinstance(item, Map):
                    nodes.append(self.fields(item, "card", where))
                else:
                    self.problem(item.line, where, f"card is {_kind(item)}; write `question: …` and `answer: …`")
        elif {"question", "answer"} & values.keys():
            for key, other in (("question", "answer"), ("answer", "question")):
                if key not in values:
                    self.problem(values[other].line, where, f"`{other}` without `{key}`; add `{key}: …`")
            nodes.append(values)
        found: list[Wording] = []
        for node in nodes:
            question = self.text(node.get("question"), "question", where)
            answer = self.text(node.get("answer"), "answer", where)
            if question and answer:
                found.append(Wording(question, answer, node["question"].line))
        return tuple(found)


# Words for the report


def _kind(node: Node) -> str:
    if isinstance(node, Text):
        return "a text" if node.value else "nothing"
    return "a list" if isinstance(node, List) else "a mapping (`key: value`)"


def _where(title: str, number: int) -> str:
    return f"chapter “{shorten(title)}”" if title.strip() else f"chapter {number}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _a(kind: str) -> str:
    return {"file": "the file", "episode": "the episode"}.get(kind, f"a {kind}")


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
