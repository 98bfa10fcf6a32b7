"""What a stranger's card must be before it may stand beside a bullet: as good as a person's, and true to the bullet.

The first is asked of a person's cards too (`questions.quality`). The second is asked of a stranger's alone: that the
card says nothing which the bullet and its chapter do not say, and keeps what weakens or turns the claim. It goes by
words, and rather refuses a good card than lets an invention pass: a refused card is asked for again, with the reason.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flashcards.model import Card, Episode
from flashcards.notation import UNUSABLE, name_character
from flashcards.questions.checks import Rivals
from flashcards.questions.claims import find_pointer
from flashcards.questions.grammar import base_form
from flashcards.questions.quality import ASKING, FIGURE, asked, find_figures, find_flaws
from flashcards.questions.words import NUMBERS, content_words, stem

# What a question may say of its own accord: words that ask, count and compare, and claim nothing.
_PLAIN = frozenset(
    """kind type sort form name term word number amount share percentage percent fraction proportion portion rate range
    ratio figure year century decade month day date week hour minute second time age period span duration season country
    city place location region area side size length height width weight depth distance speed temperature price cost
    value level degree unit thing item people person someone anyone anything group team company author title role job
    reason purpose cause effect result outcome consequence function method way mean technique process step stage example
    case condition factor feature property characteristic quality aspect problem limit difference comparison relation
    idea concept view opinion claim advice principle option choice alternative source origin ingredient material
    substance object tool device product action task phenomenon event change direction order part piece sign layer trait
    variable texture surface strategy tactic measure animal plant food field call describe define refer use do happen
    occur lead let allow keep need require take give get become make remain involve include contain consist compare
    recommend say tell find have go come serve work act turn apply see put hold show help mark consider advise suggest
    warn lie reach depend main chief approximately rather instead besides apart along together
    addition respectively different other same such single else according term long far old tall deep wide high low big
    large heavy hot fast many much up down out own still total respect quantity episode guest host speaker show podcast
    talk both not there set bring offer combine soon little element detail situation pair sum rank phase combination
    evidence rule trend stay last well""".split()
)
# Units that a note may write short.
_UNITS = {
    "gram": "g",
    "kilogram": "kg",
    "metre": "m",
    "meter": "m",
    "kilometre": "km",
    "kilometer": "km",
    "centimetre": "cm",
    "centimeter": "cm",
    "millimetre": "mm",
    "millimeter": "mm",
    "mile": "mi",
    "litre": "l",
    "liter": "l",
    "millilitre": "ml",
    "milliliter": "ml",
    "second": "s",
    "minute": "min",
    "hour": "h",
    "degree": "°",
    "percent": "%",
    "percentage": "%",
    "dollar": "$",
    "euro": "€",
    "pound": "£",
    "thousand": "k",
    "million": "m",
    "billion": "b",
    "celsius": "°C",
    "fahrenheit": "°F",
}
# A word of one of these is kept by any word of the same: their force is alike enough.
_HEDGES: Mapping[str, frozenset[str]] = {
    "possible": frozenset(
        """may might could can possibly perhaps maybe likely unlikely probably presumably potentially possible probable
        potential chance""".split()
    ),
    "frequent": frozenset(
        """often usually typically generally mostly sometimes frequently commonly normally rarely seldom tend tends
        tended mainly largely occasionally almost nearly partly usual typical common general rare frequent
        most""".split()
    ),
    "told": frozenset(
        """reportedly allegedly supposedly apparently claim claims claimed argue argues argued say says said think
        thinks thought believe believes believed suspect suspects suspected expect expects expected guess guesses
        guessed estimate estimates estimated suggest suggests suggested seem seems seemed appear appears appeared hope
        hopes predict predicts predicted doubt doubts according opinion view reported alleged supposed apparent unsure
        uncertain""".split()
    ),
    "negative": frozenset(
        """not no never none without neither nor hardly barely nothing nobody cannot isn't aren't wasn't weren't don't
        doesn't didn't can't couldn't won't wouldn't shouldn't hasn't haven't avoid prevent fail fails failed instead
        rather except lack lacks unless stop stops forbid forbids ban bans banned unlike absent missing""".split()
    ),
}
# Of the negative words, those that turn a claim where the bullet has none.
_TURNS = frozenset(word for word in _HEDGES["negative"] if word.endswith("n't")) | frozenset(
    "not no never none without neither nor hardly barely nothing nobody cannot".split()
)
# Words that keep a hedge without being one.
_KEEPERS = frozenset("can cannot possible probable potential chance most general opinion view common rare".split())
_FORCE = frozenset("always only all every most least first best worst exactly entirely solely".split())
_ABOUT = {
    "near": r"~|≈|\b(?:about|around|roughly|approx\w*|nearly|almost|circa|some|close to|or so)\b",
    "above": r">|≥|\+|\b(?:over|above|more than|at least|or more|exceed\w*|minimum|least|beyond)\b",
    "below": r"<|≤|\b(?:under|below|less than|fewer than|up to|at most|or less|maximum|most|within)\b",
}
_BOUND = re.compile(
    rf"""(?:(~|≈|>|≥|<|≤|\b(?:about|around|roughly|approx(?:imately|\.)?|nearly|almost|circa|some|over|above|more\sthan
      |at\sleast|under|below|less\sthan|fewer\sthan|up\sto|at\smost)\b)\s*[$£€]?\s*({FIGURE}))
      |({FIGURE})\s*(\+|or\s(?:so|more|less)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_LISTED = r",\s(?:and\s|or\s)?|;\s|\s(?:and|or|plus|vs\.?|\+|→)\s"
_GLUE = frozenset(NUMBERS) | {"then", "plus"}
# The kind that a question asks for, in small letters, so no name.
_KIND = re.compile(r"\b(?:[Ww]hich|[Ww]hat)((?:\s[a-z-]+){1,3})")
_WHY = re.compile(r"\bwhy\b|\bwhat (?:causes?|caused)\b|\bwhat reason\b", re.IGNORECASE)
_BECAUSE = re.compile(
    r"\b(?:because|since|so|due|to|as|for|thanks|hence|thus|therefore|by|reasons?|why|if|when|until|make\w*|made|let\w*"
    r"|lead\w*|led|driv\w*|drove|caus\w*|mean\w*|from|with|without)\b|[:;–—→=]|->|\s-\s",
    re.IGNORECASE,
)
_PIECES = re.compile(
    r"[;:–—→,]|->|\s-\s|[.!?](?=\s)|\s(?:but|yet|while|whereas|though|although|and|so)\s", re.IGNORECASE
)
# The month is no doubt.
_MONTH = re.compile(r"\bMay\b(?= \d)|(?<=\d )May\b|(?<=[a-z] )May\b")
_ASKS = re.compile(rf"\b(?:{ASKING})\b", re.IGNORECASE)
_MARKUP = re.compile(r"[<>{}\[\]|*_`\\]")
# A pronoun as the subject of what is asked.
_POINTS = re.compile(
    r"\b(?:may|might|can|could|will|would|should|must|do|does|did|is|are|was|were|has|have|had)"
    r"\s(it|they|he|she|this|these|those|we|i)\b(?! \w+ (?:that|which|what))|\b(hers|theirs|ours|mine|yours)\b",
    re.IGNORECASE,
)
_MOST_CARDS = 3
# In as many bullets, a word is a topic of the episode.
_OFTEN = 3
_BOTH = re.compile(r"\b(?:both|such|the (?:first|second|other|former|latter))\b", re.IGNORECASE)


class Proposal(NamedTuple):
    """A card that a stranger would make of the bullet with this number, from 0 in the order of the file."""

    number: int
    question: str
    answer: str


class Refusal(NamedTuple):
    """A proposal that may not stand, and why."""

    proposal: Proposal
    why: str


class Gate:
    """Judges proposals one after another: each that passes is one that later ones must not repeat."""

    def __init__(self, episode: Episode, replaced: frozenset[int] = frozenset()) -> None:
        """`replaced` are the numbers of the bullets whose own cards will go."""
        self._bullets = [(bullet, chapter) for chapter in episode.chapters for bullet in chapter.bullets]
        self._head = " ".join((episode.show, episode.title, episode.guest, episode.host))
        self._rivals = Rivals([bullet.text for bullet, _ in self._bullets])
        chapters = (f"{chapter.title} {chapter.summary}" for chapter in episode.chapters)
        self._words = _Known(" ".join([self._head, *(bullet.text for bullet, _ in self._bullets), *chapters]))
        seen = Counter(word for bullet, _ in self._bullets for word in set(content_words(bullet.text)))
        self._topics = _Known(" ".join(word for word, times in seen.items() if times >= _OFTEN))
        self._asked = {
            asked(card.question)
            for number, (bullet, _) in enumerate(self._bullets)
            if number not in replaced
            for card in bullet.cards
        }
        self._passed: Counter[int] = Counter()

    def judge(self, proposal: Proposal) -> str:
        """Why a proposal may not stand; empty if it may, and then it counts as standing."""
        bullet, chapter = self._bullets[proposal.number]
        card = Card(proposal.question, proposal.answer, "authored", bullet.line, bullet, chapter)
        reasons = list(dict.fromkeys(self._object(card, proposal.number)))
        if reasons:
            return "; ".join(reasons)
        self._asked.add(asked(card.question))
        self._passed[proposal.number] += 1
        return ""

    def _object(self, card: Card, number: int) -> Iterator[str]:
        bullet, chapter = self._bullets[number]
        both = f"{card.question}\n{card.answer}"
        told = " ".join((bullet.text, chapter.title, chapter.summary, self._head))
        if bad := next((c for c in both if UNUSABLE.match(c) or (c not in told and _is_hidden(c))), ""):
            yield f"it has {name_character(bad)}"
            return
        if not content_words(card.answer):
            yield "empty: the answer says nothing"
        if not _ASKS.search(card.question):
            yield "form: no word asks, such as what or how"
        if strange := sorted({sign for sign in _MARKUP.findall(both) if sign not in told}):
            yield f"markup: “{strange[0]}” is not in the note"
        if card.question.count("?") != 1 or not card.question.endswith("?"):
            yield "form: the question is one sentence that ends with “?”"
        if self._passed[number] >= _MOST_CARDS:
            yield f"too many: {_MOST_CARDS} cards of one note are enough"
        if asked(card.question) in self._asked:
            yield "duplicate: another card asks the same"
        for _, what, remedy in find_flaws([card]):
            yield f"{what}; {remedy}"
        if (pointer := _POINTS.search(card.question)) and not re.search("[,;]", card.question[: pointer.start()]):
            yield f"pronoun: “{pointer[1] or pointer[2]}” is not on the card; name what it stands for"
        if rival := self._rivals.find(card.question, number):
            yield f"ambiguous: the note “{rival}” answers it as well"
        # What a bullet points to may be named by the bullets around it.
        around = (
            [other.text for other in chapter.bullets] if find_pointer(bullet.text) or _BOTH.search(bullet.text) else []
        )
        names = (_Known(" ".join([told, *around])), self._topics)
        yield from _find_inventions(card, told, self._words, names)
        yield from _find_losses(card, bullet.text)


def _find_inventions(card: Card, told: str, words: "_Known", names: "tuple[_Known, ...]") -> Iterator[str]:
    """What the card says that its bullet and chapter do not.

    The question may use the `words` of the whole episode but only some `names`, and ask for any kind: which crop, what
    rank.
    """
    claim = card.bullet.text
    sizes = {str(len(re.split(signs, card.answer))) for signs in (_LISTED, rf"{_LISTED}|/")}
    for text, known in ((card.question, _numbers(told) | sizes), (card.answer, _numbers(claim))):
        for number in sorted(_numbers(text) - known):
            yield f"number: “{number}” is not in the note"
    kinds = {word for asked in _KIND.findall(card.question) for word in asked.lower().split()}
    for word in _strange(card.question):
        is_name = re.search(rf"(?<!^)\b{re.escape(word[:1].upper() + word[1:])}\b", card.question)
        is_known = any(of.has(word) for of in (names if is_name else (words,)))
        if not (is_known or word in kinds or _is_unit(word, told)):
            yield f"invented: “{word}” is neither in the note nor in its chapter; use the note's own words"
    own = _Known(claim)
    for word in content_words(card.answer):
        if not (own.has(word) or _is_unit(word, claim) or re.search(r"\d", word) or word in _GLUE):
            yield f"answer: “{word}” is not in the note; answer in the note's own words"
    said, used = set(_small_words(told)), _small_words(card.question) + _small_words(card.answer)
    for word in used:
        if word in _FORCE - said and not (word in ("most", "least", "first") and re.search(r"[<>≤≥]|1st|top", told)):
            yield f"force: the note does not say “{word}”"
    denied = _HEDGES["negative"] & set(_small_words(f"{claim} {card.chapter.title}"))
    if not denied and (turn := next((word for word in used if word in _TURNS), "")):
        yield f"turned: the note does not say “{turn}”"
    if _WHY.search(card.question) and not _BECAUSE.search(claim):
        yield "reason: the note gives none"


def _find_losses(card: Card, claim: str) -> Iterator[str]:
    """What weakens, turns or bounds the claim, where the card says that part of the claim without it."""
    words = set(_small_words(card.question) + _small_words(card.answer))
    said = _Known(f"{card.question} {card.answer}")
    for piece in _PIECES.split(_MONTH.sub(" ", claim)):
        own = _small_words(piece)
        telling = [word for word in content_words(piece) if not any(word in hedge for hedge in _HEDGES.values())]
        kept = sum(said.has(word) for word in telling)
        if not telling or (kept * 2 < len(telling) and kept < 3):
            continue
        for hedge in _HEDGES.values():
            if (lost := next((w for w in own if w in hedge - _KEEPERS), "")) and not words & hedge:
                yield f"lost: the note says “{lost}”, the card does not"
    both = f"{card.question} {card.answer}"
    for before, number, other, behind in _BOUND.findall(claim):
        mark, figure = (before or behind).lower(), number or other
        group = next((pattern for pattern in _ABOUT.values() if re.search(pattern, mark)), "")
        if group and figure in re.findall(FIGURE, both) and not re.search(group, both, re.IGNORECASE):
            yield f"lost: the note says “{mark}” of {figure}, the card does not"


def _is_hidden(character: str) -> bool:
    """Whether a character is not seen, or stands for one that was lost."""
    return character == "\ufffd" or unicodedata.category(character) in ("Cf", "Co", "Cn")


class _Known:
    """The words of a text, to be found again in other forms: built and build, gov't and government."""

    def __init__(self, text: str) -> None:
        words = [part for word in content_words(text) for part in (word, *word.split("'"))]
        self._stems = {form for word in words for form in _forms(word)}
        self._short = {word for word in words if 1 < len(word) <= 5 and word.isalpha()}

    def has(self, word: str) -> bool:
        forms = _forms(word)
        if not self._stems.isdisjoint(forms):
            return True
        if any(_are_kin(form, known) for form in forms for known in self._stems):
            return True
        return any(word[0] == short[0] and len(short) < len(word) and _is_within(short, word) for short in self._short)


@functools.lru_cache(maxsize=65_536)
def _forms(word: str) -> frozenset[str]:
    return frozenset({word, stem(word), stem(base_form(word))})


def _are_kin(one: str, other: str) -> bool:
    """Whether two stems begin alike for as long as relatives do: decid(e), decis(ion)."""
    shorter = min(len(one), len(other))
    return shorter > 3 and one[: (n := 4 if shorter < 6 else 5)] == other[:n]


def _is_within(short: str, word: str) -> bool:
    """Whether a short form has its letters from the word, in order, and few of the vowels: govt, yrs, temp."""
    if word.startswith(short):
        return len(short) > 2 and len(word) > len(short) + 2
    letters = iter(word)
    return sum(letter in "aeiou" for letter in short) <= 1 and all(letter in letters for letter in short)


def _strange(question: str) -> Iterator[str]:
    """The words of a question that only some questions may use. Numbers are judged apart."""
    for word in dict.fromkeys(content_words(question)):
        bare = word.replace("’", "'").removesuffix("'s")
        plain = stem(bare) in _PLAIN_STEMS or base_form(bare) in _PLAIN or bare in NUMBERS
        hedged = any(bare in hedge for hedge in _HEDGES.values())
        if not (plain or hedged or len(bare) == 1 or re.search(r"\d", bare)):
            yield word


def _is_unit(word: str, told: str) -> bool:
    """Whether a word is a unit, or a scale, that a text writes short."""
    short = _UNITS.get(word.removesuffix("s"))
    return bool(short and re.search(rf"(?<![A-Za-z]){re.escape(short)}(?![A-Za-z])", told, re.IGNORECASE))


_PLAIN_STEMS = frozenset(stem(word) for word in _PLAIN)


def _numbers(text: str) -> set[str]:
    return find_figures(text) | {NUMBERS[word] for word in _small_words(text) if word in NUMBERS and word != "one"}


def _small_words(text: str) -> list[str]:
    text = re.sub(r"\bno\. ?(?=\d)", "number ", text.lower())
    return [word.replace("’", "'") for word in re.findall(r"[^\W_]+(?:[’'][^\W_]+)*", text)]
