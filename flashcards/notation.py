"""The notation of the data file: its keys, and its YAML as it was written. The only module that knows PyYAML.

Values are read from the parser's events, as they stand in the file: PyYAML's own loaders would turn the time 2:44 into
164, the word `yes` into True and a repeated key into silence. What YAML refuses is put right in memory, by a guess at
what was meant, so that the mistakes behind it are found in the same run.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import yaml

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

# Anki drops these from a field (measured: all of C0 but tab and newline, and DEL); YAML 1.1 breaks lines at the rest.
UNUSABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# One mistake in YAML hides those behind it: each is put right in memory to find the next, up to this many attempts.
_MOST_MENDS = 50
# A card is seven deep. Without a limit, a hundred thousand brackets would keep the parser busy for minutes.
_DEEPEST = 20

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Mistake = tuple[int, str]  # the line, counted from 1, and what is wrong with it


# `span` is where a node begins and ends, in characters of the file as `decode` gives it. A list or mapping without
# brackets ends with the last text in it, and its span where it begins.


class Text(NamedTuple):
    value: str
    line: int
    raw: str = ""  # as it stands in the file, with its quotes
    gap: str = ""  # what stands between it and its value, where it is a key
    cut: tuple[int, str] | None = (
        None  # the line and the words that ' #' has made a comment, though they look like text
    )
    span: Sequence[int] = ()


class List(NamedTuple):
    items: "list[Node]"
    line: int
    opened: str  # [ or nothing
    span: list[int]


class Map(NamedTuple):
    pairs: "list[tuple[Node, Node]]"
    line: int
    opened: str  # the sign that opens it, { or ?, if one does
    span: list[int]


Node = Text | List | Map


_MERGE = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)


def read_nodes(raw: bytes) -> tuple[Node | None, list[Mistake]]:
    """Read the bytes of a file as far as they can be: its root node, if it has one, and its mistakes of notation."""
    text, mistakes = decode(raw)
    if mark := _MERGE.search(text):
        what = "has the marks of a merge; keep what is right of both sides, and delete the lines with marks"
        return None, [(text.count("\n", 0, mark.start()) + 1, what)]
    root, more = _parse(text)
    return root, mistakes + more


def decode(raw: bytes) -> tuple[str, list[Mistake]]:
    """Give the text with LF alone, without what a card cannot show and without tabs where YAML refuses them."""
    mistakes: list[Mistake] = []
    if b"\0" in raw:
        at = len(raw[: raw.index(b"\0") + 1].splitlines())
        mistakes.append((at, "is not a text in UTF-8 (it has a zero byte); save the file as UTF-8"))
        return "", mistakes
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        at = len(raw[: error.start + 1].splitlines())
        mistakes.append((at, f"is not UTF-8 (byte 0x{raw[error.start]:02X}); save the file as UTF-8"))
        text = raw.decode(errors="replace")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not (UNUSABLE.search(text) or "\t" in text):
        return text, mistakes
    lines: list[str] = []
    for number, written in enumerate(text.split("\n"), 1):
        if bad := UNUSABLE.search(written):
            mistakes.append((number, f"has {name_character(bad[0])}, which no card can show; take it out"))
        line = UNUSABLE.sub(" ", written)
        if tab := re.match(r"( *)([- ]*)\t[\t ]*(?=\S)", line):
            mistakes.append((number, "is indented with a tab, which YAML refuses; use spaces"))
            content = tab[2].rstrip().ljust(2) + line[tab.end() :] if tab[2].strip() else line[tab.end() :]
            line = (tab[1] if tab[2].strip() else _indent_like(lines, content)) + content
        lines.append(line)
    return "\n".join(lines), mistakes


def _parse(text: str) -> tuple[Node | None, list[Mistake]]:
    """Give the root node, after putting right in memory what YAML refuses; None if that loses what was meant."""
    lines = text.split("\n")
    mistakes: list[Mistake] = []
    mends: dict[int, list[_Mend]] = {}  # of each line that YAML refused: what is left to try
    askew: set[int] = set()
    lost = False
    root: Node | None = None
    for _ in range(_MOST_MENDS):
        try:
            root, refusals = _build("\n".join(lines))
        except yaml.MarkedYAMLError as error:
            number = _line_of(error, lines)
            if number not in mends:
                what, mends[number] = _diagnose(error, lines, number)
                if what in (_ASKEW, _KEYLESS):
                    askew.add(number)
                mistakes.append((number, what))
            if not mends[number]:
                lost = True
                break
            mend = mends[number].pop(0)
            lost = lost or (not mend.get(number, " ") and bool(_KEY.match(lines[number - 1])))
            for mended, line in mend.items():
                lines[mended - 1] = line
        else:
            mistakes += refusals
            break
    else:
        lost = True
    # One line out of its place puts those below it out of theirs, and all of them where no guess at it helps.
    echoes = askew - {min(askew, default=0)} if lost else {number for number in askew if number - 1 in askew}
    mistakes = [(number, what) for number, what in mistakes if number not in echoes or what not in (_ASKEW, _KEYLESS)]
    return None if lost or len(askew) > 1 else root, mistakes


# Parser events → nodes


def _build(text: str) -> tuple[Node | None, list[Mistake]]:
    """Give the document's root, None if it is empty, and what YAML allows but this file does not, with its lines."""
    lines = text.split("\n")
    refusals: list[Mistake] = []
    root: Node | None = None
    open_nodes: list[List | Map] = []
    keys: list[tuple[Node, int] | None] = []  # of each open mapping: the key that waits for its value, and its end
    documents = 0
    parser = _Loader(text)
    event: Any
    try:
        while (event := parser.get_event()) is not None:
            kind = type(event)
            if kind in (yaml.SequenceEndEvent, yaml.MappingEndEvent):
                if (closed := open_nodes.pop()).opened in ("[", "{"):
                    closed.span[1] = event.end_mark.index
                keys.pop()
                continue
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    refusals.append((event.start_mark.line + 1, "a second document begins; write one file an episode"))
                    break
            if not issubclass(kind, yaml.NodeEvent):
                continue
            start, end = event.start_mark, event.end_mark
            line = start.line + 1
            node: Node
            if kind is yaml.SequenceStartEvent:
                sign = text[start.index : start.index + 1]
                node = List([], line, sign if sign == "[" else "", [start.index, start.index])
            elif kind is yaml.MappingStartEvent:
                sign = text[start.index : start.index + 1]
                node = Map([], line, sign if sign in ("{", "?") else "", [start.index, start.index])
            else:
                node = _read_scalar(event, text, lines)
                plain = kind is yaml.ScalarEvent and not event.anchor and not event.style
                if plain and start.line < end.line < len(lines) and not node.value.startswith("-"):
                    refusals += _find_dashes(lines, start.line + 1, end.line)
            if kind is yaml.AliasEvent or event.anchor or event.tag:
                sign = "*" if kind is yaml.AliasEvent else text[start.index]
                name = shorten(lines[start.line][start.column :].split(" ", 1)[0])
                remedy = _in_quotes(node.raw) if isinstance(node, Text) else f"delete `{name}`"
                refusals.append((line, f"a text cannot begin with {sign} here; {remedy}"))
            if not open_nodes:
                root = node
            elif isinstance(parent := open_nodes[-1], List):
                parent.items.append(node)
            elif (waiting := keys[-1]) is None:
                keys[-1] = (node, end.index)
            else:
                key, key_end = waiting
                if isinstance(key, Text):
                    gap = text[key_end : start.index]
                    empty = isinstance(node, Text) and not node.raw
                    key = key._replace(gap=": " if "\n" in gap or empty else gap)
                parent.pairs.append((key, node))
                keys[-1] = None
            if not isinstance(node, Text):
                open_nodes.append(node)
                keys.append(None)
                if len(open_nodes) > _DEEPEST:
                    what = "has too many lists inside one another; put texts that begin with [ { - in quotes"
                    refusals.append((line, what))
                    return None, refusals
    finally:
        parser.dispose()
    return None if isinstance(root, Text) and not root.raw else root, refusals


def _find_dashes(lines: Sequence[str], first: int, last: int) -> list[Mistake]:
    """Find the lines of a text of several that look like bullets of their own; lines counted from 0."""
    what = "begins with - but goes on with the text above it; give it the same spaces as the - above"
    return [(n + 1, what) for n in range(first, last + 1) if re.match(r"\s*-(?![\d-])", lines[n])]


def _read_scalar(event: Any, text: str, lines: Sequence[str]) -> Text:
    start, end = event.start_mark, event.end_mark
    written = text[start.index : end.index]
    span = (start.index, end.index)
    if type(event) is yaml.AliasEvent or event.anchor or event.tag:
        return Text(written.strip() or "?", start.line + 1, written.strip())
    if event.style:
        raw = event.value if event.style in "|>" else re.sub(r"\s*\n\s*", " ", written)
        return Text(event.value, start.line + 1, raw, span=span)
    hash_behind = _CUT.match(lines[end.line], end.column) if end.line < len(lines) else None
    cut = (end.line + 1, hash_behind[1].rstrip()) if hash_behind else None
    return Text(event.value, start.line + 1, event.value, cut=cut, span=span)


# A comment has two spaces before its # and one after it, as yamllint's rule `comments` has it; all else is a text whose
# author did not think of comments ("We're #1").
_CUT = re.compile(r"(?!\s{2,}#+(?:\s|$))\s*(#.*)")


# Mistakes of syntax: where, what, and guesses at what was meant

_Mend = dict[int, str]  # lines to put in the place of others, by number

_NAMES = "|".join(sorted({key for keys in KEYS.values() for key in keys}))
_KEY = re.compile(rf"\s*(?:- +)?(?:{_NAMES}):?(?:\s|$)")
_BEFORE_TEXT = re.compile(rf"\s*(?:- +)?(?:(?:{_NAMES}): +)?")
_COLON_AMISS = re.compile(r"\s*(?:- +)?(?:text|question|answer|title|start|end|summary)(?::(?=[^\s:])| (?! *:))")
_DASH_ALONE = re.compile(r"(\s*)-(?=[^\s-])")
_INLINE_CARD = re.compile(r"(\s*- *)\{ *question: *(.+?), *answer: *(.+?) *\}?\s*")
_COMMENT = re.compile(r"\s{2,}#+(?:\s.*)?$|\s+$")
_LONGEST_REMEDY = 200


def _line_of(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> int:
    """Tell the line of the mistake. What never ends is wrong where it begins, not where the file ends."""
    endless = "unexpected" in (error.problem or "") or (error.context or "").startswith(
        ("while scanning a simple key", "while parsing a flow mapping", "while parsing a flow sequence")
    )
    mark = (error.context_mark if endless else None) or error.problem_mark or error.context_mark
    number = min(mark.line + 1, len(lines)) if mark else 1
    number = _find_unclosed(lines[:number]) or number
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    if number > 1 and _KEY.match(lines[number - 1]) and _COLON_AMISS.match(lines[number - 2]):
        number -= 1
    while number > 1 and _DASH_ALONE.match(lines[number - 2]):  # YAML made one text of it and this line
        number -= 1
    return number


def _find_unclosed(lines: Sequence[str]) -> int:
    """Find the line whose quote or bracket has taken in the lines below it, or 0: YAML complains where it ends."""
    opened, ends = 0, re.compile("")
    for number, line in enumerate(lines, 1):
        at = 0
        if not opened:
            before = _BEFORE_TEXT.match(line)
            at = before.end() if before else 0
            if line[at : at + 1] not in _ENDS or not line[at:]:
                continue
            opened, ends = number, _ENDS[line[at]]
            at += line[at] in "'\""
        if end := ends.match(line, at):
            if opened < number and not re.match(r"\s*(?:#|,|$)", line[end.end() :]):
                return opened
            opened = 0
    return opened if opened < len(lines) else 0


# How the rest of a line looks that closes what is open: a quote, or the last bracket, as near as a line tells.
_ENDS = {
    '"': re.compile(r'(?:[^"\\]|\\.)*"'),
    "'": re.compile(r"(?:[^']|'')*'(?!')"),
    "[": re.compile(r".*\](?=\s*(?:#|$))"),
    "{": re.compile(r".*\}(?=\s*(?:#|$))"),
}
_KEYLESS = "has no key that belongs here; if it goes on with the text above, write both in one line, in quotes"
_ASKEW = "does not line up with the lines above it; give it the same spaces before it, or put its text in quotes"


def _diagnose(error: yaml.MarkedYAMLError, lines: Sequence[str], number: int) -> tuple[str, list[_Mend]]:
    """Say what is wrong with a line, and what its author may have meant: guesses, the last of which leaves it out."""
    line = lines[number - 1]
    above = lines[number - 2] if number > 1 else ""
    out = {number: ""}
    problem = error.problem or ""
    content = line.strip()
    before = _BEFORE_TEXT.match(line)
    start = before[0] if before else ""
    rest = _COMMENT.sub("", line[len(start) :])
    if dash := _DASH_ALONE.match(line):
        text = line[dash.end() :]
        return "`-` needs a space behind it", [
            {number: f"{dash[1]}- {text}"},
            {number: f"{dash[1]}- {_quote(text)}"},
            out,
        ]
    if star := re.match(r"(\s*)\*\s+", line):
        return "begins with `*`; a line of a list begins with `- `", [{number: f"{star[1]}- {line[star.end() :]}"}, out]
    if card := _INLINE_CARD.fullmatch(line):
        question, answer = (_quote(_unquote(text)) for text in card.groups()[1:])
        mended = f"{{question: {question}, answer: {answer}}}"
        what = f"a sign in this card has a meaning in YAML; put its texts in quotes: {mended}"
        return what, [{number: card[1] + mended}, out]
    if not start.strip() and (link := re.match(r"(\s*[^\s'\"][^:]*: +)(?=.*:(?: |$))", line)):
        start, rest = link[0], _COMMENT.sub("", line[link.end() :])
    if _COLON_AMISS.match(line):
        rest = ""
    if rest and start.strip() and not (rest[0] in "'\"" and _is_closed(rest) and "escape" not in problem):
        quoted = [{number: start + _quote(_unquote(rest))}, out]
        if rest[0] in "'\"":
            if rest == f'"{_unquote(rest)}':
                return f'begins with " but does not end with it; {_in_quotes(_unquote(rest))}', quoted
            if _unquote(rest) != rest:
                return f"its quotes end too early, or it has a \\ in it; {_in_quotes(_unquote(rest))}", quoted
            return f"begins with {rest[0]} but does not end with it; {_in_quotes(rest)}", quoted
        if rest[0] in "[]{}&*!|>%@`#,?":
            return f"a text cannot begin with {rest[0]} here; {_in_quotes(rest)}", quoted
        if ": " in rest or rest.endswith(":"):
            return f"': ' inside a text makes YAML look for a key; {_in_quotes(rest)}", quoted
    known = re.match(rf"\s*(- +)?({_NAMES})\b:?", line)
    if known and not re.match(r"\s*:(?:\s|$)", line[known.end(2) :]):
        key, value = known[2], line[known.end() :].strip()
        what = f"`{key}` needs a colon and a space behind it; write `{key}: {shorten(value) or '…'}`"
        return what, [{number: f"{line[: known.start(2)]}{key}: {value}"}, out]
    bare = re.match(r"(\s*- +)(?!\S+: )(?=\S)", above)
    if known and known[2] in KEYS["bullet"] and bare and "mapping values" in problem:
        text = above[bare.end() :]
        what = (
            f"`{known[2]}` stands below a bullet without a key; write `text: ` before the bullet in line {number - 1}"
        )
        column = " " * len(bare[0])
        mend = {number - 1: f"{bare[0]}text: {text}", number: column + content}
        return what, [mend, out]
    if known or content.startswith("- ") or "expected key" in problem or "'-' indicator" in problem:
        aligned = {number: _indent_like(lines[: number - 1], content) + content}
        return _ASKEW, [aligned, out] if known or content.startswith("- ") else [out]
    if "could not find expected ':'" in problem or "mapping values" in problem:
        return _KEYLESS, [{number - 1: f"{above} {content}", number: ""} if above.rstrip().endswith(":") else out]
    said = " ".join(filter(None, (error.context, error.problem)))
    return f"is not YAML ({said}); put the text in quotes, or look at the line above", [out]


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _is_closed(text: str) -> bool:
    """Whether a quoted text is right as it stands, so that YAML must complain of where it stands."""
    end = _ENDS[text[0]].match(text, 1)
    return end is not None and end.end() == len(text)


def _unquote(text: str) -> str:
    """Take away the quotes around a text whose inner quotes YAML trips over, but not those of its first words."""
    sign = text[0]
    if sign == '"' and text.count(sign) == 1:
        return text[1:].lstrip() or text
    if len(text) < 3 or sign not in "'\"" or text[-1] != sign or re.match(rf"{sign}[^{sign}]*\S{sign}[\s,;.:]", text):
        return text
    return text[1:-1]


def _indent_like(above: Sequence[str], content: str) -> str:
    """Guess the indent of a line from those above it: below a `key:`, beside a `-` of its kind, or beside a key."""
    last = next((line for line in reversed(above) if line.strip()), "")
    start = re.match(r" *(?:- +)?", last)
    column = len(start[0]) if start else 0
    if _COMMENT.sub("", last).endswith(":"):
        return " " * (column + 2)
    if not content.startswith("- "):
        return " " * column
    kinds = [f"{known[0].rstrip()} "] if (known := re.match(rf"- +(?:{_NAMES}):", content)) else []
    for kind in [*kinds, "- "]:
        for line in reversed(above):
            if line.lstrip().startswith(kind):
                return line[: len(line) - len(line.lstrip())]
    return " " * column


# Words for the report


def _in_quotes(text: str) -> str:
    """Say what to write in the place of a text that YAML does not take as it is, unless that is too long to show."""
    if len(text) > _LONGEST_REMEDY:
        return "put it in ' quotes, and double each ' that is in it"
    return "put it in quotes: '" + text.replace("'", "''") + "'"


def shorten(text: str, most: int = 40) -> str:
    text = UNUSABLE.sub("�", " ".join(text[: 10 * most].split()))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def name_character(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"a {name.lower()} (U+{ord(character):04X})" if name else f"a control character (U+{ord(character):04X})"
