"""What a bullet is before it is asked about: a claim, a piece of housekeeping, or a pointer to something elsewhere."""

import re
from collections.abc import Sequence

from flashcards.questions.grammar import base_form, parts_of_speech
from flashcards.questions.words import FUNCTION_WORDS

# How note takers write down what is no claim: who pays, who greets whom, how the show goes on.
_HOUSEKEEPING = re.compile(
    r"""
    ^(?:quick\s|brief\s|a\s|the\s)?(?:
        sponsors?\b | ads?\b | ad[\s-]reads? | advert | promo | (?:show\s|cold\s)?(?:intro|outro)\b
      | introduces\b | welcome\s(?:to|back)\b | greetings | thank\s | thanks\b | shout-?out | sign[\s-]?off
      | wrap[\s-]?up | closing\s(?:words|remarks|thoughts|credits)\b | farewell | teaser | trailer
      | listener\s(?:mail|question|feedback|call|\S+\sasks) | running\sorder
      | format\s(?:for|of) | housekeeping | banter | small\stalk | jokes?\sabout | plugs?\b | book\splug | giveaway
      | correction\sfrom | \w+\s?\w*\squestion\sgets | where\sto\s(?:find|send|follow)
      | part\s(?:two|2)\b | next\s(?:week|episode|time|month)
      | host\b.*\b(?:confess|joke|introduc|welcom|thank|admit|tease|opens|recalls) | final\squestion | rapid[\s-]fire
      | guest(?:\sbio)?: | mailbag | listener\sq\b | leave\sus | \S+\splugs\b | about\s(?:the|our)\sguest | bio\b
      | \S+\s(?:introduces|welcomes)\b | today.s\ssponsor | \bbrought\sto\syou\sby\b
      | (?:grand(?:father|mother|dad|ma|pa)|dad|mum|mom)\s(?!of\b)[a-z]
      | lightning\sround | recorded\s(?:in|at|live|on)\b | mid-?roll
    )
    | \b(?:class|course|seminar|workshop)\b.*\b(?:places|seats|spots|tickets)\b | \bto\sthe\sshow\sand\b
    | \bbook\b[^.;]*\b(?:is|comes)\sout\s(?:in|now|this|next)\b | \b(?:thanks\sthe\ssponsor | welcomes\b.*\bback
      | sponsors?(?:ed|ship)?\b.*\b(?:code|off|break|read|message|thanks) | \d+%\soff\b | (?:now|out)\sin\spaperback
      | (?:discount|promo)\scode | newsletter | \b(?:has|have|holds?|hosts?)\s(?:an\s)?open\s(?:days?|house|studios?)\b
      | \blistener\s(?:\S+\s){0,3}asks?\b | \blinks?\b.*\bbelow\b | \bfor\sthe\s(?:\w+\s)?mailbag\b
      | patreon | merch\b | subscribe | show\snotes | sign[\s-]off | code\sin\sthe | ad\sbreak | listener\smail
      | (?:book|newsletter|podcast|website)\splugs? | (?:jokes?|jok(?:es|ing)|teases?|laughs?)\sabout | shameless\splug
      | (?:rate|review|follow)\sus\b
      | (?:writes|wrote|sends|sent)\s(?:us\s)?in\b | says\s(?:hello|hi|goodbye)\b
      | (?:leave|write)\sa\sreview | introduces\s(?:the\s)?(?:guest|her|him)
      | the\shost\sintroduces | where\sto\sfind)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LIFE = re.compile(
    r"\b(?:background|worked|works|spent|founded|grew up|studied|teaches|taught|runs|ran|has been|career|trained|lives"
    r"|born|joined|keeps|owns|priced|once clerked|clerked|quit|took silk|first job)\b"
)
# A teller's verb with no teller: what follows is hers or his, whoever that is.
_TELLS = frozenset(
    """discusses explains describes talks argues shares recalls notes says tells reveals compares walks outlines warns
    suggests calls reflects breaks covers reviews explores addresses emphasizes highlights recounts admits""".split()
)
# What a guest does that is of the talk, and not of his or her life.
_FINDS = frozenset(
    """argue believe blame call claim conclude consider describe design develop discover doubt expect explain feel find
    invent measure note notice observe prefer predict propose prove realise realize recommend reckon report say
    show suggest test think warn""".split()
)
_TITLES = re.compile(
    r"^(?:(?:Dr|Prof|Professor|Sir|Dame|Mr|Mrs|Ms|Lord|Lady|Rev|Capt|Cdr|Col|Gen|Lt|Maj)\b\.?\s*(?:\([^)]*\)\s*)?)+"
)
_THEN = re.compile(
    r"\b(?:(?:day|week|month|year|decade|centur)(?:s|y|ies)? (?:earlier|later|before)(?! than)"
    r"|at the time(?! of)|the (?:day|week|month|year|decade|century) (?:after|before)(?=[.,;]|$)"
    r"|since then|by then|before that|afterwards?(?=[.,;]|$))\b"
)
_PERSONS = frozenset("he him his she her hers himself herself".split())
_THINGS = frozenset("it its they them their theirs itself themselves".split())
_TELLS_WHICH = frozenset("who that which whose of for in on at from with without".split())
_ELSEWHERE = frozenset("this these those here both another such former latter".split())


def is_housekeeping(text: str, guest: str = "", host: str = "", opening: bool = False) -> bool:
    """Whether a bullet is about the show and not of it, the guest's own story included.

    What begins with the host is; what begins with the guest is in the `opening` chapter, which introduces him or her,
    unless it tells what the guest found or thinks. So is what tells of the life of a *he* or *she*.
    """
    hosts = name_of(host).split()
    did = _does(host, text)
    if did is not None and (_TITLES.sub("", text).startswith(hosts[0]) or did.endswith("s")):
        return True
    if (did := _does(guest, text)) is not None and base_form(did) not in _FINDS:
        past = not did.endswith("s") and base_form(did) != did
        if opening or past or _LIFE.search(text):
            return True
    names = name_of(guest).split()
    if names and re.match(rf"(?:ask|catch|find|follow|meet|see|visit) {re.escape(names[0])}\b", text, re.IGNORECASE):
        return True
    told = re.match(r"s?he\W+(\w+)", text, re.IGNORECASE)
    if told and base_form(told[1]) not in _FINDS and _LIFE.search(text):
        return True
    return bool(_HOUSEKEEPING.search(text))


def _does(person: str, text: str) -> str | None:
    """The word behind a person's name where the text begins with it; None where it does not.

    A name that goes on is another's (John Snow); one that is a word as well (Rose, Mark) counts only before a verb
    that it can go with.
    """
    names = "|".join(re.escape(name) for name in name_of(person).split() if name.lower() not in FUNCTION_WORDS)
    told = (
        re.match(rf"({names})(?!\w)(?: (?:{names})(?!\w))*([’']s)?\W*(\w*)", _TITLES.sub("", text)) if names else None
    )
    if not told or (told[3][:1].isupper() and not told[2]):
        return None
    did = told[3].lower()
    sure = not parts_of_speech(told[1]) or (did.endswith("s") and "VERB" in parts_of_speech(did))
    return did if sure else None


def name_of(person: str) -> str:
    """A person's name, without titles and what he or she is: Prof Tomasz Bell, potter."""
    return _TITLES.sub("", re.split(r"\s*[,;:(–—]|\s-\s", person)[0])


def find_pointer(text: str) -> str:
    """The first word that points to something outside the text; empty if there is none.

    A pronoun is taken to point to something inside if that came before: a name for a person, any noun for a thing.
    """
    words: list[str] = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)
    if words and words[0].lower() in _TELLS:
        return words[0]
    if then := _THEN.search(text):
        return then[0]
    for at, word in enumerate(words):
        small = word.lower().replace("’", "'").partition("'")[0]
        named = any(other[0].isupper() for other in words[:at] if other.lower() not in FUNCTION_WORDS)
        if small in _PERSONS and not named:
            return word
        following = words[at + 1].lower() if at + 1 < len(words) else ""
        if (small == "it" and following == "called") or (small == "those" and at and following in _TELLS_WHICH):
            continue  # what is it called, those of dark roasts
        if small == "its" and at == 2 and words[0].lower() not in FUNCTION_WORDS:
            continue  # Nokia sold its phones
        if small in _THINGS and (at < 3 or (small.startswith("the") and not _name_several(words[:at]))):
            return word
        if small in _ELSEWHERE and (at == 0 or small in ("this", "these", "those")):
            return word
    return ""


def _name_several(words: Sequence[str]) -> bool:
    """Whether the words name more than one thing, to which a later *they* can point."""
    return any(
        (len(word) > 3 and word.endswith("s")) or word.lower() in ("and", "people", "men", "women") for word in words
    )
