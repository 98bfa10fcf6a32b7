"""From bullets to parts: cut, parsed, with the label they stand under, and pronouns given the noun they stand for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashcards.questions.clauses import Clause
from flashcards.questions.grammar import Line, base_form, capitalize, parts_of_speech
from flashcards.questions.pieces import Piece, split_bullet
from flashcards.questions.reader import complete
from flashcards.questions.sentences import Sentence, read_sentences
from flashcards.questions.shapes import Part
from flashcards.questions.telegram import is_clipped, without_fragment
from flashcards.questions.words import MASS, OF_PERSONS, Vocabulary, is_abstract, is_printed

LONGEST_LABEL = 7
# A label that names a piece of talk, and nothing that is talked about.
_OF_TALK = re.compile(
    r"^(?:(?:(?:key|main|big|core|central|best|top|pro|quick|final) )?"
    r"(?:point|idea|insight|message|takeaway|take-away|lesson|tip|note|reminder|framing|upshot|moral)"
    r"|fun fact|side note|bottom line): +(?=\S)",
    re.IGNORECASE,
)


def read_bullets(texts: Sequence[str], guest: str, vocabulary: Vocabulary) -> Iterator[list[Part]]:
    """The parts of each bullet."""
    texts = [_without_talk(text) for text in texts]
    cut = [split_bullet(text) for text in texts]
    sentences = iter(read_sentences([piece.text for pieces in cut for piece in pieces], guest))
    for text, pieces, completeness in zip(texts, cut, complete(texts), strict=True):
        yield _parts(text, pieces, [next(sentences) for _ in pieces], vocabulary, completeness)


def _without_talk(text: str) -> str:
    """A bullet without a label that is about talk."""
    label = _OF_TALK.match(text)
    if not label:
        return text
    rest = text[label.end() :]
    return capitalize(rest) if rest.split()[0].islower() else rest  # but pH


def _parts(
    text: str, pieces: Sequence[Piece], sentences: Sequence[Sentence], vocabulary: Vocabulary, completeness: float
) -> list[Part]:
    parts: list[Part] = []
    label = ""
    before: Clause | None = None
    lines = tuple(sentence.line for sentence in sentences)
    for number, (piece, (line, clauses, whole)) in enumerate(zip(pieces, sentences, strict=True)):
        if line.tokens and line.tokens[0].tag in ("WRB", "WP", "WDT"):
            clauses = ()  # Why zones melt: what comes behind it tells
        if "→" in piece.text:
            clauses = ()
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        if number == 0 and following and _is_label(piece, following, clauses):
            label = piece.text
            continue
        if not line.tokens:
            continue  # signs alone
        said = []
        for clause in clauses:
            clause = without_fragment(clause)
            before = replace(clause, said=_said(clause, before, vocabulary))
            said.append(before)
        parts.append(
            Part(
                piece=piece,
                line=line,
                clauses=tuple(said),
                label=label,
                bullet=text,
                count=len(pieces),
                lines=lines,
                rewritten=bool(clauses) and not whole,
                completeness=completeness,
            )
        )
    clipped = any(is_clipped(part.line, part.clauses) for part in parts) or " = " in text
    if all(part.clauses and not part.rewritten for part in parts) and not clipped:
        return parts
    return [replace(part, is_sentence=False) for part in parts]


def _is_label(piece: Piece, following: Piece, clauses: Sequence[Clause]) -> bool:
    words = len(piece.text.split())
    return not clauses and (
        (following.joint == ":" and words <= LONGEST_LABEL) or (following.joint == "—" and words <= 4)
    )


def _said(clause: Clause, before: Clause | None, vocabulary: Vocabulary) -> dict[int, str]:
    said: dict[int, str] = {}
    tokens = clause.line.tokens
    first = clause.words[0]
    if first == 0 and clause.subject and clause.subject[0] == 0:
        small = small_first(clause.line, vocabulary)
        if small:
            said[0] = small
    if clause.subject and clause.subject[0] == clause.subject[1]:
        pronoun = tokens[clause.subject[0]].lower
        if pronoun in ("it", "they") and before is not None and before.subject and before.line is not None:
            noun = before.text(range(before.subject[0], before.subject[1] + 1))
            head = before.line.tokens[_subject_head(before)]
            plural = head.tag in ("NNS", "NNPS") or bool(before.line.children(head.at, "conj"))
            if head.tag.startswith("NN") and plural == (pronoun == "they"):
                said[clause.subject[0]] = noun
        elif pronoun in ("he", "she") and before is not None and before.subject and _is_name(before) and not said:
            said[clause.subject[0]] = before.text(range(before.subject[0], before.subject[1] + 1))
    return said


def _is_name(clause: Clause) -> bool:
    token = clause.line.tokens[_subject_head(clause)]
    return (token.tag == "NNP" and token.kind not in ("GPE", "LOC", "ORG", "FAC", "DATE")) or _subject_head(
        clause
    ) in clause.said


def _subject_head(clause: Clause) -> int:
    words = clause.subject_words
    return next((at for at in words if clause.line.tokens[at].head not in words), words[-1])


def small_first(line: Line, vocabulary: Vocabulary) -> str:
    """The first word as it is written inside a sentence; empty where that is how it stands already."""
    token = line.tokens[0]
    word = token.text
    if not word[:1].isupper() or word[1:] != word[1:].lower() or (len(word) < 2 and word != "A"):
        return ""
    beside = line.tokens[1] if len(line) > 1 else token
    if token.kind and beside.kind == token.kind and beside.tag.startswith("NNP") and token.tag != "DT":
        return ""  # New York, whatever else is new
    if token.tag == "VBG" and token.dep == "poss":
        return ""  # Dowsing's men
    told = vocabulary.inside(word) if token.tag != "DT" else None  # The Times stands inside, and says nothing of *the*
    if told is not None:
        return told if told != word else ""
    if any(line.tokens[at].tag == "NNP" for at in line.children(0, "conj")):
        return ""  # Banting and Best
    if token.tag == "JJ" and not token.kind and not (len(line) > 1 and line.tokens[1].text[:1].isupper()):
        return word.lower() if is_printed(word.lower()) else ""
    if token.tag == "NNP" and _is_told_as_a_person(line):
        return ""  # Hale measured
    if token.tag in ("DT", "IN", "PRP$", "CC", "CD", "PDT", "RB", "EX", "VBG", "JJR", "JJS", "PRP", "WRB"):
        return word.lower()
    following = line.tokens[1].text if len(line) > 1 else ""
    if beside.tag == "POS" and len(line) > 2 and line.tokens[2].text[:1].isupper():
        return ""  # Handspring's War Horse
    if following[:1].isupper() and not following.isupper() and token.tag.startswith(("NNP", "JJ", "NN")):
        return ""
    if token.kind in ("NORP", "GPE", "LANGUAGE") and token.tag in ("NNP", "JJ", "NNPS"):
        return ""
    return word.lower() if parts_of_speech(word) or is_abstract(word) else ""


def _is_told_as_a_person(line: Line) -> bool:
    """Whether the first word alone is a subject, and is or does what persons do."""
    token = line.tokens[0]
    if token.dep not in ("nsubj", "nsubjpass") or token.lower in MASS:
        return False
    return token.kind == "PERSON" or base_form(line.tokens[token.head].text) in OF_PERSONS
