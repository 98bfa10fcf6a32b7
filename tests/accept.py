"""Write what the writer makes now into its specification, for a person to read in the diff: python -m tests.accept"""

import re

from flashcards.questions import decide
from tests.test_questions import SPECIFICATION, SUBJECTS


def main() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8")
    introduction = re.split(r"^# ", text, flags=re.MULTILINE)[1]
    parts = [f"# {introduction.strip()}\n"]
    for name, subject in SUBJECTS.items():
        episode = subject.episode
        parts.append(f"\n# {name}\n\nShow: {episode.show}\nGuest: {episode.guest}\nHost: {episode.host}\n")
        chapter = None
        for decision in decide(episode):
            if decision.chapter is not chapter:
                chapter = decision.chapter
                parts.append(f"\n## {chapter.title}\n")
            cards = [line for card in decision.cards for line in (card.question, card.answer)]
            told = "\n".join(f"> {line}" for line in cards) or "> No card"
            parts.append(f"\n{decision.bullet.text}\n\n{told}\n")
    SPECIFICATION.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
