"""What can be asked for in a clause: a phrase of it, and the question words that take the phrase's place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flashcards.questions.clauses import FINITE, Clause, Span, tidy
from flashcards.questions.grammar import Line, Token, base_form, parts_of_speech
from flashcards.questions.words import GROUPS, OF_PERSONS, PEOPLE, PERSONS, content_words

_HEDGES = frozenset(
    "about around roughly nearly almost approximately approx some estimated perhaps maybe ~ circa c. close".split()
)
# A doubt about a figure, which no question can ask with: it stays in the answer.
_DOUBTS = frozenset("perhaps maybe possibly probably mostly usually typically often".split())
_WRITTEN_OUT = {"m": "metres", "h": "hours", "s": "seconds", "hr": "hours", "hrs": "hours", "min": "minutes"}
_WRITTEN_OUT |= {"mins": "minutes", "ft": "feet", "lb": "pounds", "lbs": "pounds", "oz": "ounces", "ha": "hectares"}
_BOUNDS = frozenset("only just barely more over under less fewer at up above below least most than to".split())
_SCALES = frozenset("thousand million billion trillion hundred dozen k m bn".split())
_FRACTIONS = frozenset("half third thirds quarter quarters fifth fifths tenth two-thirds three-quarters".split())
_CURRENCY = frozenset("$ £ € ¥ US$ A$".split())
_UNITS = re.compile(
    r"(?:k?m|cm|mm|kg|g|mg|µg|ml|l|h|hr|hrs|s|ms|min|mins|kcal|cal|bar|ppm|ppb|GW|MW|kW|kWh|W|Hz|kHz|mph|km/h|ft|lb|lbs|oz|ha"
    r"|bpm|g/h|mmol/L|mmHg|dB|pH|x|psi|L|V|GB|MB|TB|AU|kPa|MPa)$"
)
_YEAR = re.compile(r"(?:1[0-9]{3}|20[0-9]{2})(?:[–-](?:\d{2}|\d{4}))?s?$|[2-9]\d\d(?:[–-]\d{2,3})?$")
_YEAR_PREPOSITIONS = frozenset("in since by until till from after before around to about circa".split())
_NUMBERS = ("", "", "two", "three", "four")
_NOT_A_KIND = frozenset(
    """other same such many more most few several first last next own new only certain various whole full main key real
    great big small long short good better best bad worse worst high higher low lower old much less least little single
    different late early mid back front average general total common usual measurable""".split()
)
# Verbs whose *to* says no purpose, but what they are about.
_WITH_TO = frozenset("need take require use have tend seem want try help".split())
# What leaves nothing to be of a kind: no duty, hardly any sun.
_NONE = frozenset("no any neither hardly scarcely".split())
_NOBODY = frozenset("nobody,no one,everyone,everybody,someone,anyone,nothing,everything,anything,something".split(","))
_COUNTS = ("DATE", "TIME", "QUANTITY", "MONEY", "PERCENT", "CARDINAL")
_TIES = frozenset("and or plus & +".split())
_TIMES = frozenset("times twice half double triple".split())
_DATED = frozenset("in on since until by from during".split())
_EMPTY_HEADS = frozenset(
    """thank thing way kind sort type one lot part bit reason point fact case example idea number amount percentage
    share level rate time day week month year people version form set group series range
    majority end side top piece pair""".split()
)
_ORDINAL = re.compile(
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d+(?:st|nd|rd|th))$"
)
_REPORTS = frozenset("show say put call note argue find suggest expect report write explain know see".split())
_PLACES = frozenset("GPE LOC FAC".split())
_IN = frozenset(
    "in at on near inside outside under above behind below across around into from to along through".split()
)


@dataclass(frozen=True, slots=True)
class Target:
    """A phrase to be asked for.

    In place, `asked_bare` stands for the words of `bare`. In front, the whole `phrase` moves with it: the preposition
    before, what is counted behind. `answer` is what the words said. `role` says what the phrase is to its clause,
    `sort` how it is asked for.
    """

    bare: Span
    asked_bare: str
    answer: str
    role: str
    sort: str
    phrase: Span | None
    plural: bool = False

    def phrase_asked(self, clause: Clause) -> str:
        """The whole phrase with the question words in it."""
        if self.phrase is None:
            return self.asked_bare
        before = range(self.phrase[0], self.bare[0])
        after = range(self.bare[1] + 1, self.phrase[1] + 1)
        return clause.write([*before, self.asked_bare, *after])


def find_targets(clause: Clause) -> Iterator[Target]:
    """Everything in a clause that can be asked for."""
    return _sound(clause, _all_targets(clause))


def find_nouns(clause: Clause) -> Iterator[Target]:
    """Every noun phrase of a line that can be asked for where it stands, in short and with what belongs to it."""
    return _sound(clause, _all_nouns(clause))


def find_predicates(clause: Clause) -> Iterator[Target]:
    """Every piece of a line that says more than a noun does: what is done, when, why, to what end."""
    line, tokens = clause.line, clause.line.tokens
    if _is_misread(line) or not is_statement(line):
        return
    seen: set[Span] = set()
    for kind, (first, last) in _predicates(line):
        while first < last and (tokens[first].lower in _JOINTS or tokens[first].dep in ("punct", "cc", "mark")):
            first += 1
        span = first, last
        words = range(first, last + 1)
        if (
            span in seen
            or not _SHORTEST_PREDICATE <= len(words) <= _LONGEST_PREDICATE
            or any(tokens[at].text in (",", ";", "/") for at in words)
            or _is_split(clause, span)
            or _is_torn(line, span)
            or (kind in _AT_END and any(fault(clause, span) for fault in (*_FAULTS, _is_dated_thing, _is_placed_thing)))
            or _is_aside(line, kind, span)
            or _tells_two(line, words)
            or not is_whole(line, span)
            or len(content_words(clause.text(words))) < _FEWEST_TOLD
        ):
            continue
        seen.add(span)
        joint = tokens[first - 1].lower if first else "^"
        role = f"predicate:{joint if joint in _JOINTS or not first else tokens[first - 1].tag}"
        yield Target(span, "what", clause.text(words), role, kind, None)


def is_statement(line: Line) -> bool:
    """Whether a line is one sentence with a subject and a tense, or advice: not *traders killed on the road*."""
    if len(line.roots) != 1:
        return False
    root = line.tokens[line.roots[0]]
    helped = any(line.tokens[at].tag in FINITE for at in line.children(root.at, "aux", "auxpass"))
    finite = helped or root.tag in FINITE
    return (
        (finite and bool(line.children(root.at, *_SUBJECT_DEPS)))
        or (root.tag == "VB" and root.at < 2)
        or (root.tag == "VB" and line.tokens[line.span(root.at)[0]].dep == "mark")
    )


def _predicates(line: Line) -> Iterator[tuple[str, Span]]:
    """The pieces, each with what it is to the line, and with the word that joins it."""
    tokens = line.tokens
    end = max((token.at for token in tokens if token.dep != "punct"), default=0)
    for token in tokens:
        first, last = line.span(token.at)
        while last > token.at and tokens[last].dep == "punct":
            last -= 1
        before = tokens[token.head].tag.startswith("V") and token.head < first
        stop = max((at for at in range(token.head, first) if tokens[at].dep not in ("punct", "cc")), default=0)
        if token.dep == "conj" and token.tag.startswith(("V", "MD")):
            yield "then", (first, last)
            if before:
                yield "first", (token.head, stop)
        elif token.dep == "advcl" and first == 0 and tokens[0].lower in _JOINTS and last + 2 < end:
            yield "lead", (first, last)
            if tokens[last + 1].text == ",":
                yield "main", (last + 2, end)
        elif token.dep in _INSIDE and first > 0:
            yield token.dep, (first, last)
            if token.dep == "advcl" and before:
                yield "before", (token.head, stop)
        elif token.dep in _AT_END and last == end and first > 0:
            yield token.dep, (first, last)


def _is_torn(line: Line, span: Span) -> bool:
    """Whether a blank would cut what is said as one: at | least, carried | out, Mind | the Gap, end | rot."""
    tokens = line.tokens
    first, last = (tokens[at] for at in span)
    before = tokens[span[0] - 1] if span[0] else first
    behind = tokens[span[1] + 1] if span[1] + 1 < len(tokens) else None
    if first.dep == "prt" or first.tag == "RP" or last.lower in ("n't", "not", "do", "does", "did"):
        return True
    if before.tag.startswith("NNP") and first.text[:1].isupper():
        return True
    if before.lower == "the" and first.text[:1].isupper():
        return False
    if before.lower in ("so", "too", "very", "as") and first.tag in ("JJ", "RB"):
        return True
    if behind is None or behind.dep in ("punct", "cc", "mark", "aux") or behind.tag in ("TO", "WRB", "WDT"):
        return last.tag in ("DT", "IN", "PRP$")
    return not (behind.tag.startswith(("V", "MD")) and last.tag.startswith(("NN", "PRP")))


def _is_aside(line: Line, kind: str, span: Span) -> bool:
    """Whether a piece is not what its line is told for: who says so, a likeness, an afterthought."""
    tokens = line.tokens
    joint = tokens[span[0] - 1] if span[0] else tokens[0]
    advice = tokens[0].tag == "VB"
    if joint.lower in ("than", "despite", "like") or tokens[span[0]].lower in ("like", "according"):
        return True
    if joint.lower == "so" and span[0] > 1 and tokens[span[0] - 2].lower == "or":
        return True
    if kind in ("first", "before", "lead", "main"):
        return advice and span[0] == 0
    if kind == "ccomp" and joint.lower not in _JOINTS:
        return not any(tokens[at].tag in FINITE for at in range(span[0], span[1] + 1))
    if kind == "advcl" and (advice or joint.lower == "as"):
        return True
    if kind == "then" or joint.lower in ("and", "but", "because", "so"):
        return False
    start = span[0]
    while start > 0 and tokens[start - 1].text != "," and not tokens[start - 1].tag.startswith(("V", "MD")):
        start -= 1
    return start > 0 and tokens[start - 1].text == ","


def _tells_two(line: Line, words: range) -> bool:
    """Whether a piece holds a fact besides its own: a year, a second number, a second verb, a number and a place."""
    tokens = line.tokens
    numbers = [at for at in words if any(character.isdigit() for character in tokens[at].text)]
    ties = [at for at in words if tokens[at].dep == "prep" and tokens[at].lower not in ("of", "per", "than")]
    dated = any(_YEAR.fullmatch(tokens[at].text) and at > words[0] + 1 for at in numbers)
    joined = any(
        tokens[at].dep == "conj" and (tokens[at].tag.startswith(("VB", "IN", "JJ", "TO"))) and tokens[at].head in words
        for at in words
    )
    more = bool(numbers) and (numbers[0] > words[0] + 2 or any(at > numbers[0] for at in ties))
    return dated or joined or more or len(numbers) > 1


# What may be asked for wherever it stands, what only at the end, and what stands before it and stays visible.
_INSIDE = frozenset("advcl ccomp xcomp relcl".split())
_SUBJECT_DEPS = "nsubj", "nsubjpass", "csubj", "expl"
_AT_END = frozenset("prep pcomp pobj dobj attr acomp".split())
_JOINTS = _IN | frozenset(
    """and or but to that because if when whether before after until unless while since once as than so by with without
    for of about what which who how where why not""".split()
)
_SET_PHRASES = frozenset(
    (
        *(f"at {word}" for word in "least most first last work home sea risk once all".split()),
        *("something like", "in order", "as well", "such as", "rather than", "more than", "less than"),
    )
)
_SHORTEST_PREDICATE, _LONGEST_PREDICATE = 3, 9  # words
_FEWEST_TOLD = 2  # of them, words that carry meaning


def _all_nouns(clause: Clause) -> Iterator[Target]:
    line = clause.line
    for token in line.tokens:
        if not token.tag.startswith(("NN", "CD")) or token.dep not in _HEADS:
            continue
        first, last = line.span(token.at)
        over = line.tokens[token.head]
        if token.dep == "pobj" and _is_in_name(line, token.head):
            continue
        role = f"{token.dep}:{over.lower}" if token.dep == "pobj" else token.dep
        ends = {_core_end(line, token.at, last), last}
        if not any(_is_in_name(line, at) for at in line.children(token.at, "prep")):
            ends.add(token.at)
        for end in sorted(ends):
            if end - first < _LONGEST:
                yield from noun_targets(clause, token.at, (first, end), role)


def _is_misread(line: Line) -> bool:
    """Whether a noun was taken for an order: fly ash can replace clinker is no *fly!*."""
    root = line.roots[0]
    verbs = line.children(root, "conj") if root == 0 and line.tokens[0].tag == "VB" else []
    return any(line.tokens[at].tag == "MD" for verb in verbs for at in line.children(verb, "aux"))


def _is_in_name(line: Line, preposition: int) -> bool:
    """Whether a preposition stands inside a name, whose half is no answer: the Declaration of Independence."""
    named = line.tokens[line.tokens[preposition].head], *(line.tokens[at] for at in line.children(preposition, "pobj"))
    return line.tokens[preposition].lower == "of" and all(token.tag.startswith("NNP") for token in named)


# What a noun is to its sentence, where a phrase of its own may be asked for.
_HEADS = frozenset("nsubj nsubjpass dobj pobj attr dative npadvmod appos conj oprd".split())
_LONGEST = 7


def _sound(clause: Clause, targets: Iterator[Target]) -> Iterator[Target]:
    if _is_misread(clause.line):
        return
    for target in targets:
        fine = not any(fault(clause, target.bare) for fault in _FAULTS)
        behind = _is_dated_thing(clause, target.bare) or _is_placed_thing(clause, target.bare)
        fine = fine and ("subj" in target.role or not behind)
        if fine and is_whole(clause.line, target.bare):
            yield target


def _is_two_phrases(clause: Clause, span: Span) -> bool:
    """Whether a span is two phrases that the parser took for one: Ellington a national name, pianos weak."""
    tokens = clause.line.tokens
    loose = tokens[span[1]].tag == "JJ" and any(tokens[at].tag in ("NN", "NNS") for at in range(span[0], span[1]))
    return loose or any(
        tokens[at].tag.startswith("NN") and tokens[at + 1].lower in ("a", "an", "the") for at in range(span[0], span[1])
    )


def _is_dated_thing(clause: Clause, span: Span) -> bool:
    """Whether a phrase ends with a date that belongs to what is done, not to it: the telescope in 1608."""
    tokens = clause.line.tokens
    last = tokens[span[1]]
    if not (span[0] < span[1] and (last.kind == "DATE" or _YEAR.fullmatch(last.text))):
        return False
    at = last.at
    while tokens[at].dep != "pobj" and span[0] < tokens[at].head < span[1]:
        at = tokens[at].head
    before = tokens[tokens[at].head]
    return span[0] < before.at < span[1] and before.lower in _DATED and tokens[before.head].tag.startswith("NN")


def _is_placed_thing(clause: Clause, span: Span) -> bool:
    """Whether a phrase ends with a place that may belong to what is done: a hook in Oxford."""
    tokens = clause.line.tokens
    ties = [at for at in range(span[0] + 1, span[1]) if tokens[at].lower in ("in", "at")]
    return bool(ties) and all(tokens[at].tag.startswith("NNP") for at in range(ties[-1] + 1, span[1] + 1))


def _is_unit(clause: Clause, span: Span) -> bool:
    """Whether a phrase says what a figure is counted by, which all know: 56 pounds per square foot."""
    tokens = clause.line.tokens
    return span[0] > 0 and tokens[span[0] - 1].lower == "per" and tokens[span[1]].tag == "NN"


def _is_one_in(clause: Clause, span: Span) -> bool:
    """Whether a phrase is one half of two figures that belong together: about 1 in 20, 12 m by 7 m."""
    tokens = clause.line.tokens
    beside = clause.line.text[max(tokens[span[0]].start - 8, 0) : tokens[span[1]].end + 8]
    if re.search(r"(?<!\d\d\d)\d\s?[a-z]* (?:by|x|×) \d[\d.,]*(?!\S*%)", beside):
        return True
    behind = span[1] + 1
    return (
        behind + 1 < len(tokens)
        and tokens[span[1]].tag == "CD"
        and tokens[behind].lower == "in"
        and tokens[behind].dep in ("quantmod", "prep")
        and tokens[behind + 1].tag == "CD"
        and not _YEAR.fullmatch(tokens[behind + 1].text)
    )


def _is_split(clause: Clause, span: Span) -> bool:
    """Whether a phrase is the second half of a set one: at | work near Madras, at | least five."""
    tokens = clause.line.tokens
    return span[0] > 0 and f"{tokens[span[0] - 1].lower} {tokens[span[0]].lower}" in _SET_PHRASES


def _is_score(clause: Clause, span: Span) -> bool:
    """Whether a number is the score of a game, which is no count: 4–0."""
    score = re.fullmatch(r"(\d+)[–-](\d+)", clause.text(range(span[0], span[1] + 1)))
    return score is not None and int(score[1]) > int(score[2])


def _is_cut(clause: Clause, span: Span) -> bool:
    """Whether a phrase leaves its noun behind: every fast radio | burst."""
    tokens = clause.line.tokens
    behind = tokens[span[1] + 1] if span[1] + 1 < len(tokens) else None
    return behind is not None and behind.tag in ("NN", "NNS") and tokens[span[1]].tag in ("NN", "JJ")


def _is_half(clause: Clause, span: Span) -> bool:
    """Whether a phrase holds one end of a range: 12% | to 14%, between 5 | and 10."""
    tokens, text = clause.line.tokens, clause.line.text
    before, behind = text[: tokens[span[0]].start], text[tokens[span[1]].end :]
    return bool(
        re.search(r"\d\s?%\s*(?:to|and|or|–|-)\s*$|\bbetween \S+ (?:\w+ )?and\s*$", before)
        or re.match(r"\s*%?\s*(?:to|and|or|–|-)\s*\d[\d.,]*\s?%", behind)
        or (re.search(r"\bbetween\s*$", before) and re.match(r"\s*%?\s*and\b", behind))
    )


def _is_source(clause: Clause, span: Span) -> bool:
    """Whether a phrase only says who found it: Møller's Danish study."""
    tokens = clause.line.tokens
    named = any(tokens[at].tag.startswith("NNP") for at in range(span[0], span[1] + 1))
    return named and tokens[span[1]].lower in ("study", "paper", "survey", "analysis", "trial", "meta-analysis")


def _straddles(clause: Clause, span: Span) -> bool:
    """Whether a phrase reaches over *and* into the next clause: past | each other and Datus | was called."""
    tokens = clause.line.tokens
    behind = tokens[span[1] + 1] if span[1] + 1 < len(tokens) else None
    joined = any(tokens[at].dep == "cc" for at in range(span[0], span[1] + 1))
    verbs = any(tokens[at].tag in FINITE for at in range(span[0]))
    return joined and verbs and behind is not None and behind.tag in FINITE


def _ends_range(clause: Clause, span: Span) -> bool:
    """Whether a year ends a range whose beginning tells nearly as much: 2019 to 2025."""
    tokens = clause.line.tokens
    years = [bool(_YEAR.fullmatch(tokens[at].text)) for at in (span[0], max(span[0] - 2, 0))]
    return span[0] > 1 and all(years) and tokens[span[0] - 1].lower in ("to", "until", "till", "-", "–")


def _is_compared(clause: Clause, span: Span) -> bool:
    """Whether a phrase is one half of a comparison, whose other half would be left hanging: more … than the US."""
    tokens = clause.line.tokens
    inside = range(span[0], span[1] + 1)
    mores = [at for at in clause.words if tokens[at].tag in ("JJR", "RBR")]
    thans = [at for at in clause.words if tokens[at].lower == "than"]
    more, than = (any(at in inside for at in found) for found in (mores, thans))
    return bool(mores and thans) and ((more and not than) or (than and not more and span[0] > mores[0]))


_FAULTS = (
    _is_compared,
    _is_two_phrases,
    _is_unit,
    _is_one_in,
    _ends_range,
    _is_split,
    _is_score,
    _straddles,
    _is_cut,
    _is_source,
    _is_half,
)


def is_whole(line: Line, span: Span) -> bool:
    """Whether a span tears no word in two, at a hyphen or a slash."""
    before = line.text[: line.tokens[span[0]].start]
    after = line.text[line.tokens[span[1]].end :]
    torn = r"[\w/][-–]?$|/$|(?:^|\s)[-–−]$"
    return not re.search(torn, before[-2:] if before[-1:] != " " else "") and not re.match(r"[-/\w]", after)


def _all_targets(clause: Clause) -> Iterator[Target]:
    line, tokens = clause.line, clause.line.tokens
    if clause.subject and tokens[_head(line, clause.subject)].dep != "expl" and not _is_pronoun(clause):
        head = _head(line, clause.subject)
        yield from noun_targets(clause, head, clause.subject, "subject", clause.subject)
    for at in _attached(clause, clause.lead):
        yield from _part_targets(clause, at, _clip(clause, at), "lead")
    for head, span in clause.parts():
        yield from _part_targets(clause, head, span, tokens[head].dep)


def _is_pronoun(clause: Clause) -> bool:
    """Whether the subject is a pronoun: asked for, it would be no answer."""
    words = clause.subject_words
    return len(words) == 1 and clause.line.tokens[words[0]].tag.startswith("PRP")


def _attached(clause: Clause, places: list[int]) -> list[int]:
    return [at for at in places if clause.line.tokens[at].head == clause.verb and clause.line.tokens[at].dep != "punct"]


def _clip(clause: Clause, at: int) -> Span:
    inside = [word for word in clause.line.within(at) if word in clause.words]
    return min(inside, default=at), max(inside, default=at)


def _head(line: Line, span: Span) -> int:
    """The word that the rest of a phrase depends on; the last, where the parser saw several."""
    words = range(span[0], span[1] + 1)
    heads = [at for at in words if line.tokens[at].head not in words or line.tokens[at].head == at]
    return heads[-1] if heads else span[1]


def _part_targets(clause: Clause, head: int, span: Span, role: str, free: bool = True) -> Iterator[Target]:
    tokens = clause.line.tokens
    dep = tokens[head].dep
    named = tokens[head].tag.startswith(("NN", "CD"))
    if dep in ("dobj", "attr", "dative", "npadvmod", "appos") or (dep in ("oprd", "acomp", "xcomp", "ccomp") and named):
        yield from noun_targets(clause, head, span, role, span if free else None)
    elif dep in ("prep", "agent"):
        yield from _phrase_targets(clause, head, span, role, free)
    elif dep == "acomp":
        yield from _adjective_targets(clause, head, span)
    elif dep in ("advcl", "xcomp", "ccomp"):
        yield from _clause_targets(clause, head, span, role)
    elif dep == "advmod":
        yield from _adverb_targets(clause, head)


def noun_targets(clause: Clause, head: int, span: Span, role: str, phrase: Span | None = None) -> Iterator[Target]:
    """A noun phrase: its number, its list, its kind, all of it, and what stands inside.

    `phrase` is what moves to the front with it; without one, nothing does.
    """
    line, tokens = clause.line, clause.line.tokens
    span = _without_contrast(clause, head, span)
    short = (phrase[0], _core_end(line, head, phrase[1])) if phrase and role != "subject" else phrase
    if short and role != "subject" and any(_is_left(line, at) for at in line.children(head) if at > short[1]):
        short = None
    numbers = list(_number_targets(clause, head, span, role, short))
    yield from numbers
    if items := _list_items(line, head, span):
        yield from _list_targets(clause, items, span, role, phrase)
    else:
        yield from _kind_targets(clause, head, span, role, short)
        if not numbers:
            yield from _whole_targets(clause, head, span, role, phrase)
    for appos in line.children(head, "appos"):
        between = clause.text(range(head + 1, line.span(appos)[0]))
        first = line.tokens[span[0]].lower
        if (
            tokens[appos].tag.startswith("NNP")
            and between == ","
            and first in ("a", "an", "the", "one")
            and tokens[appos].text[:1].isalpha()
            and span[0] < head
        ):
            last = line.span(appos)[1]
            kind = clause.text(range(span[0] + 1, head + 1))
            name = clause.text(range(line.span(appos)[0], last + 1))
            yield Target((span[0], last), f"which {kind}", name, role, "named", phrase)
    if role != "subject":
        yield from _inner_targets(clause, head, span, role)


def _list_targets(clause: Clause, items: list[int], span: Span, role: str, phrase: Span | None) -> Iterator[Target]:
    """A list of two to four → which two things."""
    line, tokens = clause.line, clause.line.tokens
    ties = [at for item in items for at in line.children(item, "cc")]
    counted = tokens[items[0]].tag == "CD" or bool(line.children(items[0], "nummod"))
    torn = span[0] > 0 and tokens[span[0] - 1].text == ","
    if len(items) > 4 or counted or torn or not {tokens[at].lower for at in ties} <= _TIES:
        return
    names = [tokens[item].tag.startswith("NNP") for item in items]
    kinds = {tokens[item].kind for item in items}
    if all(names) and ("" in kinds or "WORK_OF_ART" in kinds or any(tokens[at].kind for at in ties)):
        return  # Progress and Poverty is one
    who = all(_is_person(clause, item) for item in items)
    sort = "people" if who else "places" if kinds <= _PLACES else "organisations" if kinds == {"ORG"} else "things"
    text = clause.text(range(span[0], span[1] + 1))
    unsure = (
        tokens[span[0]].tag == "RB"  # just parents and their offspring
        or (any(names) and sort == "things")  # growers in Uji and Yame, Banting and Best
        or any(tokens[at].lower == "or" for at in ties)
        or not kinds.isdisjoint(_COUNTS)
        or text.endswith(" colleagues")
    )
    asked = f"which {_NUMBERS[len(items)]} {sort}"
    yield Target(span, asked, text, role, "name" if unsure else "list", phrase, plural=True)


def _whole_targets(clause: Clause, head: int, span: Span, role: str, phrase: Span | None) -> Iterator[Target]:
    """A noun phrase → what, who; for a blank alone, where neither asks well."""
    tokens = clause.line.tokens
    text = clause.text(range(span[0], span[1] + 1))
    before = tokens[span[0] - 1].lower if span[0] else ""
    if (
        any(_is_number(tokens[at].text, tokens[at].tag) for at in range(span[0], min(span[0] + 3, head + 1)))
        or _NOBODY & {text.lower(), tokens[span[0]].lower}
        or before in _TIMES
        or tokens[head].dep == "npadvmod"
        or _is_ditransitive(clause, role)
        or (role == "subject" and (_may_be_person(clause, head) or _is_echoed(clause, head)))
        or (role != "subject" and tokens[span[1]].dep == "advmod")
    ):
        return
    bound = span[0] > 0 and tokens[span[0] - 1].dep in ("prep", "agent")
    asked = ("whom" if bound else "who") if _is_person(clause, head) else "what"
    if re.search(r"\sv\.?\s", text):
        asked = "which case"
    kind = tokens[head].kind
    if bound and asked == "what" and (kind in ("DATE", "TIME") or (kind in _PLACES and before in _IN)):
        yield Target(span, asked, text, role, "where" if kind in _PLACES else "when", None)
    elif (
        tokens[span[0]].lower == "no"
        or (bound and before != "by" and tokens[head].tag == "NNP")
        or (before == "as" and asked == "whom")
    ):
        yield Target(span, asked, text, role, "name", None)
    else:
        yield Target(span, asked, text, role, "whole", phrase)


def _is_left(line: Line, at: int) -> bool:
    """Whether what belongs to a noun reads wrong where the noun has moved to the front: the cost a month."""
    token, first = line.tokens[at], line.tokens[line.span(at)[0]]
    return (
        token.dep != "punct" and token.lower != "per" and not (token.dep == "relcl" and first.lower in ("that", "who"))
    )


def _is_ditransitive(clause: Clause, role: str) -> bool:
    """Whether the verb takes two objects of which the parser may see one: gave the world crema."""
    line = clause.line
    verb = base_form(line.tokens[clause.verb].text)
    if role == "dobj" and verb in ("take", "cost", "last") and line.children(clause.verb, "npadvmod"):
        return True  # takes most people a year
    return (
        role == "dobj"
        and verb in ("give", "call", "name", "deem", "dub", "consider", "offer", "teach", "tell", "show")
        and not (line.children(clause.verb, "dative", "oprd"))
    )


def _core_end(line: Line, head: int, last: int) -> int:
    """Where the head of a noun phrase ends, with the *of* that belongs to it."""
    end = head
    for child in line.children(head, "prep"):
        if child > head and line.tokens[child].lower == "of":
            end = max(end, line.span(child)[1])
    if line.tokens[min(head + 1, len(line) - 1)].text == "%":
        end = max(end, head + 1)
    return min(end, last)


def _without_contrast(clause: Clause, head: int, span: Span) -> Span:
    """A phrase without what it is set off from: mood, for *mood, not data*."""
    tokens = clause.line.tokens
    for at in range(head + 1, span[1]):
        if tokens[at].text == "," and tokens[at + 1].lower in ("not", "never"):
            return span[0], at - 1
    return span


def _inner_targets(clause: Clause, head: int, span: Span, role: str) -> Iterator[Target]:
    """What stands behind the head of a noun phrase: …of what, …who did what, …called what."""
    line, tokens = clause.line, clause.line.tokens
    for child in line.children(head):
        if not head < child <= span[1]:
            continue
        inner = _clip(clause, child)
        if tokens[child].dep == "prep":
            if _is_in_name(line, child):
                continue
            for at in line.children(child, "pobj"):
                yield from noun_targets(clause, at, _clip(clause, at), f"{role}/{tokens[child].lower}")
            for at in line.children(child, "pcomp"):
                inside = _clip(clause, at)
                if tokens[at].tag == "VBG" and _is_doing(clause, at, inside):
                    answer = clause.text(range(inside[0], inside[1] + 1))
                    yield Target(inside, "doing what", answer, f"{role}/{tokens[child].lower}", "doing", None)
                    for part in line.children(at, "dobj", "prep"):
                        yield from _part_targets(
                            clause, part, _clip(clause, part), f"{role}/{tokens[child].lower}", False
                        )
        elif tokens[child].dep in ("relcl", "acl", "appos"):
            infinitive = tokens[child].dep == "acl" and tokens[child].tag == "VB"
            if infinitive and (words := _after_to(clause, child)):
                yield Target(words, "to do what", _behind(clause, words), f"{role}/to", "to", None)
            if tokens[child].dep == "appos":
                yield from noun_targets(clause, child, inner, f"{role}/appos")
                continue
            for part in line.children(child, "dobj", "prep", "agent", "attr", "xcomp"):
                if part > child:
                    yield from _part_targets(clause, part, _clip(clause, part), f"{role}/{tokens[child].dep}", False)


def _phrase_targets(clause: Clause, head: int, span: Span, role: str, free: bool) -> Iterator[Target]:
    """A preposition and what stands behind it. Only where it is `free` may it move to the front."""
    line, tokens = clause.line, clause.line.tokens
    preposition = tokens[head].lower
    inner = line.children(head, "pobj", "pcomp", "prep")
    if not inner:
        return
    free = free and span[0] == head and not _is_paired(line, head) and not (head and tokens[head - 1].dep == "prep")
    phrase = span if free else None
    whole = clause.text(range(span[0], span[1] + 1))
    object_ = inner[0]
    inside = _clip(clause, object_)
    if preposition in ("because", "due", "thanks", "owing"):
        if free:
            yield Target(span, "why", whole, role, "why", span)
    elif tokens[object_].dep == "prep":  # from before, out of
        yield from _phrase_targets(clause, object_, inside, role, False)
    elif tokens[object_].dep == "pcomp":
        if tokens[object_].tag == "VBG" and preposition == "by" and free:
            yield Target(span, "how", whole, role, "how", span)
        elif tokens[object_].tag == "VBG" and _is_doing(clause, object_, inside):
            yield Target(inside, "doing what", clause.text(range(inside[0], inside[1] + 1)), role, "doing", phrase)
            for part in line.children(object_, "dobj", "prep"):
                if part > object_:
                    yield from _part_targets(clause, part, _clip(clause, part), f"{role}/doing", False)
    else:
        yield from noun_targets(clause, object_, inside, f"{role}:{preposition}", phrase)
        kind = tokens[object_].kind
        if free and kind in _PLACES and preposition in _IN:
            yield Target(span, "where", whole, role, "where", span)
        elif (
            free
            and kind in ("DATE", "TIME")
            and preposition in ("in", "on", "at", "during", "after", "before", "by", "since")
            and not (preposition == "in" and tokens[object_].tag == "NNS" and not tokens[object_].text[:1].isdigit())
            and not _YEAR.fullmatch(tokens[object_].text)
            and not _is_place_in_time(line, object_)
        ):
            yield Target(span, "when", whole, role, "when", span)


def _is_place_in_time(line: Line, at: int) -> bool:
    """Whether a phrase for a time ends with a place: in 1850s Dijon."""
    dated = any(line.tokens[child].text[:1].isdigit() for child in line.children(at, "nummod", "amod") if child < at)
    return dated and line.tokens[at].tag.startswith("NNP")


def _is_paired(line: Line, preposition: int) -> bool:
    """Whether a preposition has one beside it that it must stand next to: from 1696 to 1851."""
    tokens = line.tokens
    pair = {"from": "to", "to": "from"}.get(tokens[preposition].lower)
    beside = [*line.children(tokens[preposition].head, "prep"), *line.children(preposition, "prep")]
    return any(tokens[at].lower == pair for at in (*beside, tokens[preposition].head))


def _is_doing(clause: Clause, verb: int, inside: Span) -> bool:
    """Whether an -ing form is what somebody does, and neither tells of another nor of a noun: flying biomass."""
    line, tokens = clause.line, clause.line.tokens
    objects = [at for at in line.children(verb, "dobj") if at == verb + 1 and tokens[at].tag == "NN"]
    return inside[0] == verb and not objects


def _adjective_targets(clause: Clause, head: int, span: Span) -> Iterator[Target]:
    line, tokens = clause.line, clause.line.tokens
    text = clause.text(range(span[0], span[1] + 1))
    if base_form(tokens[clause.verb].text) in ("taste", "sound", "look", "feel", "smell"):
        yield Target(span, "how", text, "acomp", "how", span)
    elif tokens[head].head == clause.verb:
        yield Target(span, "what", text, "acomp", "adjective", None)
    for child in line.children(head, "prep"):
        if child > head:
            yield from _phrase_targets(clause, child, _clip(clause, child), "acomp", False)
    for child in line.children(head, "xcomp", "ccomp"):
        can_be_verb = "VERB" in parts_of_speech(tokens[child].text)  # but *close to ideal*
        if tokens[child].tag == "VB" and can_be_verb and (words := _after_to(clause, child)):
            yield Target(words, "to do what", _behind(clause, words), "acomp/to", "to", None)


def _clause_targets(clause: Clause, head: int, span: Span, role: str) -> Iterator[Target]:
    line, tokens = clause.line, clause.line.tokens
    first = tokens[span[0]].lower
    inside = clause.text(range(span[0] + 1, span[1] + 1))
    whole = clause.text(range(span[0], span[1] + 1))
    comma = span[0] > 0 and tokens[span[0] - 1].text == ","
    has_subject = bool(line.children(head, "nsubj", "nsubjpass", "expl", "csubj"))
    reports = first == "as" and base_form(tokens[head].text) in _REPORTS
    if first == "because" or (first in ("since", "as") and has_subject and comma and not reports):
        yield Target(span, "why", inside, role, "why", span)
    elif first in ("when", "once", "after") and has_subject and not (_is_dated(clause, span) or clause.is_copula):
        yield Target(span, "when", whole, role, "when", span)
    elif first == "if" and has_subject:
        yield Target(span, "in what case", whole, role, "if", span)
    elif first == "unless" and has_subject:
        yield Target(span, "unless what", inside, role, "unless", None)
    elif tokens[head].tag == "VB" and (words := _after_to(clause, head)):
        answer = _behind(clause, words)
        yield Target(words, "to do what", answer, role, "to", None)
        if role == "advcl" and base_form(tokens[clause.verb].text) not in _WITH_TO:
            yield Target(words, "why", clause.text(range(words[0], words[1] + 1)), role, "why", words)
        for part in line.children(head, "dobj", "prep", "attr"):
            if part > head:
                yield from _part_targets(clause, part, _clip(clause, part), f"{role}/to", False)
    elif tokens[head].tag == "VBG" and role == "xcomp":
        yield Target(span, "doing what", whole, role, "doing", None)
    elif tokens[head].tag == "VBG" and first == "by":
        yield Target(span, "how", whole, role, "how", span)
    elif role == "ccomp":
        subjects = line.children(head, "nsubj", "nsubjpass")
        if subjects and subjects[0] < head and tokens[head].tag in ("VBD", "VBZ", "VBP", "VBN", "MD"):
            low, high = _clip(clause, subjects[0])
            if low == span[0] or (first == "that" and low == span[0] + 1):
                answer = clause.text(range(low, high + 1))
                sort = "name" if tokens[subjects[0]].tag == "NNP" else "whole"
                yield Target((span[0], high), "what", answer, "ccomp-subject", sort, (span[0], high))
        if first in ("what", "how", "which", "where", "who"):
            yield Target(span, "what", whole, role, "whole", span)
        for part in line.children(head, "dobj", "prep", "attr"):
            if part > head:
                yield from _part_targets(clause, part, _clip(clause, part), f"{role}/that", False)


def _is_dated(clause: Clause, besides: Span) -> bool:
    """Whether a clause tells its time already, beside the phrase given."""
    tokens = clause.line.tokens
    return any(tokens[at].kind in ("DATE", "TIME") for at in clause.words if not besides[0] <= at <= besides[1])


def _adverb_targets(clause: Clause, head: int) -> Iterator[Target]:
    line = clause.line
    for child in line.children(head, "prep"):
        if child > head:
            yield from _phrase_targets(clause, child, _clip(clause, child), "advmod", False)


def _behind(clause: Clause, words: Span) -> str:
    return clause.text(range(words[0] + 1, words[1] + 1))


def _after_to(clause: Clause, verb: int) -> Span | None:
    """The words from *to* on, where a verb has it."""
    line, tokens = clause.line, clause.line.tokens
    to = [at for at in line.children(verb, "aux") if tokens[at].lower == "to"]
    span = _clip(clause, verb)
    return (to[0], span[1]) if to and to[0] >= span[0] and not line.children(verb, "nsubj") else None


def _list_items(line: Line, head: int, span: Span) -> list[int]:
    """The heads of the items of a list, or nothing where the phrase is no list."""
    items = [head]
    while nexts := [at for at in line.children(items[-1], "conj") if at <= span[1]]:
        items += nexts
    return items if len(items) > 1 else []


def _is_person(clause: Clause, head: int) -> bool:
    token = clause.line.tokens[head]
    if token.tag in ("NNP", "NNPS"):
        if clause.line.children(head, "nummod"):
            return False  # Mariner 4
        acts = base_form(clause.line.tokens[clause.verb].text) in OF_PERSONS and token.dep == "nsubj"
        if clause.line.children(head, "det"):
            return token.kind == "ORG" and acts
        if token.kind in ("GPE", "LOC", "FAC", "DATE", "WORK_OF_ART", "LANGUAGE", "NORP"):
            return False
        if clause.is_copula and token.kind == "PERSON" and token.dep == "nsubj":
            return _is_said_of_persons(clause)
        several = any(clause.line.tokens[at].tag == "NNP" for at in clause.line.children(head, "compound"))
        if token.kind == "ORG":
            return acts
        return (token.kind == "PERSON" and (several or acts)) or (acts and not token.text.isupper())
    acts = token.dep == "nsubj" and not clause.is_copula
    if acts and not {token.lower, token.lower.removesuffix("s"), re.sub("ies$", "y", token.lower)}.isdisjoint(GROUPS):
        return True
    return token.tag in ("NN", "NNS") and (token.lower in PERSONS or bool(PEOPLE.search(token.lower)))


def _is_said_of_persons(clause: Clause) -> bool:
    """Whether what a subject is said to be is a person, or may be one: a dairy chemist, but no platform."""
    tokens = clause.line.tokens
    said = [tokens[at] for at in clause.line.children(clause.verb, "attr") if tokens[at].tag in ("NN", "NNS")]
    return all(word.lower in PERSONS or PEOPLE.search(word.lower) or _is_doer(word.lower) for word in said)


def _may_be_person(clause: Clause, head: int) -> bool:
    """Whether a noun may be that of a person, or a place acts as one, so that *what* is as wrong as *who*."""
    token = clause.line.tokens[head]
    if token.kind == "GPE" and token.tag.startswith("NNP"):
        return not (clause.is_copula or any(clause.line.tokens[at].dep == "auxpass" for at in clause.helpers))
    if token.tag in ("NN", "NNS") and _is_doer(token.lower):
        return True
    return (
        token.tag == "NNP"
        and token.kind in ("", "PERSON", "ORG", "NORP", "PRODUCT")
        and re.fullmatch(r"(?:\w*[a-z])?\w[a-z]+|[IVX]+|(?:[A-Z]\.)+", token.text) is not None
        and not clause.line.children(head, "det", "nummod")
        and not _is_person(clause, head)
    )


def _is_echoed(clause: Clause, head: int) -> bool:
    """Whether the words behind a subject say that it is several, which *what* does not: what keeps their shape."""
    tokens = clause.line.tokens
    words = {tokens[at].lower for at in clause.words if at > clause.verb}
    return tokens[head].tag == "NNS" and not words.isdisjoint(("they", "them", "their", "themselves"))


def _is_doer(noun: str) -> bool:
    """Whether a noun is made of a verb as those for persons are, and some for things: grower, golfer, container."""
    made = re.fullmatch(r"(\w{3,}?)(?:e?rs?|ors?)", noun)
    return bool(made) and any("VERB" in parts_of_speech(made[1] + end) for end in ("", "e") if made)


def _kind_targets(clause: Clause, head: int, span: Span, role: str, phrase: Span | None) -> Iterator[Target]:
    """MOD HEAD → what kind of HEAD, which HEAD."""
    tokens = clause.line.tokens
    if tokens[head].tag not in ("NN", "NNS") or tokens[head].lower.rstrip("s") in _EMPTY_HEADS:
        return
    first = span[0]
    while first < head and (tokens[first].tag in ("DT", "PRP$", "PDT", "CD", "RB") or tokens[first].dep == "quantmod"):
        first += 1
    if first == head or any(
        not tokens[at].text[0].isalpha() or tokens[at].tag in ("POS", "CC", ",", "DT", "CD", "WDT", "IN")
        for at in range(first, head)
    ):
        return
    if any(tokens[at].lower in _NONE for at in range(max(span[0] - 1, 0), first)) or _is_ditransitive(clause, role):
        return
    if any(tokens[at].tag == "CD" for at in range(span[0], first)):
        return
    modifiers = [tokens[at] for at in range(first, head)]
    if all(token.kind == "ORDINAL" or _ORDINAL.match(token.lower) for token in modifiers):
        if role not in ("attr", "oprd"):
            told = clause.text(range(span[0], head))
            yield Target((span[0], head), f"which {clause.text([head])}", told, role, "ordinal", phrase)
        return
    words = " ".join(token.text for token in modifiers).replace(" - ", "-").split()
    if len(words) > 1 or words[0].endswith("."):
        return  # a portable tennis kit is no kind of kit called portable tennis
    if any(token.lower in _NOT_A_KIND or token.tag in ("JJS", "JJR", "RBS", "RBR") for token in modifiers):
        return
    rest = clause.text([head])
    names = any(token.tag.startswith("NNP") for token in modifiers)
    if names and tokens[span[0]].lower in ("a", "an"):
        return  # a Louisiana asylum is no asylum called Louisiana
    asked = f"which {rest}" if names else f"what kind of {rest}"
    possessed = first > span[0] and tokens[first - 1].tag == "PRP$"
    if possessed:
        return
    yield Target(
        (span[0], head), asked, clause.text(range(first, head)), role, "kind", phrase, plural=tokens[head].tag == "NNS"
    )


def _number_targets(clause: Clause, head: int, span: Span, role: str, phrase: Span | None) -> Iterator[Target]:
    """The numbers of a noun phrase: how many, how much, what percentage, which year."""
    line, tokens = clause.line, clause.line.tokens
    at = span[0]
    while at + 2 <= span[1] and not _is_number(tokens[at].text, tokens[at].tag):
        if tokens[at + 1].text == "-" and tokens[at + 2].lower in _FRACTIONS:
            break
        at += 1
    if at + 2 <= span[1] and tokens[at + 1].text == "-" and tokens[at + 2].lower in _FRACTIONS:
        start = at
        while start > span[0] and tokens[start - 1].lower in _HEDGES:
            start -= 1
        if at + 3 <= span[1] and tokens[at + 3].lower == "of":
            asked = tidy(f"{clause.text(range(start, at))} what share")
            movable = phrase if start == span[0] else None
            yield Target((start, at + 2), asked, clause.text(range(at, at + 3)), role, "number", movable)
        return
    at = span[0]
    stop = min(span[1], head + 1) if head + 1 <= span[1] and tokens[min(head + 1, span[1])].text == "%" else head
    while at <= stop:
        token = tokens[at]
        if not _is_number(token.text, token.tag) or token.lower in _SCALES:
            at += 1
            continue
        last = at
        while last + 1 <= span[1] and _goes_on(tokens[last], tokens[last + 1]):
            last += 1
        if (
            last + 2 <= span[1]
            and tokens[last + 1].lower in ("to", "or")
            and _is_number(tokens[last + 2].text, tokens[last + 2].tag)
        ):
            last += 2
        while last + 1 <= span[1] and _goes_on(tokens[last], tokens[last + 1]):
            last += 1
        first = at
        if first > 0 and tokens[first - 1].text in _CURRENCY:
            first -= 1
        bound = first
        while bound > max(span[0], 0) and tokens[bound - 1].lower in _BOUNDS:
            bound -= 1
        if bound < first and tokens[bound].lower in ("than", "to", "least", "most"):
            bound = first
        start = bound
        while start > span[0] and tokens[start - 1].lower in (*_HEDGES, *_DOUBTS, "an", "a"):
            start -= 1
        hedge = re.sub(r"\bsome\b", "about", clause.text(range(start, bound)))
        if not hedge.endswith(("an estimated", "a mere")):
            hedge = re.sub(r"\s*\b(?:a|an)$", "", hedge)
        after = tokens[last + 1] if last + 1 <= span[1] else None
        begins = start == span[0] or (
            start == span[0] + 1 and tokens[span[0]].lower in ("the", "these", "those", "its", "their")
        )
        end = last
        asked = ""
        if tokens[first].text in _CURRENCY or re.match(r"[$£€]", tokens[first].text):
            if after is None or after.tag in ("IN", ",", "CC") or after.lower in ("per", "a", "each"):
                asked = "how much"
        elif after is not None and after.text in ("%", "percent"):
            end += 1
            following = tokens[end + 1] if end + 1 <= span[1] else None
            if following is None or following.tag in ("IN", ",", "CC", "DT"):
                asked = "what percentage"
        elif re.search(r"\d%$", token.text):
            asked = "what percentage"
        elif after is not None and after.lower == "degrees":
            degrees = "°" in line.text[after.start : after.end]
            end += 1
            by = start > 0 and tokens[start - 1].lower == "by"
            plain = not re.search(r"[CFK]\b", line.text[after.start : after.end])
            asked = "how many degrees" if by or (degrees and plain) else "what temperature" if degrees else ""
        elif _YEAR.fullmatch(token.text) and after is None and at == head:
            previous = tokens[start - 1].lower if start > 0 else ""
            asked = "which year" if previous in _YEAR_PREPOSITIONS else ""
            if previous == "since" and tokens[clause.finite].tag in ("VBZ", "VBP") and not clause.helpers:
                asked = ""  # draw the lines since 2020: no sentence
            if token.text.endswith("s"):
                asked = asked and "which decade"
            elif re.search(r"\d[–-]\d", token.text):
                asked = asked and "which years"
        elif token.lower in _FRACTIONS or re.fullmatch(r"[a-z]+-(?:third|fifth|quarter|half|tenth)s?", token.lower):
            if after is not None and after.lower in ("of", "the", "its", "all"):
                asked = "what share" if after.lower == "of" else "what share of"
            elif start > 0 and tokens[start - 1].lower == "by" and last == span[1]:
                asked = "how much"
        elif after is not None and last < head and (tokens[head].tag == "NNS" or _UNITS.match(tokens[head].text)):
            noun = clause.text(range(last + 1, head + 1))
            if _YEAR.fullmatch(token.text) and re.match(r"1[0-9]{3}|20", token.text):
                noun = "/"  # the 2004 bombings
            compound = last + 1 < head and _UNITS.match(tokens[last + 1].text)  # 113 m blocks
            if not re.search(r"[,;–—/]", noun) and not compound:
                asked = "how many"
        elif (
            after is None
            and at == head
            and re.match(r"\d", token.text)
            and start > 0
            and tokens[start - 1].lower in ("to", "from", "below", "above", "under", "over", "than", "of")
        ):
            asked = "what number"
        if (
            start > span[0]
            and tokens[start - 1].tag in ("JJ", "RB", "IN")
            and tokens[start - 1].kind in ("ORDINAL", "")
            and asked == "what share"
        ):
            asked = ""
        if token.text.isalpha() and (_counts_a_list(clause, at) or _subject_is_list(clause)):
            asked = ""
        if (
            asked == "how many"
            and token.text.isalpha()
            and head + 1 < len(tokens)
            and tokens[head + 1].text in (",", ":", "(")
        ):
            asked = ""  # two things, a and b: the list counts them
        if tokens[last - 1].lower == "or" and re.match(r"\d", tokens[last - 2].text):
            asked = ""  # at 2 or 5 years
        if asked == "how many" and tokens[min(end + 1, len(tokens) - 1)].lower == "and":
            asked = ""  # three and a half years
        if start > 0 and (
            tokens[start - 1].lower in ("another", "first", "last", "next", "other", "same")
            or tokens[start - 1].tag in ("POS", "PRP$")
        ):
            asked = ""  # another 39 years, Barcelona's 113 m blocks
        if tokens[head].dep == "appos" and tokens[start - 1].text == ",":
            asked = ""  # the first target, 0–2%, by 1990
        if re.match(r"\S*\(", line.text[token.end - 1 : token.end + 1]) or "(" in line.text[token.start : token.end]:
            asked = ""  # 83(b) elections
        counted = any(line.children(item, "nummod") for item in line.children(head, "conj"))
        if asked == "how many" and (counted or tokens[head].dep == "conj"):
            asked = ""  # eight arms and two tentacles
        if asked and token.lower != "one":
            unit = tokens[end + 1].text if asked == "how many" and end + 1 == head else ""
            if unit in _WRITTEN_OUT and end + 2 < len(tokens) and tokens[end + 2].tag.startswith("NN"):
                unit = ""  # 3 m cars
            behind = end + 1 + bool(unit)
            more = behind + 1 < len(tokens) and tokens[behind].lower == "or"
            if more and tokens[behind + 1].lower in ("more", "less", "so") and (not unit or unit in _WRITTEN_OUT):
                end = behind + 1
            answer = clause.text(range(bound, end + 1))
            if asked == "what share" and bound > start and tokens[bound - 1].lower in ("a", "an"):
                answer = clause.text(range(bound - 1, end + 1))
            if not _DOUBTS.isdisjoint(hedge.lower().split()):
                answer, hedge = clause.text(range(start, end + 1)), ""
            if unit in _WRITTEN_OUT:
                asked, end = f"how many {_WRITTEN_OUT[unit]}", max(end, head)
            question = tidy(f"{hedge} {asked}")
            rated = any(tokens[at].lower == "per" for at in line.children(head, "prep"))  # metres per second
            movable = phrase if begins and not (rated and role != "subject") else None
            yield Target((start, end), question, answer, role, "number", movable, plural=asked.startswith("how many"))
        at = last + 1


def _counts_a_list(clause: Clause, at: int) -> bool:
    """Whether a number only counts what is listed behind it: three things: a, b and c."""
    return bool(re.search(r"[:(,—–].*(?:,|\band\b)", clause.line.text[clause.line.tokens[at].end :]))


def _subject_is_list(clause: Clause) -> bool:
    """Whether the subject is a list, which a number behind would only count."""
    if not (clause.subject and clause.is_copula):
        return False
    return bool(clause.line.children(_head(clause.line, clause.subject), "conj"))


def _goes_on(number: Token, word: Token) -> bool:
    """Whether a number goes on with a word: 5 million, 66m, but not 66 m."""
    if word.lower in ("k", "m"):
        return number.end == word.start
    return _is_number(word.text, word.tag) or word.lower in _SCALES


def _is_number(text: str, tag: str) -> bool:
    if text.lower() in _FRACTIONS or re.fullmatch(r"[a-z]+-(?:third|fifth|quarter|half|tenth)s?", text.lower()):
        return True
    return tag == "CD" or bool(re.fullmatch(r"[$£€~]?\d[\d,.]*(?:[–-]\d[\d,.]*)?(?:%|\+|[kKmM]|bn|°C|°F)?", text))
