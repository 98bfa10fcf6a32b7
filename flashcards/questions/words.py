"""Words: which carry meaning, which are related, and which are written with a capital only where a sentence begins."""

import functools
import re
from collections.abc import Iterable

import snowballstemmer

MODALS = frozenset("may might can could will would shall should must".split())
PREPOSITIONS = frozenset(
    """about above across after against along among around as at before behind below beneath beside besides between
    beyond by despite during except for from in inside into like near of off on onto outside over past since than
    through throughout toward towards under underneath unlike until upon via with within without""".split()
)
DETERMINERS = frozenset("a an the each every both either neither another".split())
PRONOUNS = frozenset(
    """he him his she her hers it its they them their theirs this that these those we us our ours i me my mine you
    your yours one ones himself herself itself themselves""".split()
)
# Where a phrase ends: what joins clauses, asks, denies or helps a verb.
JOINTS = frozenset(
    """and or but nor so yet because while whereas although though if unless when whenever where who whom whose which
    what why how that to not no never cannot is are was were be been being am has have had do does did vs vs. versus
    e.g. i.e. → ↔ =""".split()
)
# What may stand between a modal and its verb, beside all that ends in -ly.
ADVERBS = frozenset(
    """again all already also always ever even far first here just long maybe more much never now often once only
    perhaps quite rather seldom sometimes soon still then there too very well yet""".split()
)
# Words that say little of a subject: alone they do not tell a learner what is asked about.
VAGUE = frozenset(
    """some many most more few several other others certain future current new old such same big small good better
    best bad thing things people person way ways part parts kind kinds side sides idea ideas point points reason
    reasons result results goal goals advice view views service services approach system systems case cases""".split()
)
FUNCTION_WORDS = MODALS | PREPOSITIONS | DETERMINERS | PRONOUNS | JOINTS
_EMPTY = FUNCTION_WORDS | frozenset("very just only also too even".split())

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_RELATED = 4  # letters: of two stems as long as this, one that begins with the other is a relative
_stemmer = snowballstemmer.stemmer("english")


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in small letters. The parts of a hyphenated word count each."""
    return [word for word in _WORD.findall(text.lower()) if word not in _EMPTY]


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of a word share: train, trained and training have one stem (Snowball's English rules)."""
    return str(_stemmer.stemWord(word.lower().replace("’", "'").removesuffix("'s")))


@functools.lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word if word.isdigit() else stem(word) for word in content_words(text))


def share_a_word(one: str, other: str) -> bool:
    """Whether two texts have a content word, or relatives of one (slowing, slowdown), in common."""
    stems, others = _stems(one), _stems(other)
    if not stems.isdisjoint(others):
        return True
    long, long_others = (tuple(s for s in some if len(s) >= _RELATED) for some in (stems, others))
    return any(s.startswith(long_others) for s in long) or any(s.startswith(long) for s in long_others)


class Vocabulary:
    """How an episode writes its words where no sentence begins, which tells a name from a capital of position."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @functools.cached_property
    def _inside(self) -> set[str]:
        """The words behind the first of each sentence; gathered only when a bare bullet asks for them."""
        sentences = (sentence for text in self._texts for sentence in re.split(r"(?<=[.!?:;])\s+", text))
        return {word for sentence in sentences for word in _WORD.findall(sentence)[1:]}

    def lower_first(self, text: str) -> str | None:
        """The text as it reads inside a sentence; None where nothing tells whether its first word is a name."""
        match = _WORD.match(text)
        if not match:
            return None
        word = match[0]
        if word in self._inside or word[1:] != word[1:].lower():
            return text
        if word.lower() in self._inside or word.lower() in _EMPTY:
            return word.lower() + text[match.end() :]
        return None
