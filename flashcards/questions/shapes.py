"""Bullets whose words show beyond doubt what can be asked of them. One function a shape; each proposes or is silent."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flashcards.questions.claims import find_pointer, is_note
from flashcards.questions.verbs import is_advice, is_sentence, may_be_verb
from flashcards.questions.words import (
    ADVERBS,
    DETERMINERS,
    FUNCTION_WORDS,
    JOINTS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    VAGUE,
    Vocabulary,
    content_words,
)


class Proposal(NamedTuple):
    """A card that a shape would make. `answer` is the bullet's own words."""

    question: str
    answer: str
    shape: str


_MODAL = "|".join(sorted(MODALS))
# S modal V rest: a modal is the surest sign of a verb in English, and what follows it is the verb's base form.
_CLAUSE = re.compile(rf"(?P<subject>[^,;:()→—–]+?) (?P<modal>{_MODAL}) (?P<verb>[a-z]+) (?P<object>[^,;:()→—–]+?)\.?")
# After these a noun may be the subject of a second verb, or no object follows at all.
_NO_OBJECT = frozenset("be have let make help get see hear watch keep become seem look feel".split())
_NOT_A_VERB = FUNCTION_WORDS | ADVERBS
_NEVER_FIRST = FUNCTION_WORDS - DETERMINERS
_NEVER_IN_OBJECT = JOINTS | PRONOUNS | MODALS
_NEVER_IN_SUBJECT = _NEVER_IN_OBJECT - {"and", "or"}
_NEVER_OPENS_OBJECT = PREPOSITIONS | ADVERBS


def propose_questions(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """Every question that the shapes see in a bullet, the surest first."""
    for shape in _SHAPES:
        yield from shape(text, vocabulary)


def _why(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """S may V, because R → Why may S V?"""
    match = re.fullmatch(rf"([^,;:()→—–]+?) ({_MODAL}) ([^,;:()→—–]+),? because ([^;:→]+?)\.?", text)
    if match and _is_subject(match[1]) and (subject := vocabulary.lower_first(match[1])):
        yield Proposal(f"Why {match[2]} {subject} {match[3]}?", _sentence(match[4]), "why")


def _condition(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """If C, S may V O → If C, what may S V?"""
    match = re.fullmatch(r"(If [^,;:()→]+), ([^,;:()→]+)", text)
    if match and (parts := _object_question(match[2], vocabulary, inside=True)):
        yield Proposal(f"{match[1]}, {parts[0]}?", parts[1], "condition")


def _object(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """S may V O → What may S V?"""
    if parts := _object_question(text, vocabulary, inside=False):
        yield Proposal(f"{_sentence(parts[0])}?", parts[1], "object")


def _figure(text: str, _vocabulary: Vocabulary) -> Iterator[Proposal]:
    """S VERBs 20 N → S VERBs how many N? The rest of the claim stays, so that only one figure fits."""
    if not any(find_figures(text)):
        return
    for clause, advice in _clauses(text):
        fronted = re.fullmatch(r"(?P<in>In|Since) \d{4},? (?P<rest>.+)", clause)
        for start, end, ask in find_figures(clause):
            figure, rest = clause[start:end], clause[end:]
            if clause.split(" ", 1)[0] in _FRONTED and "," in rest:
                continue
            if ask == "which year" and not fronted and not is_sentence(clause[:start]):
                continue  # In 1999 in Rome the…: the question word would stand in front, and want another order
            if any(may_be_verb(word) for word in re.findall(r", ([a-z]+) ", clause[:start])):
                continue  # She left Rome, reached York in…: two predicates, and no word between them
            about = "about " if figure.startswith("~") else ""
            if fronted:
                whole = [f"{_sentence(fronted['rest'])}, {fronted['in'].lower()} {ask}?"] if start < 7 else []
            else:
                tail = _TAIL.search(rest)
                whole = [
                    f"{clause[:start]}{about}{ask}{end}?" for end in ((rest[: tail.start()],) if tail else ()) + (rest,)
                ]
            for question in whole:
                yield Proposal(f"{advice}{question}", figure.lstrip("~"), "figure")


def _last_phrase(text: str, _vocabulary: Vocabulary) -> Iterator[Proposal]:
    """S VERBs through N → S VERBs through what?"""
    for clause, advice in _clauses(text):
        words = clause.split()
        for at in range(len(words) - 1, max(len(words) - 7, 2), -1):
            phrase, before = words[at:], words[at - 1].lower()
            if before not in _OPENS_LAST and not (
                phrase[0] in DETERMINERS and before not in _COMPLEMENTED and may_be_verb(before)
            ):
                continue
            if any(word.lower().strip(",") in FUNCTION_WORDS for word in phrase[1:]):
                continue
            answer = " ".join(phrase)
            if re.search(r"[,;:()“”\"→=+—]|\d", answer) or phrase[0].lower() in _NEVER_FIRST:
                continue
            if any(word[0].isupper() for word in phrase) or is_stock(answer) or hides_a_verb(phrase):
                continue
            if before in _BE or phrase[0].lower() in ("each", "every") or _PEOPLE.search(answer):
                continue
            yield Proposal(f"{advice}{' '.join(words[:at])} what?", answer, "last")
            break


def _superlative(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """S is the only N that … → What is the only N that …?"""
    match = re.fullmatch(
        rf"([^,;:()→—]+?) (is|are|was|were) ((?:still |probably |often |usually )?the (?:{_ONLY}) [^;:]+?)\.?", text
    )
    if match and not find_pointer(text) and len(match[1].split()) <= 6:
        subject = match[1]
        if vocabulary.lower_first(subject) not in (None, subject) and _is_subject(subject, 1):
            yield Proposal(f"What {match[2]} {match[3]}?", subject, "superlative")


_SHAPES: tuple[Callable[[str, Vocabulary], Iterator[Proposal]], ...] = (
    _why,
    _condition,
    _superlative,
    _figure,
    _object,
    _last_phrase,
)

_OPENS_LAST = frozenset(
    """about against between beyond by for from into like on onto than through toward towards under with without
    via""".split()
)
# Where a claim goes on after what it was asked for, so that the question may end before.
_TAIL = re.compile(
    r",? (?:and|but|yet|so|while|whereas|which|though|although|with the) "
    r"(?=\S+s\b|was|were|had|has|have|that|nobody|then|the|it|in|most|some|all|many|both|they|he|she|we)"
    r"|, (?:and|but|yet|so|while|with|which|though|the) | & |\s?— ?| [–-] |: "
)
_PEOPLE = re.compile(
    r"\b(?:\w+(?:ists?|ians?|ysts?|wives)|(?:wo)?m[ae]n|people|kids?|child(?:ren)?|parents?|patients?|adults?|workers?|users?"
    r"|doctors?|nurses?|teachers?|players?|engineers?|officers?|prosecutors?|judges?|students?|customers?|consumers?"
    r"|farmers?|friends?|mothers?|fathers?|voters?|investors?|readers?|viewers?|listeners?|owners?|buyers?)$"
)
_FRONTED = frozenset("If When While Where Because Since Once Unless Although Though After Before As Until".split())
_ONLY = "[a-z]+est|most|least|only|first|last|best|worst|main|single|chief|key|leading|real|classic|default"
_COMPLEMENTED = frozenset(
    "make makes made keep keeps kept let lets leave leaves left call calls called gave give gives".split()
)
_BE = frozenset("is are was were be been being isn’t aren’t".split())
_STOCK = frozenset(
    """any some most least top bottom middle exception exceptions phase
    time day days week weeks month months year years way end beginning start life course own others everything
    something anything nothing everyone someone people lot rest first last once average general particular fact down up
    all scratch example instance sure hand home work night morning default cover dark accident
    chance mistake design instruction kind sort""".split()
)

_NUMBER = (
    r"\d+(?:,\d{3})*(?:\.\d+)?(?:\s?[–-]\s?\d+(?:,\d{3})*(?:\.\d+)?)?"
    r"(?:\+|\s(?:million|billion|trillion|thousand))?"
)
_WORDED = "four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
_UNITS = (
    "km|kg|g|m|cm|mm|mg|ml|ms|bar|ppm|GW|MW|kW|kWh|people|men|women|children|minutes?|hours?|feet|bacteria|species|loci"
    "|fungi|mice|genera"
)
_CLOSES = (
    r"(?=\s(?:of|in|by|over|from|for|on|at|to|and|than|after|before|when|since|with|a|the|across|per)\b|[,.;—)]|$)"
)
_YEAR = r"(?P<figure>1[0-9]{3}|20[0-9]{2})(?=[,.;]|\s[a-z]|$)"
_FIGURES = tuple(
    (re.compile(pattern), ask)
    for pattern, ask in (
        (rf"(?<!\S)(?P<figure>~?[$£€]{_NUMBER}(?:\s?(?:bn|k|m|M|B)\b)?){_CLOSES}", "what amount"),
        (rf"(?<!\S)(?P<figure>~?{_NUMBER}\s?(?:%|percent\b)){_CLOSES}", "what percentage"),
        (rf"(?<!\S)(?P<figure>~?{_NUMBER}\s?°\s?[CF]\b){_CLOSES}", "what temperature"),
        (rf"(?<=\b[Ii]n ){_YEAR}", "which year"),
        (rf"(?<=\b[Ss]ince ){_YEAR}", "which year"),
        (rf"(?<!\S)(?P<figure>~?(?:{_NUMBER}|{_WORDED}))(?=\s(?:[a-z-]+\s)?(?:[a-z-]{{2,}}s|{_UNITS})\b)", "how many"),
    )
)
_BEFORE_FIGURE = frozenset(
    "about around roughly nearly almost only over up in since every least most than by for".split()
)
_NEVER_BEFORE_FIGURE = frozenset("a an the this that these those of no. and or to between".split())


def find_figures(text: str) -> Iterator[tuple[int, int, str]]:
    """Every figure that can be asked for: from where to where it stands, and the words that ask for its kind."""
    for pattern, ask in _FIGURES:
        for match in pattern.finditer(text):
            start, end = match.span("figure")
            before = text[:start].split()
            last = before[-1] if before else ""
            inside = any(text[:start].count(a) > text[:start].count(b) for a, b in ("()", "“”", "[]"))
            named = last[:1].isupper() and last.lower() not in _BEFORE_FIGURE  # Apollo 11, UCTA 1977
            counted = last.lower() in _NEVER_BEFORE_FIGURE
            if not (inside or named or counted or (not before and ask == "how many")):
                yield start, end, ask


def _clauses(text: str) -> list[tuple[str, str]]:
    """The clauses of a bullet that stand alone as sentences, each with what makes a question of advice."""
    found = []
    for clause in re.split(r";\s+|(?<=[a-z)\d%])\.\s+(?=[A-Z])", text.rstrip(". ")):
        label, _, rest = clause.partition(": ")
        if rest and len(label.split()) <= 4:
            continue
        if is_note(clause):
            continue
        if is_advice(clause) and not re.search(r"n[’']t|,", clause):
            found.append((clause[0].lower() + clause[1:], "You should "))
        elif is_sentence(clause):
            found.append((clause[0].upper() + clause[1:], ""))
    return [(clause, advice) for clause, advice in found if not find_pointer(clause) and "?" not in clause]


def hides_a_verb(phrase: list[str]) -> bool:
    """Whether a phrase may be a clause ("people think") or begin with a verb's form."""
    return (
        phrase[0].lower() not in DETERMINERS
        and len(phrase) > 1
        and may_be_verb(phrase[-1])
        and phrase[0].endswith(("s", "e"))
    )


def is_stock(phrase: str) -> bool:
    """Whether a phrase is one that nobody would take for an answer."""
    return not any(word not in _STOCK | VAGUE for word in content_words(phrase))


def _object_question(clause: str, vocabulary: Vocabulary, *, inside: bool) -> tuple[str, str] | None:
    """What a modal clause asks of its object, without capital and question mark, and the answer."""
    match = _CLAUSE.fullmatch(clause)
    if not match or not _is_subject(match["subject"]):
        return None
    verb = match["verb"]
    if verb in _NO_OBJECT or verb in _NOT_A_VERB or verb.endswith(("ly", "ing", "ed", "s")):
        return None
    words = match["object"].lower().split()
    if words[0] in _NEVER_OPENS_OBJECT or words[0].endswith("ly") or not _NEVER_IN_OBJECT.isdisjoint(words):
        return None
    subject = match["subject"] if inside else vocabulary.lower_first(match["subject"])
    if not subject:
        return None
    return f"what {match['modal']} {subject} {match['verb']}", _sentence(match["object"])


def _is_subject(text: str, specific_words: int = 2) -> bool:
    """Whether words before a modal are one noun phrase that says what it is about."""
    words = text.lower().split()
    if len(words) > 8 or not _NEVER_IN_SUBJECT.isdisjoint(words):
        return False
    specific = [word for word in content_words(text) if word not in VAGUE]
    return len(specific) >= specific_words


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
