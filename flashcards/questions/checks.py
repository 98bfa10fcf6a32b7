"""What is wrong with a proposed card, in a few words; nothing where a learner can meet it."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from flashcards.questions.grammar import is_slip, parts_of_speech
from flashcards.questions.shapes import BLANK, CLOZE, Proposal
from flashcards.questions.words import DETERMINERS, PREPOSITIONS, SMALL_WORD, VAGUE, content_words, share_a_word, stem

# The limits of a card that is quick to answer and to grade, in words.
LONGEST_QUESTION = 25
LONGEST_ANSWER = 15
FEWEST_VISIBLE = 3
FEWEST_ASKED = 2
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
_ASKING = frozenset("many much percentage amount share number kind year temperature called term described".split())
_LOOSE = DETERMINERS | PREPOSITIONS | frozenset("and or but nor so as of to than that which who not".split())


_SHORTHAND = re.compile(
    r"(?<!\w)(?:btw|w/o?|b/c|bc|bt|re\.|esp\.?|incl\.?|cf\.?|govt|mins?|yrs?|hrs?|max|def|prob|diff|avg|Q:|etc)(?![\w.])"
    r"|\bW/|→|\s[=+]\s|->|>>| x (?=\w)"
)
# A note that names what was told, and does not tell it.
_NAMES = re.compile(r"“(?:How|Why|What|When|Where|Whether|Which)\b(?!.*[:;—] )")


def find_fault(card: Proposal) -> str:
    """The first fault of a proposed card; empty if it has none."""
    return next(_faults(card), "")


def _faults(card: Proposal) -> Iterator[str]:
    question, answer = card.question, card.answer
    if share_a_word(answer, question):
        yield "leak: a word of the answer is in the question"
    if not content_words(answer) or (len(answer) < 2 and not answer.isdigit()):
        yield "empty: the answer says nothing"
    words = answer.split()
    if len(words) > LONGEST_ANSWER:
        yield "long answer"
    if len(question.split()) > LONGEST_QUESTION:
        yield "long question"
    if any(text.count(a) != text.count(b) for text in (question, answer) for a, b in _PAIRS) or any(
        text.count('"') % 2 for text in (question, answer)
    ):
        yield "torn: brackets or quotes that do not pair"
    if any("‘" in text or re.search(r"\w’(?!\w)", text) for text in (question, answer)) and any(
        text.count("‘")
        != len(re.findall(r"(?<!s)’(?!\w)", text)) + (("‘" in text) and len(re.findall(r"s’(?!\w)", text)))
        for text in (question, answer)
    ):
        yield "torn: quotes that do not pair"
    if (
        answer.endswith(("-", ",", ";", ":", "—"))
        or answer.startswith(("-", ","))
        or " -" in question.replace(" - ", "")
    ):
        yield "torn: it ends inside a word or a phrase"
    elif (
        words
        and len(words) > 1
        and words[-1].lower() in _LOOSE - {"before", "after", "inside", "in", "up", "down", "out", "off", "over"}
    ):
        yield "torn: the answer ends in the middle"
    asked = [word for word in content_words(question.replace(BLANK, "")) if word not in _ASKING]
    telling = [word for word in asked if word not in VAGUE]
    if card.shape == CLOZE and len(asked) - 2 < FEWEST_VISIBLE:
        yield "bare: too little of the claim stays visible"
    if len(telling) < FEWEST_ASKED:
        yield "vague: too little says what the question is about"
    if noun := next((mark[5:] for mark in card.marks if mark.startswith("bare:")), ""):
        yield f"telegram: “{noun}” wants an article"
    if match := _SHORTHAND.search(f"{question} {answer}"):
        yield f"shorthand: “{match[0]}” is no word of a sentence"
    if card.shape == CLOZE and _NAMES.search(question):
        yield "topic: it names a question and claims nothing"
    if match := _MISPLACED.search(question):
        yield f"debris: “{match[0]}”"
    if re.search(r"\b(\w+) \1\b", question.lower()) and not re.search(r"\b(that that|had had)\b", question.lower()):
        yield "debris: a word stands twice"

    if "how many years" in question.lower() and len(re.findall(r"\b1\d{3}\b|\b20\d\d\b", question)) > 1:
        yield "leak: the years tell how many"
    if {"cut", "subject:definite"} <= card.marks and card.shape != CLOZE:
        yield "vague: what its subject is stands elsewhere in the bullet"
    if match := _ELSEWHERE.search(question) or _ELSEWHERE.search(answer):
        yield f"vague: “{match[0]}” points to something outside it"
    if match := _SLIP.search(f"{question} {answer}"):
        yield f"slip: “{match[0]}” is spelt otherwise"
    if word := next(filter(is_slip, SMALL_WORD.findall(f"{question} {answer}")), ""):
        yield f"slip: “{word}” is in no dictionary"
    if any(len(_OPENS.findall(text)) > len(_CLOSES.findall(text)) for text in (question, answer)):
        yield "torn: quotes that do not pair"
    if re.search(r", (?:which|who|where|but|so)\b", answer):
        yield "two: the answer goes on to another claim"
    if card.shape == "place-to" and words and "VERB" not in parts_of_speech(words[0]):
        yield "torn: the answer is nothing to do"
    if card.shape != CLOZE and question.startswith("When ") and answer.lower().startswith("since "):
        yield "torn: “when” does not ask for “since”"
    if re.search(r"[A-Z]\w+,? (?:\d{4}|\d+[–-]\d+)$", answer) and answer.count(" ") > 1 and not _IN_TIME.search(answer):
        yield "two: a name and a figure"
    if card.shape.startswith("front-") and not _HELPER.search(question):
        yield "torn: no helping verb"
    if card.shape == CLOZE and re.match(r"(?:never|always|don[’']t)\b", answer, re.IGNORECASE):
        yield "torn: the answer is an order"
    if card.shape != CLOZE and _LABEL.search(question):
        yield "torn: a label before the question"
    if re.search(r"\be\.g\.|\bfor (?:example|instance)\b", answer):
        yield "aside: the answer is an example"
    if re.search(r"(?:^|, )even\b", answer, re.IGNORECASE):
        yield "aside: what comes behind “even” is said by the way"
    if re.search(r"\w \([^()]*\)$", answer):
        yield "two: what stands in brackets is another fact"
    if card.shape != CLOZE and (match := _TORN.search(question)):
        yield f"torn: “{match[0]}”"
    if card.shape != CLOZE and (match := _APART.search(question)):
        yield f"torn: “{match[0].strip(' ,')}” stands apart"
    goes_on = _GOES_ON.search(question) if card.shape.startswith("place") else None
    if goes_on and ("two-verbs" in card.marks or goes_on[1] == "but"):
        yield f"two: it goes on to another claim, “{goes_on[0]}”"
    if card.shape == CLOZE and (match := _BESIDE.search(question)) and _are_like(answer, match[1] or match[2]):
        yield f"leak: “{match[1] or match[2]}” tells the answer"
    if card.shape.endswith("number") and (match := re.search(r"\([^()]*\d%[^()]*\)", question)):
        yield f"leak: “{match[0]}” tells the figure"


# What is left where a clause was cut, a question word inside somebody else's words, and a statement that goes on.
_TORN = re.compile(
    r"\b(?:but|and|or|nor)[,?]|\babout what\?$|\bof what number\b|, so (?:\w+ ){1,3}\w+\?$"
    r"|\bwh(?:ich|at)\b.* but (?:is|was|are|were|has|had)\b|\s/\w"
    r"|“[^”]*\b(?:how many|how much|what|which|who)\b[^”]*”(?!$)"
    r"|\b(?:how many|which|what) (?:\w+ )?\([^()]*\)|\b(?:which|what|how many)(?: \w+)? and (?-i:[A-Z])"
    r"|\bhow many\b[^,?]* and (?:no|not)\b|\b(?:gave|gives?|lent|sold|taught|told|handed|offered|owed) who\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:which|what|how many|how much)\b[^,]*,? (and|but)\b")
_HELPER = re.compile(
    r"\b(?:do|does|did|is|are|was|were|has|have|had|can|could|may|might|must|shall|should|will|would|cannot|\w+n[’']t)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^[^:?]+: (?:\w+ )?(?:how|what|which|who|when|where)\b", re.IGNORECASE)
# What stands beside a blank: ____ and forequarters.
_BESIDE = re.compile(rf"{BLANK} (?:and|or) (?:the )?([\w’'-]+)|([\w’'-]+) (?:and|or) {BLANK}")
# A month or a season may stand before a year.
_IN_TIME = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|easter)\w*,? \d"
    r"|\b(?:in|of|since|by|from|until|before|after|between|around|about|AD|BC|circa) \d",
    re.IGNORECASE,
)
# Words for a place or a time that the bullet does not tell.
_ELSEWHERE = re.compile(
    r"^(?:Complete the claim: “)?then\b"
    r"|\b(?:years|months|weeks|days|hours|decades|centuries) later\?"
    r"|\bthere(?=$|[,.;?”])|\bhere\b(?!['’]s)|\b(?:by then|back then|since then|afterwards?)(?=$|[,.;?”])",
    re.IGNORECASE,
)
_SLIP = re.compile(
    r"\b(?:teh|adn|womens|mens|childrens|anyones|someones|everyones|nobodys|dont|doesnt|didnt|isnt|arent|wasnt|werent|cant|wont"
    r"|hasnt|havent|whats|thats|theyre|youre|(?:the|a|this) worlds (?!of\b)"
    r"|(?:more|less|better|worse|rather|other) then|its (?:in|on|at|an?|the|not|still|been))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?<![\w'])'(?=[A-Za-z])(?!(?:til|em|cause|n)\b)")
_CLOSES = re.compile(r"(?<=[\w.!?])'(?!\w)")
# Question words between two commas, or behind a sign; a direction that is left alone.
_APART = re.compile(
    r", (?:\w+ ){0,2}(?:how many|how much|which|what)\b[^,?]*,|\boff\?$|\bc\. (?:how|what)", re.IGNORECASE
)
_MISPLACED = re.compile(
    r"\b(?:no|not|any|a|an|the|each|every|all|whole|full|entire|well|says?|said"
    r"|as (?:many|much|few|little|high|low|long|far) as)"
    r" (?:how (?:many|much)|what|which|whose)\b"
    r"|\b(?:half|third|quarter|fifth|tenth)s? to (?:how|what)\b"
    r"|^(?:perhaps|maybe|probably) (?:how|what|which)\b|\bwhat number\b|^when .*\b(?:in|on) (?:\w+\.? )?\d{4}\b"
    r"|^To (?:\w+ )?how (?:many|much)\b.* up\b|^Since (?:which|what)\b(?!.*\b(?:has|have|had)\b)",
    re.IGNORECASE,
)


def _are_like(answer: str, beside: str) -> bool:
    """Whether an answer ends as the word beside it: hindquarters and forequarters, the 60s and the 70s."""
    last = answer.split()[-1].lower()
    decades = re.fullmatch(r"(?:\d\d)?\d0s", last) and re.fullmatch(r"(?:\d\d)?\d0s", beside)
    return bool(decades) or (len(last) > 6 and last[-6:] == beside.lower()[-6:])


class Rivals:
    """The bullets of an episode, to find another one that a question fits as well as its own."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def find(self, question: str, place: int) -> str:
        """A bullet with every word of the question that says something else than the one at `place`; empty if none."""
        words = [word for word in content_words(question) if word not in _ASKING]
        found = sorted((self._places[stem(word)] for word in words if stem(word) in self._places), key=len)
        if not found:
            return ""
        common = set(found[0]).intersection(*found[1:])
        return next((self._texts[at] for at in sorted(common) if self._texts[at] != self._texts[place]), "")

    @functools.cached_property
    def _places(self) -> dict[str, set[int]]:
        """Where each word stands; gathered only when a bare bullet asks."""
        places: dict[str, set[int]] = defaultdict(set)
        for place, text in enumerate(self._texts):
            for word in content_words(text):
                places[stem(word)].add(place)
        return dict(places)
