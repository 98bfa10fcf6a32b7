"""Telegram style: what notes leave out of a sentence. Whether a line reads as one, or as a note."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from flashcards.questions.clauses import NOWHERE, Clause, Span
from flashcards.questions.grammar import Line, parts_of_speech
from flashcards.questions.words import may_stand_bare

# Names that a sentence gives an article.
_WITH_ARTICLE = frozenset(
    """EU UK US USA UN USSR UAE NHS FBI CIA FDA EPA BBC RAF IRS CDC WHO IMF ECB SEC FTC FCA FCC FAA NIH NSF NBA NFL NHL
    MLB IOC WTO OECD IPCC ACLU NAACP NRA RSPCA RSPB RNLI RHS VOC EIC EEC Fed BoE USPTO TSA NLRB""".split()
)
_INSTITUTIONS = frozenset(
    """bible championship commission committee commons constitution council court crown cup empire guard ministry museum
    navy pentagon republic senate treaty vatican""".split()
)
_BARE_SAME = re.compile(r"(?<!the )(?<!this )(?<!that )(?<!these )(?<!those )(?<!very )\bsame\b", re.IGNORECASE)
_COUNTED = ("det", "poss", "nummod", "predet", "quantmod")


def is_clipped(line: Line, clauses: Sequence[Clause]) -> bool:
    """Whether a line leaves out what a sentence needs: an article, an *and*, the verb of its last part."""
    return (
        any(bare_noun(clause, NOWHERE) for clause in clauses)
        or _is_spliced(line, clauses)
        or fragment(line) >= 0
        or _is_chained(line)
        or bool(_BARE_SAME.search(line.text))
    )


def lacks_subject(line: Line) -> bool:
    """Whether a line begins with a verb that wants a subject: Wrote poetry in Turkic."""
    first = line.tokens[0]
    return first.tag in ("VBD", "VBZ") and first.at in line.roots


def bare_noun(clause: Clause, hidden: Span) -> str:
    """A visible noun of a clause, or initials, that want an article; empty if there are none."""
    line = clause.line
    for at in clause.words:
        token = line.tokens[at]
        if token.dep not in ("nsubj", "nsubjpass", "dobj", "attr", "pobj"):
            continue
        before = [line.tokens[child] for child in line.children(at) if child < at]
        if token.text in _WITH_ARTICLE and not before:
            return token.text
        if hidden[0] <= at <= hidden[1] or token.dep == "pobj":
            continue
        told = any(child.dep in _COUNTED or child.tag == "POS" for child in before)
        if token.tag == "NNP" and token.lower in _INSTITUTIONS and not told:
            return token.text
        common = token.tag == "NN" or (token.tag == "NNP" and at in clause.said and clause.said[at] == token.lower)
        if not common or "NOUN" not in parts_of_speech(token.text) or may_stand_bare(token.text):
            continue
        counted = any(child.dep in _COUNTED or child.tag in ("CD", "DT", "PRP$", "POS") for child in before)
        much = any(child.lower in ("most", "more", "much", "less", "enough", "no") for child in before)
        first = line.tokens[line.span(at)[0]]
        named = first.tag in ("DT", "CD", "PRP$") or (token.text[:1].isupper() and at > 0)
        if counted or much or named or line.children(at, "conj"):
            continue
        return token.text
    return ""


def fragment(line: Line) -> int:
    """Where a last part without a verb begins, set off by a comma alone: …, narrow exceptions only. -1 if nowhere."""
    tokens = line.tokens
    commas = [token.at for token in tokens if token.text == "," and token.at + 2 < len(tokens)]
    if not commas or len(line.roots) != 1:
        return -1
    at = commas[-1] + 1
    rest = tokens[at:]
    starts = rest[0].tag in ("JJ", "JJS", "NN", "NNS", "CD", "RB") or rest[0].lower in ("a", "an", "no")
    verbless = not any(token.tag in ("VBZ", "VBP", "VBD", "MD", "VBN", "VBG", "VB") for token in rest)
    joined = any(token.lower in ("and", "or", "but", "not", "than") for token in rest)
    names = rest[0].kind in ("DATE", "TIME", "GPE", "PERSON", "QUANTITY", "PERCENT", "MONEY")
    if not (starts and verbless) or joined or names or len(rest) < 2:
        return -1
    head = next((token for token in rest if not at <= token.head < len(tokens) or token.head == token.at), rest[0])
    noun = head.tag in ("NN", "NNS") and not (
        rest[0].lower in ("a", "an") and tokens[commas[-1] - 1].tag.startswith("NN")
    )
    said = re.search(r"\b(?:especially|particularly|mostly|notably|usually|often|probably|sometimes)\b", line.text)
    return commas[-1] if noun and not said else -1


def without_fragment(clause: Clause) -> Clause:
    """The clause without a last part that has no verb: it would be left hanging behind a question."""
    at = fragment(clause.line)
    commas = [word for word in clause.words if word > clause.verb and clause.line.tokens[word].text == ","]
    return replace(clause, words=tuple(word for word in clause.words if word < at)) if commas == [at] else clause


def _has_joint(line: Line, start: int) -> bool:
    """Whether a word joins what stands from there on."""
    return any(token.lower in ("and", "or", "but", "then") for token in line.tokens[start:])


def _is_chained(line: Line) -> bool:
    """Whether a comma alone stands before a second verb in the past: burned three towns, killed 85."""
    tags = [token.tag for token in line.tokens]
    for token in line.tokens[1:]:
        if token.tag == "VBD" and line.tokens[token.at - 1].text == "," and "VBD" in tags[: token.at]:
            return not _has_joint(line, token.at)
    return False


def _is_spliced(line: Line, clauses: Sequence[Clause]) -> bool:
    """Whether a comma alone joins two sentences, or two verbs of one."""
    for one, two in pairwise(clauses):
        if one.verb == two.verb or not (one.subject and two.subject):
            continue
        shared = one.subject == two.subject
        start = two.verb if shared else two.words[0]
        between = [line.tokens[at] for at in range(one.words[-1] + 1, start)]
        listed = shared and _has_joint(line, two.verb)
        if [token.text for token in between] == [","] and not listed:
            return True
    return False
