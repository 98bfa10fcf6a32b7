"""What Anki gets of an episode: fields as HTML, tags, order and description. Pure; knows nothing of files or genanki.

Everything here that has a name in Anki is frozen: the note type's fields and their order, since Anki would take any
change for another note type and strand the notes of the old one (the README, "Working on it").
"""

import functools
import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from flashcards.media import link_to_second
from flashcards.model import Card, Episode
from flashcards.questions.words import share_a_word
from flashcards.times import format_time

FIELDS = (
    "Question",
    "Answer",
    "Claim",
    "Topic",
    "Chapter",
    "Timestamp",
    "Link",
    "Episode",
    "Summary",
    "ID",
    "Spare 1",
    "Spare 2",
    "Spare 3",
)
# When the look of the cards (card.html, card.css) last changed. Anki takes a look only with a later time, and one with
# the time of the build would undo, with every new episode, what learners changed in theirs. A test holds it and the
# look together.
LOOK_CHANGED = 1_795_478_400
# Anki's place for new cards: due positions below a million. 24 hours at ten positions a second stay below it.
_LAST_DUE = 999_999
_DUE_PER_SECOND = 10
_LONGEST_SLUG = 60


def lay_out_fields(episode: Episode, card: Card, guid: str) -> tuple[str, ...]:
    """A card's fields, in the order of FIELDS. All of them show in Anki just what was typed, and run nothing."""
    claim = escape(card.bullet.text)
    if _says_the_same(card.answer, card.bullet.text):
        claim = f'<span class="same">{claim}</span>'
    values = (
        escape(card.question),
        escape(card.answer),
        claim,
        escape(_unless_telling(card.chapter.title, card.answer)),
        escape(card.chapter.title),
        format_time(card.at),
        escape(link_to_second(episode.url, card.at)),
        escape(" · ".join(_name_episode(episode, card))),
        escape(card.chapter.summary),
        guid,
    )
    return values + ("",) * (len(FIELDS) - len(values))


def lay_out_tags(episode: Episode, card: Card) -> tuple[str, str]:
    """One tag for the chapter and one for the moment, under show and episode.

    Anki sorts tags by name, so both begin with the time, in digits enough that the order of names is that of time; a
    number would change whenever a chapter is put before. The episode is its date and guest, or else its title: a guest
    may come again.
    """
    name = f"{episode.published} {episode.guest or episode.title}" if episode.published else episode.title
    stem = f"{slug(episode.show) or 'show'}::{slug(name) or 'episode'}"
    chapter = "-".join(filter(None, (_sortable(card.chapter.start), slug(card.chapter.title))))
    return f"{stem}::chapters::{chapter}", f"{stem}::times::{_sortable(card.at)}"


def order_cards(cards: Sequence[Card]) -> Iterator[int]:
    """Each card's due position among Anki's new cards: the episode's order, with room between.

    It follows from the chapter's start, not from a count, so that a card that comes later lands beside its neighbours
    in a collection which has the others already.
    """
    due = -1
    for _, of_chapter in groupby(cards, key=lambda card: card.chapter.start):
        for number, card in enumerate(of_chapter):
            due = max(due + 1, _DUE_PER_SECOND * (card.chapter.start + number))
            yield min(due, _LAST_DUE)


def describe_deck(episode: Episode, cards: Sequence[Card]) -> str:
    """What the deck is, as HTML, for the page that Anki shows before a session."""
    who = [f"with {episode.guest}"] if episode.guest else []
    who += [f"by {episode.host}"] if episode.host else []
    about = ", ".join(filter(None, (" ".join(who), episode.published)))
    chapters = len({card.chapter.start for card in cards})
    lines = [
        f"<b>{escape(episode.title)}</b>",
        escape(f"{episode.show}, {about}" if about else episode.show),
        f"Its key claims as {len(cards)} questions from {chapters} chapters. The answer shows the claim in full, the "
        "chapter, and where to hear it.",
        "A newer file of this deck can be imported over it: your progress stays. To put a card aside, suspend it; a "
        "deleted one comes back with the next import.",
    ]
    if episode.url:
        lines.insert(2, f'<a href="{escape(episode.url)}">{escape(episode.url)}</a>')
    return "<br>".join(lines)


def deck_file(episode: Episode, otherwise: str) -> str:
    """The name of the deck's file; for a deck whose name has no letters, the other name given."""
    return f"{slug(episode.deck.lower()) or otherwise}.apkg"


def escape(text: str) -> str:
    """HTML that shows the text as it is typed.

    Beside HTML's own signs, Anki acts on what stands in square brackets: [sound:…], [anki:…], [latex], [$]. A browser
    shows the bracket's entity as a bracket, and Anki's search for them does not see it.
    """
    return html.escape(text).replace("[", "&#91;").replace("\n", "<br>")


@functools.lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """A text as one word of a tag or a file's name: letters, marks and digits of any script, with hyphens between.

    Never a space, which ends a tag, nor an underscore or asterisk, which Anki's search takes for any letters.
    """
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in re.sub(r"[’']", "", text))
    words = kept.split()
    while len("-".join(words)) > _LONGEST_SLUG and len(words) > 1:
        words.pop()
    return "-".join(words)[:_LONGEST_SLUG]


def _sortable(seconds: int) -> str:
    return f"{seconds // 3600:02}h{seconds // 60 % 60:02}m{seconds % 60:02}s"


def _unless_telling(context: str, answer: str) -> str:
    """A line for the front of a card, unless it gives the answer away."""
    return "" if share_a_word(answer, context) else context


def _name_episode(episode: Episode, card: Card) -> Iterator[str]:
    """What tells the episode on a card, as far as it does not give the answer away.

    A bullet is written to stand among others under its episode's title, so that the card written for it shows it. A
    card of a person's own stands alone.
    """
    show, guest, title = (_unless_telling(name, card.answer) for name in (episode.show, episode.guest, episode.title))
    if card.shape == "authored" and episode.guest:
        title = ""
    if guest and guest.casefold() in title.casefold():
        guest = ""
    yield from filter(None, (show, guest, title))


def _says_the_same(answer: str, claim: str) -> bool:
    return _letters(answer) == _letters(claim)


def _letters(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
