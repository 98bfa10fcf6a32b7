"""Whether a bullet is made of complete sentences, as an editor would print them, or is a note that leaves words out.

A blank in complete sentences asks well, whatever clauses the parser saw in them. The weights are fitted to what editors
said of bullets (tests/judged/bullets.tsv), by tests/fit_weights.py; nobody sets them by hand.
"""

import re
from collections.abc import Iterator, Sequence

from flashcards.questions.grammar import Line
from flashcards.questions.weights import weigh
from flashcards.questions.words import may_stand_bare

_FINITE = ("VBZ", "VBP", "VBD", "MD")
_SIGNS = re.compile(r"→|->|\s[=+]\s|\bw/|/|…|\?|!|\*|#|&|~|\bvs\b|%|\betc\b|\bincl\b|\besp\b|“|\"|\(")
_NOUNS = frozenset("nsubj nsubjpass dobj attr pobj conj ROOT appos".split())
_TELLS_WHICH = frozenset("det poss nummod predet".split())
_TELLS_KIND = frozenset("amod compound".split())
_WORDS = frozenset(
    """a an the is are was were be been has have had do does did can could may might will would should must not no and
    or but so because if when that which who to of in for as than there it they he she you we this""".split()
)


def completeness(text: str, lines: Sequence[Line]) -> float:
    """The share of editors who would print a bullet as it stands, as far as its looks tell: from 0 to 1."""
    return weigh("bullets", look(text, lines))


def look(text: str, lines: Sequence[Line]) -> set[str]:
    """What a bullet looks like, as the names of sights. `lines` are its pieces, parsed."""
    return set(_sights(text, lines))


def _sights(text: str, lines: Sequence[Line]) -> Iterator[str]:
    yield f"pieces={min(len(lines), 4)}"
    yield f"words={min(len(text.split()) // 3, 8)}"
    yield from (f"sign={sign.strip()}" for sign in _SIGNS.findall(text))
    if text.endswith("."):
        yield "stop"
    if text[:1].islower():
        yield "small"
    for number, line in enumerate(lines):
        place = "first" if number == 0 else "later"
        yield from _line_sights(line, place)


def _line_sights(line: Line, place: str) -> Iterator[str]:
    tokens = line.tokens
    if not tokens:
        return
    tags = ["^", *(token.tag for token in tokens), "$"]
    yield from (f"2:{' '.join(tags[at : at + 2])}" for at in range(len(tags) - 1))
    yield from (f"3:{' '.join(tags[at : at + 3])}" for at in range(len(tags) - 2))
    yield from (f"word={token.lower}" for token in tokens if token.lower in _WORDS)
    yield f"starts={tokens[0].tag}:{tokens[0].lower if tokens[0].lower in _WORDS else ''}"
    yield f"{place}|words={min(len(tokens) // 3, 6)}"
    yield f"{place}|roots={min(len(line.roots), 3)}"
    for root in line.roots:
        kinds = sorted({tokens[at].dep for at in line.children(root)} - {"punct"})
        yield f"{place}|root={tokens[root].tag}"
        yield from (f"{place}|root={tokens[root].tag}:{kind}" for kind in kinds)
        helpers = [tokens[at].tag for at in line.children(root, "aux", "auxpass") if at < root]
        finite = (helpers[0] if helpers else tokens[root].tag) in _FINITE
        subject = any(at < root for at in line.children(root, "nsubj", "nsubjpass", "expl", "csubj"))
        yield f"{place}|finite={finite},subject={subject}"
    yield f"{place}|finites={min(sum(token.tag in _FINITE for token in tokens), 3)}"
    commas = [token.at for token in tokens if token.text == ","]
    yield f"{place}|commas={min(len(commas), 3)}"
    if commas and commas[-1] + 1 < len(tokens):
        rest = tokens[commas[-1] + 1 :]
        has_verb = any(token.tag.startswith("VB") or token.tag == "MD" for token in rest)
        joined = any(token.lower in ("and", "or", "but") for token in rest)
        yield f"behind-comma={rest[0].tag},verb={has_verb},joined={joined},alone={len(rest) == 1}"
    yield from _noun_sights(line)


def _noun_sights(line: Line) -> Iterator[str]:
    """Which nouns in the singular have an article or the like, and which stand bare."""
    told = bare = 0
    for token in line.tokens:
        if token.tag != "NN" or token.dep not in _NOUNS:
            continue
        before = {line.tokens[at].dep for at in line.children(token.at) if at < token.at}
        if before & _TELLS_WHICH:
            told += 1
            yield f"told:{token.dep}"
        elif may_stand_bare(token.text):
            yield f"mass:{token.dep},{bool(before & _TELLS_KIND)}"
        else:
            bare += not line.children(token.at, "conj")
            over = line.tokens[token.head].lower if token.dep == "pobj" else ""
            yield f"bare:{token.dep},{bool(before & _TELLS_KIND)}"
            yield f"bare:{token.dep}:{over}"
    yield f"told={min(told, 3)},bare={min(bare, 3)}"
    yield f"bare={min(bare, 3)}"
