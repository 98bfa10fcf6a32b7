"""Verbs: whether words are a sentence, as far as that is beyond doubt. The only module that knows lemminflect."""

import functools
import re

from flashcards.questions.words import DETERMINERS, MODALS, PREPOSITIONS

_AUXILIARIES = MODALS | frozenset("is are was were isn't aren't wasn't weren't has have had does do did".split())
_CONTRACTED = re.compile(r"[a-z]+n['’]t")
_OPENS_OBJECT = DETERMINERS | frozenset(
    "its their his her our your my this these those it them him us two three".split()
)
_FOLLOWS_ADVICE = _OPENS_OBJECT | PREPOSITIONS - {"of", "as"}
_PARTICLES = frozenset("up out off down away back into onto".split())
_NEVER_SUBJECTS = DETERMINERS | PREPOSITIONS | frozenset("and or to → + = vs vs. of".split())
# What begins a clause inside another: a verb behind it is not the sentence's own.
_SUBORDINATES = frozenset(
    "that which who whom whose what where when while because since if unless until once so why how whether as".split()
)


def is_sentence(text: str) -> bool:
    """Whether the words have a finite verb; False also where that is not sure."""
    if text.split(" ", 1)[0].lower() in _SUBORDINATES:
        text = text.partition(", ")[2]
    text = re.sub(r"\([^)]*\)", " ", text)
    raw = text.split()
    written = [word.strip(".,;:“”\"'‘’") for word in raw]
    words = [word.lower().replace("’", "'") for word in written]
    for at in range(1, len(words)):
        word, before = words[at], words[at - 1]
        if word in _SUBORDINATES:
            return False
        if not word or before in _NEVER_SUBJECTS:
            continue
        if word in _AUXILIARIES or _CONTRACTED.fullmatch(word):
            return True
        if raw[at - 1].endswith(","):
            continue
        ends = at + 1 == len(words) or raw[at].endswith((",", ";", ":", "."))
        following = "" if ends else words[at + 1]
        opens = following in _OPENS_OBJECT or following[:1].isdigit() or following.startswith(("~", "$", "£", "€"))
        opens = opens or (not ends and written[at].islower() and written[at + 1][:1].isupper())
        opens = opens or _kinds(following) == {"ADJ"}
        if _is_finite(word, before, following, opens):
            return True
    return False


def is_advice(text: str) -> bool:
    """Whether the words tell somebody what to do: a verb's base form comes first, and its object or a place next."""
    words = text.split()
    if len(words) < 4 or not words[0].isalpha():
        return False
    first, second = words[0].lower(), words[1].lower()
    if first in ("never", "always"):
        first, second = second, words[2].lower()
    return "VERB" in _kinds(first) and _lemma(first) == first and second in _FOLLOWS_ADVICE


def may_be_verb(word: str) -> bool:
    """Whether a word can be a form of a verb, other than its -ing form."""
    return "VERB" in _kinds(word.lower()) and not word.endswith("ing")


def must_be_verb(word: str) -> bool:
    """Whether a word can only be a verb, and one that stands for itself: proves, but not learned or learning."""
    return _kinds(word) == {"VERB"} and not word.endswith(("ing", "ed", "en"))


def _is_finite(word: str, before: str, following: str, opens_object: bool) -> bool:
    kinds = _kinds(word)
    if "VERB" not in kinds or word.endswith("ing"):
        return False
    only_verb = kinds == {"VERB"}
    base = _lemma(word)
    if word == base:  # of many: "forms override the will"
        goes_on = only_verb or opens_object or following in _PARTICLES | {"through", "over", "from", "with"}
        return goes_on and before.endswith("s") and not before.endswith("ss")
    if word.endswith("s"):
        return only_verb or opens_object or following in _PARTICLES
    if _is_past_alone(word, base):
        return only_verb or opens_object
    return opens_object  # a participle too: "wines made in Spain", but "they made the"


@functools.lru_cache(maxsize=65536)
def _kinds(word: str) -> frozenset[str]:
    import lemminflect  # a quarter of a second, for the episodes with bare bullets alone

    return frozenset(lemminflect.getAllLemmas(word)) if word.isalpha() else frozenset()


@functools.lru_cache(maxsize=65536)
def _lemma(word: str) -> str:
    import lemminflect

    return str(lemminflect.getAllLemmas(word)["VERB"][0])


def _is_past_alone(word: str, base: str) -> bool:
    """Whether a form is the past tense and not the participle: wrote, but not written or walked."""
    import lemminflect

    return word in lemminflect.getInflection(base, "VBD") and word not in lemminflect.getInflection(base, "VBN")
