"""What can be asked of a bullet. One function a shape; each proposes or is silent, and knows nothing of the others."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from flashcards.questions.clauses import Clause, Span, ask_in_place, ask_subject, front, has_plain_past
from flashcards.questions.grammar import Line, base_form, parts_of_speech
from flashcards.questions.pieces import Piece
from flashcards.questions.pronouns import open_pronoun
from flashcards.questions.targets import Target, find_nouns, find_targets, is_whole, noun_targets
from flashcards.questions.telegram import bare_noun

BLANK = "____"
# The shape that shows the claim with a blank; all others ask a question.
CLOZE = "recall"
# How sure it must be that a bullet is whole sentences, for anything but its label to be asked for.
COMPLETE = 0.7


class Proposal(NamedTuple):
    """A card that a shape would make. `answer` is the bullet's own words; `marks` is what the ranking goes by."""

    question: str
    answer: str
    shape: str
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """A piece of a bullet as the shapes get it: parsed, with the label that it stands under and what came before."""

    piece: Piece
    line: Line
    clauses: tuple[Clause, ...]
    label: str
    small_label: str
    bullet: str
    number: int
    count: int
    is_sentence: bool = True
    lines: tuple[Line, ...] = ()
    before: Clause | None = None
    rewritten: bool = False
    topic: tuple[Clause, ...] = ()
    completeness: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Whether it is clauses, in the bullet's own words."""
        return bool(self.clauses) and self.is_sentence and not self.rewritten


def propose(part: Part) -> Iterator[Proposal]:
    """Every question that the shapes see in a part of a bullet, and every blank."""
    complete = name_completeness(part.completeness)
    for shape in (*(_OF_SENTENCES if part.completeness >= COMPLETE else ()), *_OF_NOTES):
        for proposal in shape(part):
            yield proposal._replace(marks=proposal.marks | {complete})


def name_completeness(share: float) -> str:
    """The mark of a bullet that so large a share of editors would print."""
    return f"complete={int(10 * share)}"


def _ask_clauses(part: Part) -> Iterator[Proposal]:
    """A clause's phrases: in front, in place, and as a blank."""
    for clause in part.clauses:
        for target in find_targets(clause):
            marks = _marks(part, clause, target)
            if not open_pronoun(clause, target.bare, target.role == "subject"):
                yield from _forms(part, clause, target, marks)


def _forms(part: Part, clause: Clause, target: Target, marks: frozenset[str]) -> Iterator[Proposal]:
    answer = _sentence(target.answer)
    if target.role == "subject":
        if target.sort in ("number", "number-inside", "list", "kind", "whole"):
            asked = target.phrase_asked(clause)
            yield _proposal(part, ask_subject(clause, asked, target.plural), answer, f"subject-{target.sort}", marks)
    else:
        ends = target.bare[1] == clause.words[-1]
        sure = not has_plain_past(clause) and not (
            target.role == "dobj" and clause.line.children(clause.verb, "dative")
        )
        moved = False
        if target.strands and sure and (ends or not target.phrase):
            yield _proposal(part, front(clause, target.asked_bare, target.bare), answer, f"strand-{target.sort}", marks)
            moved = ends
        elif target.phrase and sure:
            question = front(clause, target.phrase_asked(clause), target.phrase)
            yield _proposal(part, question, answer, f"front-{target.sort}", marks)
            moved = True
        if target.sort not in ("why", "when", "how", "if", "where") and not (moved and target.sort == "whole"):
            yield _proposal(
                part, ask_in_place(clause, target.asked_bare, target.bare), answer, f"place-{target.sort}", marks
            )
    if part.is_plain:
        yield from _blank(part, clause.line, target.bare, marks | {f"blank-{target.sort}"})


def _ask_nouns(part: Part) -> Iterator[Proposal]:
    """Each noun of a bullet, in place and as a blank, whatever clauses the parser saw."""
    line = part.line
    clause = replace(_whole(part), subject=(0, 0))
    for target in find_nouns(clause):
        marks = _marks(part, clause, target) | {"loose"}
        asks = target.role.startswith("nsubj")
        # What, as a subject, is singular; and what is set beside a noun is asked for by none but a blank.
        fits = target.sort not in ("when", "where") and (target.plural or not asks) and target.role != "appos"
        if fits and not open_pronoun(clause, target.bare, asks):
            question = ask_in_place(clause, target.asked_bare, target.bare)
            yield _proposal(part, question, _sentence(target.answer), f"noun-{target.sort}", marks)
        yield from _blank(part, line, target.bare, marks | {f"blank-{target.sort}"})


def _blank(part: Part, line: Line, span: Span, marks: frozenset[str]) -> Iterator[Proposal]:
    start = part.piece.start + line.tokens[span[0]].start
    end = part.piece.start + line.tokens[span[1]].end
    answer = part.bullet[start:end].strip()
    visible = part.bullet[:start] + BLANK + part.bullet[end:].rstrip(" .")
    if _opens(part, span):
        return
    yield Proposal(f"Complete the claim: “{visible}”", answer, CLOZE, marks)


def _opens(part: Part, span: Span) -> bool:
    """Whether a pronoun of the bullet would stand for nothing visible, once the span is blank."""
    for number, line in enumerate(part.lines):
        hidden = span if line is part.line else (-1, -1)
        whole = Clause(line, tuple(range(len(line))), 0, None)
        asks = line is part.line and any(clause.subject == span for clause in part.clauses)
        before = number > 0 and any(
            token.tag.startswith("NN") for earlier in part.lines[:number] for token in earlier.tokens
        )
        if open_pronoun(whole, hidden, asks) and not (before and not _names_none(line)):
            return True
    return False


def _names_none(line: Line) -> bool:
    """Whether a line's pronoun is one for a person or points: what came before in the bullet does not settle those."""
    return any(
        token.lower in ("he", "she", "him", "her", "his", "this", "these", "those", "we", "i", "my")
        for token in line.tokens
    )


def _so(part: Part) -> Iterator[Proposal]:
    """S1, so S2 → Why S2?"""
    for first, second in zip(part.clauses, part.clauses[1:], strict=False):
        before = part.line.tokens[second.words[0] - 1] if second.words[0] else None
        if before is not None and before.lower in ("so", "hence") and second.subject:
            question = front(second, "why", (-1, -1))
            yield _proposal(part, question, _sentence(first.text(first.words)), "so", frozenset({"so"}))


def _why_advice(part: Part) -> Iterator[Proposal]:
    """Do V — S → Why should you V?"""
    before = part.before
    if (
        before
        and before.is_advice
        and part.clauses
        and not part.clauses[0].is_advice
        and part.piece.joint in ("—", ";", ":", ".")
    ):
        question = front(before, "why", (-1, -1))
        marks = frozenset({"why-advice", f"joint:{part.piece.joint}"})
        yield Proposal(question, _sentence(part.piece.text), "why-advice", marks)


def _topic(part: Part) -> Iterator[Proposal]:
    """Why S V: R → Why does S V?"""
    for clause in part.topic[:1]:
        word = clause.line.tokens[0]
        if word.lower in ("why", "how") and clause.subject and clause.subject[0] == 1 and not has_plain_past(clause):
            asked = replace(clause, words=clause.words[1:])
            answer = _sentence(part.bullet[part.piece.start :].rstrip(" ."))
            yield Proposal(front(asked, word.lower, (-1, -1)), answer, f"topic-{word.lower}", frozenset({"topic"}))


def _label(part: Part) -> Iterator[Proposal]:
    """Label: value → What is the LABEL? · What is the term for VALUE?"""
    if not part.label or part.number != 1:
        return
    if part.clauses and part.line.tokens[0].tag != "VBG":
        return
    label, value = part.label, part.piece.text
    counted = re.match(r"(?:the |all )?(two|three|four|2|3|4)\b", label, re.IGNORECASE)
    marks = frozenset({"label", f"label-words-{min(len(label.split()), 5)}"})
    small = part.small_label
    article = "" if re.match(r"(?:the|a|an|my|his|her|its|our|their|this|these)\b", label, re.IGNORECASE) else "the "
    head = re.split(r" (?:of|for|in|on|at|to|from|between|against|behind|with|before|after) ", label)[0].split()[-1]
    plural = bool(counted) or bool(re.search(r"(?:[^siu]s|ies|[^s]es)$", head))
    verb = "are" if plural else "is"
    measure = head.lower().rstrip("s") in _MEASURES
    named = "measure" if measure else "attribute"
    if measure or counted:
        yield Proposal(f"What {verb} {article}{small}?", _sentence(value), f"label-{named}", marks)
    if (
        re.match(
            r"(?:about |roughly |around |typically |usually |over |under |up to |~)*[\d.,–-]+(?:%| percent)", value
        )
        and "%" in value
    ):
        short = value.partition(",")[0]
        if " of " not in short:
            yield Proposal(f"What is {article}{small}, as a percentage?", _sentence(short), "label-percentage", marks)
    yield from _term(part, marks)
    items = [item for item in re.split(r",\s+(?:and\s|or\s)?|\s(?:and|or|plus)\s", value) if item]
    if 2 <= len(items) <= 4 and plural and all(len(item.split()) <= 5 for item in items):
        number = ("", "", "two", "three", "four")[len(items)]
        bare = re.sub(r"^(?:the |all )?(?:two|three|four|2|3|4)\s", "", small, flags=re.IGNORECASE)
        yield Proposal(f"Which {number} {bare} are named?", _sentence(value), "label-list", marks)
    whole = _whole(part)
    for target in _note_targets(part):
        if target.phrase and target.sort == "number" and small != label:
            asked = target.phrase_asked(whole)
            marked = marks | _marks(part, whole, target)
            yield Proposal(
                f"{_sentence(asked)} {verb} {article}{small}?", _sentence(target.answer), "label-number", marked
            )


_MEASURES = frozenset(
    """ratio share rate efficiency number cost price dose length height age temperature speed weight size depth width
    distance odds chance probability median average mean total limit cap minimum maximum threshold range estimate salary
    budget fee premium penalty fine tax lifespan duration time period goal target score frequency proportion percentage
    concentration density capacity population yield success failure growth interest""".split()
)


def _term(part: Part, marks: frozenset[str]) -> Iterator[Proposal]:
    """TERM: what it is → What is the term for what it is? Only for a term that is no everyday word."""
    words, value = part.label.split(), part.piece.text
    rare = any(word.isalpha() and not parts_of_speech(word) for word in words)
    first = part.line.tokens[0]
    if rare and len(words) <= 3 and not re.search(r"[\d,→=]", value) and first.tag in ("VBG", "DT", "NN", "NNS", "JJ"):
        small = value[:1].lower() + value[1:]
        yield Proposal(f"What is the term for {small}?", part.label, "term", marks | {f"value-first:{first.tag}"})


def _gerund(part: Part) -> Iterator[Proposal]:
    """Doing V: taken as a phrase, with a blank."""
    if not part.is_plain or part.line.tokens[0].tag != "VBG":
        return
    whole = _whole(part)
    for target in _note_targets(part):
        if target.bare != (0, len(part.line) - 1) or part.count > 1:
            marks = _marks(part, whole, target) | {"note", f"blank-{target.sort}"}
            yield from _blank(part, part.line, target.bare, marks | ({"label"} if part.label else set()))


def _note_targets(part: Part) -> Iterator[Target]:
    line = part.line
    if len(line.roots) == 1:
        for target in noun_targets(_whole(part), line.roots[0], (0, len(line) - 1), "note", (0, len(line) - 1)):
            if is_whole(line, target.bare):
                yield target


_Shape = Callable[[Part], Iterator[Proposal]]
_OF_SENTENCES: tuple[_Shape, ...] = (_ask_clauses, _ask_nouns, _so, _why_advice, _gerund)
_OF_NOTES: tuple[_Shape, ...] = (_topic, _label)


def _whole(part: Part) -> Clause:
    """A piece without a clause, in the form that the targets look into."""
    line = part.line
    return Clause(line, tuple(range(len(line))), line.roots[0], None)


def _proposal(part: Part, question: str, answer: str, shape: str, marks: frozenset[str]) -> Proposal:
    if part.label:
        question = f"{part.label}: {question[:1].lower() + question[1:] if _starts_small(question) else question}"
    return Proposal(question, answer, shape, marks)


def _starts_small(question: str) -> bool:
    return question.split(" ", 1)[0].lower() in (
        "what",
        "which",
        "who",
        "how",
        "why",
        "when",
        "where",
        "in",
        "to",
        "of",
        "for",
        "on",
        "at",
        "by",
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _marks(part: Part, clause: Clause, target: Target) -> frozenset[str]:
    tokens = clause.line.tokens
    answer = [tokens[at] for at in range(target.bare[0], target.bare[1] + 1)]
    marks = {f"role:{target.role.split(':')[0]}", f"sort:{target.sort}"}
    if ":" in target.role:
        marks.add(f"prep:{target.role.rpartition(':')[2]}")
    marks.add(f"last:{tokens[target.bare[1]].tag}")
    marks.add(f"first:{tokens[target.bare[0]].tag}")
    if target.bare[1] == clause.words[-1]:
        marks.add("ends")
    if any(token.tag.startswith("NNP") for token in answer):
        marks.add("has-name")
    if any(token.tag == "CD" for token in answer):
        marks.add("has-number")
    if clause.is_advice and part.clauses:
        marks.add("advice")
    marks.add(f"verb:{base_form(tokens[clause.verb].text)}" if clause.is_copula else "lexical")
    marks.add(f"pieces:{min(part.count, 3)}")
    marks |= {f"the:{noun}" for noun in _definite_nouns(clause, target.bare)}
    if part.clauses:
        if noun := bare_noun(clause, target.bare):
            marks.add(f"bare:{noun}")
        if not part.is_sentence:
            marks.add("mixed")
        if clause.subject and not clause.subject[0] <= target.bare[0] <= clause.subject[1]:
            marks |= _subject_marks(clause)
        if clause.said and any(clause.line.tokens[at].lower != said.lower() for at, said in clause.said.items()):
            marks.add("resolved")
        if part.rewritten:
            marks.add("rewritten")
        if len(clause.words) < len(clause.line) - 1:
            marks.add("cut")
    return frozenset(marks)


def _subject_marks(clause: Clause) -> set[str]:
    """How well the visible subject says what it is."""
    words = [clause.line.tokens[at] for at in clause.subject_words]
    marks = set()
    if words[0].lower in ("the", "this", "that") and len(words) <= 2:
        marks.add("subject:definite")
    if any(word.tag.startswith("NNP") for word in words):
        marks.add("subject:name")
    if words[-1].tag.startswith("PRP") and clause.subject_words[-1] not in clause.said:
        marks.add("subject:pronoun")
    return marks


def _definite_nouns(clause: Clause, hidden: Span) -> Iterator[str]:
    """Visible nouns with *the* and nothing else to tell which: the fungus, but not the fungus on leaves."""
    line = clause.line
    for at in clause.words:
        if line.tokens[at].tag in ("NN", "NNS") and not hidden[0] <= at <= hidden[1]:
            told = line.children(at)
            if [line.tokens[child].lower for child in told if line.tokens[child].dep != "punct"] == ["the"]:
                yield line.tokens[at].lower
