"""A person who edits an episode at random, and a learner who studies it in the real Anki between the imports.

Each claim has an identity that only this module knows. After every import it is compared which note has whose history:

- lost: a claim that was reworded by at most two words in five, moved, retimed or asked otherwise has another note;
- given: a note has become that of another claim;
- missed: a note in Anki is not what the data say;
- touched: a note that did not change was updated, or a card or a review did change;
- declined: a claim reworded by more than that has a new note, which is right: nobody could tell.

`python -m tests.editor 300` prints the counts of so many sequences.
"""

import html
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from flashcards.apkg import write_apkg
from flashcards.chapters import load_chapters
from flashcards.lock import read_lock, write_lock
from flashcards.model import Bullet, Chapter, Episode, Wording
from flashcards.pipeline import make_deck
from flashcards.questions import write_cards
from tests.conftest import ROOT, SHIPPED, Anki

EDITS = 24
VERBOSE = False
_POOL = sorted((ROOT / "tests" / "judged").glob("*.yaml"))


@dataclass
class Claim:
    """A bullet with an identity. `far` tells whether it was reworded beyond recognition since the last build."""

    name: int
    text: str
    cards: list[tuple[str, str]]
    at: int | None = None
    far: bool = False
    said: str = ""  # as the last build had it


@dataclass
class Part:
    title: str
    claims: list[Claim]


@dataclass
class Editor:
    """One sequence: an episode, its edits, a collection of Anki, and what came of it."""

    rng: random.Random
    episode: Episode
    folder: Path
    parts: list[Part] = field(default_factory=list)
    gone: list[tuple[int, Claim]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    owner: dict[str, int] = field(default_factory=dict)  # of each guid: the claim whose note it is
    clock: int = 1_700_000_000  # of builds; long before Anki's own, which some versions give to updated notes
    names: int = 0

    def begin(self) -> None:
        for chapter in self.episode.chapters:
            claims = [
                self._claim(bullet.text, [(c.question, c.answer) for c in bullet.cards]) for bullet in chapter.bullets
            ]
            self.parts.append(Part(chapter.title, claims))
        self.anki = Anki(self.folder)
        self.fresh = [bullet.text for path in _POOL for c in load_chapters(path).chapters for bullet in c.bullets]
        used = {claim.text for part in self.parts for claim in part.claims}
        self.fresh = sorted(set(self.fresh) - used)
        self.words = [word for text in self.fresh for word in text.split()]
        self.rng.shuffle(self.fresh)

    def _claim(self, text: str, cards: list[tuple[str, str]]) -> Claim:
        self.names += 1
        return Claim(self.names, text, cards or [(f"What is said of {self.names}, that {text}?", f"This {self.names}")])

    def _pick(self) -> tuple[Part, Claim] | None:
        parts = [part for part in self.parts if part.claims]
        if not parts:
            return None
        part = self.rng.choice(parts)
        return part, self.rng.choice(part.claims)

    def edit(self) -> None:
        """One edit of a kind chosen at random."""
        kinds = (
            "word word few many both far typo number swap carry move title time new delete restore ask answer add drop"
        )
        kind = self.rng.choice(kinds.split())
        picked = self._pick()
        if not picked:
            return
        part, claim = picked
        rng = self.rng
        words = claim.text.split()
        if kind in ("word", "few", "many", "both", "far") and len(words) > 4:
            share = {"word": 0.0, "few": 0.2, "many": 0.4, "both": 0.3, "far": 0.9}[kind]
            changed = max(1, int(share * len(words)))
            for at in rng.sample(range(len(words)), changed):
                words[at] = rng.choice(self.words)
            self._reword(claim, " ".join(words))
            if kind == "both":
                question, answer = claim.cards[0]
                claim.cards[0] = (f"{question.rstrip('?')} {rng.randrange(1000)}?", answer)
        elif kind == "typo":
            at = rng.randrange(len(claim.text))
            self._reword(claim, claim.text[:at] + rng.choice("abcdefgh") + claim.text[at + 1 :])
        elif kind == "number":
            self._reword(claim, f"{claim.text}, {rng.randrange(1000)} times")
        elif kind == "carry" and len(words) > 3:
            self._reword(claim, " ".join(words[1:] + words[:1]))
        elif kind == "swap":
            rng.shuffle(part.claims)
        elif kind == "move":
            part.claims.remove(claim)
            target = rng.choice(self.parts)
            target.claims.insert(rng.randint(0, len(target.claims)), claim)
        elif kind == "title":
            part.title = f"{part.title.partition(' (')[0]} ({rng.randrange(100_000)})"
        elif kind == "time":
            claim.at = rng.randrange(50)
        elif kind == "new" and self.fresh:
            part.claims.insert(rng.randint(0, len(part.claims)), self._claim(self.fresh.pop(), []))
        elif kind == "delete" and sum(len(part.claims) for part in self.parts) > 3:
            part.claims.remove(claim)
            if claim.said:
                claim.text = claim.said  # what was never built cannot come back
                self.gone.append((self.parts.index(part), claim))
        elif kind == "restore" and self.gone:
            at, claim = self.gone.pop(rng.randrange(len(self.gone)))
            self.parts[at].claims.append(claim)
        elif kind == "ask":
            question, answer = claim.cards[0]
            claim.cards[0] = (f"{question.rstrip('?')} {rng.randrange(1000)}?", answer)
        elif kind == "answer":
            claim.cards[0] = (claim.cards[0][0], f"{claim.cards[0][1]} {rng.randrange(1000)}")
        elif kind == "add" and len(claim.cards) < 3:
            claim.cards.append((f"And which {self.rng.randrange(10**6)} of {claim.name}?", "One more"))
        elif kind == "drop" and len(claim.cards) > 1:
            claim.cards.pop()
        self.counts[f"edit {kind}"] += 1

    def _reword(self, claim: Claim, text: str) -> None:
        taken = {other.text for part in self.parts for other in part.claims} | {other.text for _, other in self.gone}
        if text in taken:
            return
        claim.text = text
        if claim.said:
            old, new = Counter(claim.said.split()), Counter(text.split())
            kept = sum((old & new).values())
            claim.far = kept < 0.6 * max(old.total(), new.total())

    def _episode(self) -> Episode:
        line, chapters = 1, []
        for number, part in enumerate(self.parts):
            bullets = []
            for claim in part.claims:
                line += 10
                cards = tuple(Wording(question, answer, line + 1) for question, answer in claim.cards)
                at = None if claim.at is None else number * 60 + claim.at
                bullets.append(Bullet(claim.text, line, at=at, cards=cards))
            chapters.append(Chapter(part.title, number * 60, None, "", tuple(bullets), line))
        return replace(self.episode, chapters=tuple(chapters))

    def build(self) -> Path:
        """Build, and note which guid is whose."""
        self.clock += self.rng.randrange(1, 100_000)
        episode, path = self._episode(), self.folder / "x.lock.json"
        lock = read_lock(path)
        cards = write_cards(episode).cards
        deck, lock, changes = make_deck(episode, cards, lock, self.clock)
        write_lock(lock, path)
        write_apkg(deck, self.folder / "x.apkg")
        self.deck = deck
        names = {claim.text: claim for part in self.parts for claim in part.claims}
        before = {guid for guid, name in self.owner.items()}
        of_claim: dict[int, set[str]] = {}
        for guid, name in self.owner.items():
            of_claim.setdefault(name, set()).add(guid)
        for change in changes.notes:
            if change.card is None:
                continue
            claim = names[change.card.bullet.text]
            if change.guid in before and self.owner[change.guid] != claim.name:
                self.counts["given"] += 1
                if VERBOSE:
                    print("GIVEN", change.before and (change.before.claim, change.before.question), "->", claim)
            if change.guid not in before and claim.said:
                mine = of_claim.get(claim.name, set())
                here = {other.guid for other in changes.notes if other.card and other.card.bullet is change.card.bullet}
                if not mine & here:  # no card of the claim has its history
                    if VERBOSE:
                        print("LOST", claim, changes.doubts)
                    self.counts["declined" if claim.far else "lost"] += 1
            self.owner[change.guid] = claim.name
        for claim in names.values():
            claim.said, claim.far = claim.text, False
        self.counts["builds"] += 1
        return self.folder / "x.apkg"

    def learn(self) -> None:
        """Study, suspend, flag, and put cards elsewhere."""
        self.anki.col.decks.select(self.anki.cards()[0].did)
        for _ in range(self.rng.randrange(3)):
            if card := self.anki.col.sched.getCard():
                card.start_timer()
                self.anki.col.sched.answerCard(card, self.rng.choice((1, 3, 4)))
        cards = self.anki.cards()
        if cards and self.rng.random() < 0.4:
            self.anki.col.sched.suspend_cards([self.rng.choice(cards).id])
        if cards and self.rng.random() < 0.4:
            self.anki.col.set_user_flag_for_cards(self.rng.randrange(1, 5), [self.rng.choice(cards).id])
        if cards and self.rng.random() < 0.2:
            deck = self.anki.col.decks.id(f"Mine::{self.rng.randrange(3)}")
            assert deck
            self.anki.col.set_deck([self.rng.choice(cards).id], deck)

    def take(self, package: Path) -> None:
        """Import, and compare Anki with the data."""
        columns = "id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"
        sql = f"SELECT {columns} FROM cards"
        before = {row[0]: row for row in self.anki.rows(sql)}
        log = self.anki.rows("SELECT * FROM revlog")
        shown = self._shown()
        told = self.anki.take(package)
        assert set(told) <= {"new", "updated", "duplicate"}, told
        after = {row[0]: row for row in self.anki.rows(sql)}
        self.counts["touched"] += sum(after.get(card) != row for card, row in before.items())
        self.counts["touched"] += self.anki.rows("SELECT * FROM revlog") != log
        now = self._shown()
        wanted = {note.guid: (*map(_plain, note.fields), *sorted(note.tags)) for note in self.deck.notes}
        changed = sum(guid in shown and shown[guid] != fields for guid, fields in wanted.items())
        self.counts["touched"] += max(0, told["updated"] - changed)
        self.counts["missed"] += sum(now.get(guid) != fields for guid, fields in wanted.items())
        self.counts["imports"] += 1
        self.counts["notes"] += len(wanted)
        assert self.anki.col.db
        self.anki.col.db.execute("UPDATE notes SET mod = min(mod, ?)", self.clock)  # as if time had passed since

    def _shown(self) -> dict[str, tuple[str, ...]]:
        rows = self.anki.rows("SELECT guid, flds, tags FROM notes")
        return {guid: (*map(_plain, fields.split("\x1f")), *sorted(tags.split())) for guid, fields, tags in rows}


def _plain(text: str) -> str:
    return html.unescape(text)


def generated(rng: random.Random) -> Episode:
    """An episode of bullets of several others."""
    paths = rng.sample(_POOL, 2)
    bullets = [bullet for path in paths for chapter in load_chapters(path).chapters for bullet in chapter.bullets]
    rng.shuffle(bullets)
    chapters = tuple(
        Chapter(f"Chapter {n}", n * 60, None, "", tuple(bullets[n * 5 : n * 5 + 5]), n)
        for n in range(rng.randrange(2, 8))
    )
    return Episode("Show", "Title", "Ann Other", "", "", "", {}, "Show::Ann Other", chapters)


def run_sequence(seed: int) -> Counter[str]:
    """One sequence of edits, builds, studies and imports. Returns what was counted."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        episode = generated(rng) if seed % 3 else load_chapters(SHIPPED)
        editor = Editor(rng, episode, Path(folder))
        editor.begin()
        editor.take(editor.build())
        for _ in range(EDITS):
            editor.edit()
            if rng.random() < 0.5:
                package = editor.build()
                if rng.random() < 0.7:
                    editor.learn()
                    editor.take(package)
        editor.take(editor.build())
        editor.anki.col.close()
    return editor.counts


if __name__ == "__main__":
    total: Counter[str] = Counter()
    for number in range(int(sys.argv[1])):
        counts = run_sequence(number)
        total += counts
        if counts["lost"] + counts["given"] + counts["missed"] + counts["touched"]:
            print(number, {k: counts[k] for k in ("lost", "given", "missed", "touched", "declined")}, flush=True)
    print(dict(sorted(total.items())))
