"""The pieces of a bullet: what stands between its colons, dashes, semicolons and full stops."""

import re
from typing import NamedTuple


class Piece(NamedTuple):
    """A part of a bullet. `start` and `end` are its place there; `joint` is the sign before it: : ; . — or nothing."""

    text: str
    start: int
    end: int
    joint: str


_HIDDEN = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’(?!\w)")
_JOINT = re.compile(
    r"""
      (?P<colon>:\s+)
    | (?P<semicolon>;\s+)
    | (?P<dash>\s*—\s*|\s+[–-]{1,2}\s+|\s*--\s*)
    | (?<=[a-z0-9%)”’"'])(?P<stop>[.!?]\s+)(?=[“"'‘]?[A-Z0-9])
    """,
    re.VERBOSE,
)
# Full stops that end no sentence.
_SHORT = re.compile(
    r"\b(?:approx|vs|v|c|ca|e\.g|i\.e|etc|Dr|Mr|Mrs|Ms|Prof|St|No|no|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Jr|Sr|Fig|Vol|cf|al|Cir|Inc|Co|Corp|[A-Z])\.$"
)


def split_bullet(text: str) -> list[Piece]:
    """A bullet's pieces in their order, brackets and quotations never torn."""
    masked = _HIDDEN.sub(lambda match: "_" * len(match[0]), text)
    pieces: list[Piece] = []
    start, joint = 0, ""
    for match in _JOINT.finditer(masked):
        kind = match.lastgroup or ""
        if kind == "stop" and _SHORT.search(masked[: match.start() + 1]):
            continue
        if (
            kind == "dash"
            and re.search(r"\d\s*$", masked[: match.start()])
            and re.match(r"\s*[\d$£€]", masked[match.end() :])
        ):
            continue  # a range of figures
        if text[start : match.start()].strip():
            pieces.append(_piece(text, start, match.start(), joint))
            start, joint = match.end(), {"colon": ":", "semicolon": ";", "dash": "—", "stop": "."}[kind]
    if text[start:].strip(" ."):
        pieces.append(_piece(text, start, len(text), joint))
    return pieces


def _piece(text: str, start: int, end: int, joint: str) -> Piece:
    closes = end == len(text)
    while end > start and text[end - 1] in " .!,;":
        short = _SHORT.search(text[start:end])
        if short and not (closes and re.search(r"(?<![.A-Z])[ (][A-Z]\.$", text[start:end])):  # a last vitamin C.
            break
        end -= 1
    while start < end and text[start] == " ":
        start += 1
    return Piece(text[start:end], start, end, joint)
