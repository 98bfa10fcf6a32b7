"""The data file: YAML in, an Episode out, or every problem of the file at once. Knows nothing of cards or Anki.

Values are read from the parser's events, as written: PyYAML's own loaders would turn the time 2:44 into 164, the word
`yes` into True and a repeated key into silence. A bullet such as `Label: value`, a mapping to YAML, is put together
again as it stands in the file.
"""

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from flashcards.errors import DataError, Problem
from flashcards.model import Bullet, Chapter, Episode, Wording

# The keys of each mapping in the data file, and which of them must be there.
KEYS: Mapping[str, Mapping[str, bool]] = {
    "file": {"episode": True, "deck": False, "chapters": True},
    "episode": {
        "show": True,
        "title": True,
        "guest": False,
        "host": False,
        "published": False,
        "url": False,
        "links": False,
    },
    "chapter": {"title": True, "start": True, "end": False, "summary": False, "bullets": True},
    "bullet": {
        "text": True,
        "question": False,
        "answer": False,
        "cards": False,
        "at": False,
        "id": False,
        "skip": False,
    },
    "card": {"question": True, "answer": True},
}

_EXAMPLE = "start with `episode:` (show, title) and `chapters:` (title, start, bullets); the README shows a whole file"
_TIME = re.compile(r"(?:([0-9]{1,2}):(?=[0-9]{2}:))?([0-9]{1,4}):([0-5][0-9])", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
# Anki drops these from a field (measured: all of C0 but tab and newline, and DEL); YAML 1.1 breaks lines at the rest.
_UNUSABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# One mistake in YAML hides those behind it: each is put right in memory to find the next, up to this many.
_MOST_SYNTAX_PROBLEMS = 50

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_chapters(path: Path) -> Episode:
    """Read a data file. Raises DataError with every problem that it has."""
    reader = _Reader(str(path))
    episode = reader.read(path)
    if reader.problems or episode is None:
        raise DataError(sorted(set(reader.problems), key=lambda problem: problem.line))
    return episode


def format_time(seconds: int) -> str:
    """Write a time as players do: 2:44, 1:06:00."""
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


class _Text(NamedTuple):
    value: str
    line: int
    raw: str  # as it stands in the file, with its quotes
    plain: bool
    cut: str = ""  # what follows ' #' on its last line and so is missing from it


class _List(NamedTuple):
    items: "list[_Node]"
    line: int


class _Map(NamedTuple):
    pairs: "list[tuple[_Node, _Node]]"
    line: int


_Node = _Text | _List | _Map


def _kind(node: _Node) -> str:
    if isinstance(node, _Text):
        return "a text" if node.value else "nothing"
    return "a list" if isinstance(node, _List) else "a mapping (`key: value`)"


class _Reader:
    """Reads one file and collects its problems: every method goes on after a mistake as well as it can."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.ids: dict[str, int] = {}

    def problem(self, line: int, where: str, what: str) -> None:
        self.problems.append(Problem(self.path, line, where, what))

    # The file: bytes → text → nodes

    def read(self, path: Path) -> Episode | None:
        try:
            raw = path.read_bytes()
        except IsADirectoryError:
            return self.problem(0, "", "is a folder; name a data file in it, such as data/chapters.yaml")
        except FileNotFoundError:
            return self.problem(0, "", f"there is no such file; {_EXAMPLE}")
        except OSError as error:
            return self.problem(0, "", f"cannot be read: {error.strerror}")
        root = self.parse(self.decode(raw))
        if root is None:
            return None
        if not isinstance(root, _Map):
            return self.problem(root.line, "", f"holds {_kind(root)}, not an episode's chapters; {_EXAMPLE}")
        return self.episode(root)

    def decode(self, raw: bytes) -> str:
        """Bytes → text with `\\n` alone, without what a card cannot show and without tabs where YAML refuses them."""
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.problem(line, "", f"is not UTF-8 (byte 0x{raw[error.start]:02X}); save the file as UTF-8")
            text = raw.decode("utf-8-sig", "replace")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not (_UNUSABLE.search(text) or "\t" in text):
            return text
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            if bad := _UNUSABLE.search(line):
                self.problem(number, "", f"has {_name_character(bad[0])}, which no card can show; take it out")
                line = _UNUSABLE.sub(" ", line)
            if tab := re.match(r"[ -]*\t[\t ]*", line):
                self.problem(number, "", "is indented with a tab, which YAML refuses; use spaces")
                line = _indent_like_its_kind(line[tab.end() :], tab[0], lines[: number - 1])
            lines[number - 1] = line
        return "\n".join(lines)

    def parse(self, text: str) -> _Node | None:
        patched: set[int] = set()
        while True:
            try:
                root, refusals = _build(text)
            except yaml.MarkedYAMLError as error:
                lines = text.split("\n")
                number = _line_of(error)
                while number > 1 and _DASH_ALONE.match(lines[number - 2]):  # it made one text of itself and this line
                    number -= 1
                line = lines[number - 1] if number <= len(lines) else ""
                if number not in patched:
                    self.problem(number, "", _explain(error, line))
                mended = _mend(line)
                if number in patched or mended is None or len(patched) == _MOST_SYNTAX_PROBLEMS:
                    return None
                patched.add(number)
                lines[number - 1] = mended
                text = "\n".join(lines)
            else:
                break
        for line, what in refusals:
            self.problem(line, "", what)
        if root is None:
            return self.problem(0, "", f"is empty; {_EXAMPLE}")
        return root

    # Nodes → values

    def fields(self, node: _Map, kind: str, where: str) -> dict[str, _Node]:
        """The mapping's values by key, known ones alone, after naming every unknown, doubled and missing key."""
        known = KEYS[kind]
        found: dict[str, _Node] = {}
        misspelt: set[str] = set()
        for key, value in node.pairs:
            if not isinstance(key, _Text):
                self.problem(key.line, where, f"has {_kind(key)} for a key; the keys are {_listed(known)}")
            elif key.value not in known:
                close = difflib.get_close_matches(key.value, known, 1)
                misspelt.update(close)
                remedy = f"did you mean `{close[0]}`?" if close else f"the keys of {_a(kind)} are {_listed(known)}"
                self.problem(key.line, where, f"unknown key `{key.value}`; {remedy}")
            elif key.value in found:
                first = next(k.line for k, _ in node.pairs if isinstance(k, _Text) and k.value == key.value)
                self.problem(key.line, where, f"`{key.value}` is here twice (first in line {first}); delete one")
            else:
                found[key.value] = value
        for key_name, needed in known.items():
            if needed and key_name not in found and key_name not in misspelt:
                self.problem(node.line, where, f"`{key_name}` is missing; add `{key_name}: …`")
        return found

    def text(self, node: _Node | None, key: str, where: str) -> str:
        """A text, normalised to NFC as Anki will do, without white space at its ends; empty where there is none."""
        if node is None:
            return ""
        if not isinstance(node, _Text):
            self.problem(node.line, where, f"`{key}` is {_kind(node)}; write one text, in quotes if it has signs in it")
            return ""
        if node.cut:
            self.problem(
                node.line,
                where,
                f"`{key}` ends before `{_short(node.cut)}`, since ' #' starts a comment; put the text in quotes, "
                "or write a comment with two spaces before # and one after",
            )
        if bad := _UNUSABLE.search(node.value):
            self.problem(node.line, where, f"`{key}` has {_name_character(bad[0])}, which no card can show; take it out")
        value = unicodedata.normalize("NFC", node.value).strip()
        if not value:
            self.problem(node.line, where, f"`{key}` is empty; write its text, or delete it")
        return value

    def time(self, node: _Node | None, key: str, where: str) -> int | None:
        if node is None:
            return None
        value = self.text(node, key, where)
        if match := _TIME.fullmatch(value):
            hours, minutes, seconds = (int(part or 0) for part in match.groups())
            if not (match[1] and minutes > 59):
                return hours * 3600 + minutes * 60 + seconds
        if value:
            hint = format_time(int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else "2:44"
            self.problem(
                node.line, where, f"`{key}: {_short(value)}` is not a time; write m:ss or h:mm:ss, such as {hint}"
            )
        return None

    def link(self, node: _Node | None, key: str, where: str) -> str:
        value = self.text(node, key, where)
        if node and value and not re.fullmatch(r"https?://[^\s/][^\s]*", value, re.IGNORECASE):
            self.problem(node.line, where, f"`{key}: {_short(value)}` is not a link; write one that begins with https://")
        return value

    def list(self, node: _Node | None, key: str, where: str) -> "list[_Node]":
        if node is None:
            return []
        if isinstance(node, _List) and node.items:
            return node.items
        what = "has nothing in it" if isinstance(node, _List) else f"is {_kind(node)}"
        self.problem(node.line, where, f"`{key}` {what}; write a list, each line with `- ` before it")
        return []

    def episode(self, root: _Map) -> Episode:
        top = self.fields(root, "file", "")
        node = top.get("episode")
        about: dict[str, _Node] = {}
        if isinstance(node, _Map):
            about = self.fields(node, "episode", "episode")
        elif node is not None:
            self.problem(node.line, "episode", f"`episode` is {_kind(node)}; write {_listed(KEYS['episode'])} below it")
        text = {key: self.text(about.get(key), key, "episode") for key in ("show", "title", "guest", "host")}
        deck = self.text(top.get("deck"), "deck", "") or f"{text['show']}::{text['guest'] or text['title']}"
        if "deck" in top and any(not part.strip() for part in deck.split("::")):
            self.problem(top["deck"].line, "", f"`deck: {_short(deck)}` has an empty part; write it as Show::Episode")
        return Episode(
            **text,
            published=self.published(about.get("published")),
            url=self.link(about.get("url"), "url", "episode"),
            links=self.links(about.get("links")),
            deck="::".join(part.strip() for part in deck.split("::")),
            chapters=self.chapters(self.list(top.get("chapters"), "chapters", "")),
        )

    def published(self, node: _Node | None) -> str:
        value = self.text(node, "published", "episode")
        if node and value and not _is_date(value):
            what = f"`published: {_short(value)}` is not a date; write year-month-day, such as 2024-05-15"
            self.problem(node.line, "episode", what)
        return value

    def links(self, node: _Node | None) -> dict[str, str]:
        if node is None:
            return {}
        if not isinstance(node, _Map):
            self.problem(node.line, "episode", f"`links` is {_kind(node)}; write lines such as `transcript: https://…`")
            return {}
        links: dict[str, str] = {}
        for key, value in node.pairs:
            name = self.text(key, "links", "episode")
            if name in links:
                self.problem(key.line, "episode", f"link `{name}` is here twice; delete one or rename it")
            links[name] = self.link(value, name, "episode")
        return links

    def chapters(self, nodes: "list[_Node]") -> tuple[Chapter, ...]:
        found: list[Chapter] = []
        last: tuple[int, int | None] | None = None  # start and end of the last chapter whose start could be read
        parts = [self.chapter(node, number) for number, node in enumerate(nodes, 1)]
        starts = [chapter.start for chapter, timed in parts if timed]
        for chapter, timed in parts:
            where = _where(chapter.title, len(found) + 1)
            if timed:
                del starts[0]
                start = chapter.start
                if last and start <= last[0]:
                    what = f"starts at {format_time(start)}, not after the chapter before it ({format_time(last[0])})"
                    self.problem(chapter.line, where, f"{what}; put the chapters in the order of time")
                elif last and last[1] is not None and start < last[1]:
                    what = f"starts at {format_time(start)}, before the chapter above it ends ({format_time(last[1])})"
                    self.problem(chapter.line, where, f"{what}; correct one of the two")
                if chapter.end is not None and chapter.end <= start:
                    what = f"ends at {format_time(chapter.end)}, not after its start ({format_time(start)})"
                    self.problem(chapter.line, where, f"{what}; correct one of the two")
                last = (start, chapter.end)
                end = chapter.end if chapter.end is not None else (starts[0] if starts else None)
                for bullet in chapter.bullets:
                    if bullet.at is not None and not start <= bullet.at <= (bullet.at if end is None else end):
                        span = f"from {format_time(start)}" + (f" to {format_time(end)}" if end is not None else "")
                        what = f"`at: {format_time(bullet.at)}` is outside its chapter ({span})"
                        self.problem(bullet.line, where, f"{what}; correct it or move the bullet")
                chapter = Chapter(chapter.title, start, end, chapter.summary, chapter.bullets, chapter.line)
            found.append(chapter)
        return tuple(found)

    def chapter(self, node: _Node, number: int) -> tuple[Chapter, bool]:
        """A chapter, and whether its start could be read."""
        if not isinstance(node, _Map):
            what = f"is {_kind(node)}; write `title:`, `start:` and `bullets:`"
            self.problem(node.line, _where("", number), what)
            return Chapter("", 0, None, "", (), node.line), False
        title = next((v.value for k, v in node.pairs if isinstance(k, _Text) and k.value == "title" and isinstance(v, _Text)), "")
        where = _where(title, number)
        values = self.fields(node, "chapter", where)
        start = self.time(values.get("start"), "start", where)
        bullets = self.list(values.get("bullets"), "bullets", where)
        return Chapter(
            title=self.text(values.get("title"), "title", where),
            start=start or 0,
            end=self.time(values.get("end"), "end", where),
            summary=self.text(values.get("summary"), "summary", where),
            bullets=tuple(filter(None, (self.bullet(bullet, where) for bullet in bullets))),
            line=values["start"].line if "start" in values else node.line,
        ), start is not None

    def bullet(self, node: _Node, where: str) -> Bullet | None:
        if isinstance(node, _List):
            return self.problem(node.line, where, f"bullet is a list; {_in_quotes('the bullet')}")
        if isinstance(node, _Map):
            if len(node.pairs) == 1 and isinstance(key := node.pairs[0][0], _Text) and key.raw not in KEYS["bullet"]:
                return self.labelled_bullet(key, node.pairs[0][1], where)
            return self.full_bullet(node, where)
        text = self.text(node, "bullet", where)
        return Bullet(text, node.line) if text else None

    def labelled_bullet(self, label: _Text, value: _Node, where: str) -> Bullet | None:
        """`- Label: value`, which YAML reads as a mapping."""
        if not isinstance(value, _Text):
            return self.problem(value.line, where, f"bullet holds {_kind(value)}; {_in_quotes('the bullet')}")
        if not value.value:
            return self.problem(label.line, where, f"bullet ends after `{_short(label.value)}:`; write the claim behind it")
        whole = _Text(f"{label.raw}: {value.raw}", label.line, "", True, value.cut)
        text = self.text(whole, "bullet", where)
        return Bullet(text, label.line) if text else None

    def full_bullet(self, node: _Map, where: str) -> Bullet | None:
        if not any(isinstance(key, _Text) and key.value in KEYS["bullet"] for key, _ in node.pairs):
            return self.problem(node.line, where, f"bullet goes on as `key: value`; {_in_quotes('the whole bullet')}")
        values = self.fields(node, "bullet", where)
        text = self.text(values.get("text"), "text", where)
        name = self.text(values.get("id"), "id", where)
        if name and not _ID.fullmatch(name):
            what = f"`id: {_short(name)}` may have letters A–Z, digits and . _ - alone, and begins with no sign"
            self.problem(values["id"].line, where, what)
        elif name and self.ids.setdefault(name, node.line) != node.line:
            what = f"`id: {name}` is also that of the bullet in line {self.ids[name]}; give each its own"
            self.problem(values["id"].line, where, what)
        cards = self.wordings(values, where)
        skip = self.text(values.get("skip"), "skip", where)
        if skip not in ("", "true", "false"):
            self.problem(values["skip"].line, where, f"`skip: {_short(skip)}` is neither `true` nor `false`")
        if skip == "true" and cards:
            self.problem(values["skip"].line, where, "`skip: true`, yet it has a card of its own; delete one of the two")
        at = self.time(values.get("at"), "at", where)
        line = values["text"].line if "text" in values else node.line
        return Bullet(text, line, at, name, skip == "true", cards) if text else None

    def wordings(self, values: Mapping[str, _Node], where: str) -> tuple[Wording, ...]:
        nodes: list[Mapping[str, _Node]] = []
        if "cards" in values:
            for extra in {"question", "answer"} & values.keys():
                self.problem(values[extra].line, where, f"`{extra}` beside `cards`; move it into the list")
            for item in self.list(values["cards"], "cards", where):
                if isinstance(item, _Map):
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


# Parser events → nodes


def _build(text: str) -> tuple[_Node | None, list[tuple[int, str]]]:
    """The document's root, None if it is empty, and what YAML allows but this file does not, with its lines."""
    # Only lines with a # can have cut a text short; looking them up is much cheaper than looking at each.
    lines = text.split("\n")
    hashed = {number for number, line in enumerate(lines) if "#" in line} if "#" in text else set()
    refusals: list[tuple[int, str]] = []
    root: _Node | None = None
    open_nodes: list[_List | _Map] = []
    keys: list[_Node | None] = []  # of each open mapping: the key that waits for its value
    documents = 0
    parser = _Loader(text)
    try:
        while (event := parser.get_event()) is not None:
            node: _Node
            if isinstance(event, yaml.ScalarEvent):
                start, end = event.start_mark, event.end_mark
                plain = not event.style
                cut = _cut_short(lines[end.line][end.column :]) if plain and end.line in hashed else ""
                raw = event.value if plain or event.style in "|>" else text[start.index : end.index]
                node = _Text(event.value, start.line + 1, raw, plain, cut)
            elif isinstance(event, yaml.SequenceStartEvent):
                node = _List([], event.start_mark.line + 1)
            elif isinstance(event, yaml.MappingStartEvent):
                node = _Map([], event.start_mark.line + 1)
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                open_nodes.pop()
                keys.pop()
                continue
            elif isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1
                refusals.append((line, f"`*{event.anchor}` is an alias to YAML; {_in_quotes('a text that begins with *')}"))
                node = _Text(f"*{event.anchor}", line, "", True)
            else:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        refusals.append((event.start_mark.line + 1, "a second document begins; write one file an episode"))
                        break
                continue
            if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent):
                for sign, name in (("&", event.anchor), ("!", event.tag)):
                    if name:
                        shown = name if sign == "!" else sign + name
                        what = f"`{shown}` is a name to YAML, not text; {_in_quotes(f'a text that begins with {sign}')}"
                        refusals.append((event.start_mark.line + 1, what))
            if not open_nodes:
                root = node
            elif isinstance(parent := open_nodes[-1], _List):
                parent.items.append(node)
            elif (key := keys[-1]) is None:
                keys[-1] = node
            else:
                parent.pairs.append((key, node))
                keys[-1] = None
            if not isinstance(node, _Text):
                open_nodes.append(node)
                keys.append(None)
    finally:
        parser.dispose()
    if isinstance(root, _Text) and not root.value:
        root = None
    return root, refusals


def _cut_short(rest: str) -> str:
    """What ' #' has cut off a plain text, if it looks like text.

    A comment has two spaces before its # and one after it, as yamllint's rule `comments` has it; all else is a text
    whose author did not think of comments ("We're #1").
    """
    if (at := rest.find("#")) < 0 or re.match(r"\s{2,}#+(\s|$)", rest):
        return ""
    return rest[at:].rstrip()


# Mistakes of syntax: where, what, and a guess at what was meant


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """The line of the mistake. A quoted text that never ends is wrong where it begins, not where the file ends."""
    started = (error.context or "").startswith("while scanning") and error.context_mark
    mark = error.context_mark if started else error.problem_mark or error.context_mark
    return int(mark.line) + 1 if mark else 1


_DASH_ALONE = re.compile(r"(\s*)-(?=[^\s-])")
_BEFORE_TEXT = re.compile(
    r"\s*(?:-\s+)?(?:(?:%s):\s+)?" % "|".join(sorted({key for keys in KEYS.values() for key in keys}))
)


def _explain(error: yaml.MarkedYAMLError, line: str) -> str:
    before = _BEFORE_TEXT.match(line)
    rest = line[before.end() :] if before else line
    if _DASH_ALONE.match(line):
        return "`-` needs a space behind it"
    if rest and before and before[0].strip():
        why = ""
        if rest[0] in "[]{}&*!|>'\"%@`#,":
            why = f"a text cannot begin with {rest[0]} here"
        elif ": " in rest or rest.endswith(":"):
            why = "': ' inside a text makes YAML look for a key"
        if why:
            return f"{why}; put it in quotes: {_short(_quoted(rest), 80)}"
    if "did not find expected key" in (error.problem or "") or "expected '-' indicator" in (error.problem or ""):
        return "does not line up with the lines above it; give it the same spaces before it, or put its text in quotes"
    what = " ".join(filter(None, (error.context, error.problem)))
    return f"is not YAML ({what}); put the text in quotes, or look at the line above"


def _mend(line: str) -> str | None:
    """The line as its author probably meant it, so that reading can go on; None where nobody could tell."""
    if dash := _DASH_ALONE.match(line):
        return f"{dash[1]}- {json.dumps(line[dash.end() :], ensure_ascii=False)}"
    before = _BEFORE_TEXT.match(line)
    if not before or not before[0].strip() or before.end() == len(line):
        return None
    return before[0] + json.dumps(line[before.end() :], ensure_ascii=False)


def _indent_like_its_kind(content: str, before: str, above: "list[str]") -> str:
    """A line whose indent was tabs: with the indent of the nearest line above that begins in the same way."""
    content = ("- " if "-" in before else "") + content
    first = content.split(" ", 1)[0]
    for line in reversed(above):
        if line.strip().split(" ", 1)[0] == first and "\t" not in line:
            return line[: len(line) - len(line.lstrip())] + content
    return before.replace("-", "").expandtabs(2) + content


# Words for the report


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _short(text: str, most: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _where(title: str, number: int) -> str:
    return f"chapter “{_short(title)}”" if title.strip() else f"chapter {number}"


def _in_quotes(what: str) -> str:
    return f"put {what} in quotes"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _a(kind: str) -> str:
    return {"file": "the file", "episode": "the episode"}.get(kind, f"a {kind}")


def _name_character(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"a {name.lower()} (U+{ord(character):04X})" if name else f"a control character (U+{ord(character):04X})"


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
