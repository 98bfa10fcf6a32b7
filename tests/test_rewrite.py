"""Cards into the text of data files of every notation: other lines keep their bytes, and what is read is as meant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.chapters import parse_chapters
from flashcards.errors import DataError
from flashcards.model import Episode, Wording
from flashcards.rewrite import write_wordings
from tests.conftest import SHIPPED

HEAD = "# notes\nepisode: {show: S, title: T}\n\nchapters:\n"
NEW = [Wording("Who did it?", "Ann", 0)]
TWO = [*NEW, Wording("When: in which year?", "1503", 0)]


def give(bullets: str, wordings: Sequence[Wording], number: int = 0) -> str:
    """What becomes of a file with these lines below `bullets:`, from the first of them on."""
    head = HEAD + "  - title: C\n    start: 0:00\n    bullets:"
    written = write_wordings((head + bullets).encode(), {number: wordings}).decode()
    assert written.startswith(head)
    return written[len(head) :]


CASES = {
    "plain": (
        "\n      - A claim  # why\n      - B\n",
        "\n      - text: A claim  # why\n        question: Who did it?\n        answer: Ann\n      - B\n",
    ),
    "quoted": (
        "\n    -   'It''s so'\n",
        "\n    -   text: 'It''s so'\n        question: Who did it?\n        answer: Ann\n",
    ),
    "of several lines": (
        "\n    - A claim\n      goes on\n\n      and on\n    - B\n",
        "\n    - text: A claim\n        goes on\n\n        and on\n"
        "      question: Who did it?\n      answer: Ann\n    - B\n",
    ),
    "folded": (
        "\n    - >-\n      A claim\n      goes on\n\n    # a comment\n    - B\n",
        "\n    - text: >-\n        A claim\n        goes on\n      question: Who did it?\n      answer: Ann\n\n"
        "    # a comment\n    - B\n",
    ),
    "below its dash": (
        "\n    -\n      # about\n      A claim\n    - B",
        "\n    -\n      # about\n      text: A claim\n      question: Who did it?\n      answer: Ann\n    - B",
    ),
    "labelled": (
        "\n    - Who: a 'name'   # sic\n    - B\n",
        "\n    - text: 'Who: a ''name'''   # sic\n      question: Who did it?\n      answer: Ann\n    - B\n",
    ),
    "in brackets": (
        " [A claim, 'B']  # short\n",
        ' [{text: A claim, question: "Who did it?", answer: "Ann"}, \'B\']  # short\n',
    ),
    "with a text": (
        "\n    - id: x  # mine\n      text: A claim\n      # of it\n\n    - B\n",
        "\n    - id: x  # mine\n      text: A claim\n      question: Who did it?\n      answer: Ann\n      # of it\n"
        "\n    - B\n",
    ),
    "with a card": (
        "\n    - question: Old?  # ask\n      answer: >\n        Old\n      text: A claim\n    - B\n",
        "\n    - question: Who did it?  # ask\n      answer: Ann\n      text: A claim\n    - B\n",
    ),
    "with cards": (
        "\n    - cards:\n      - question: Old?\n        answer: Old\n      text: A claim\n      at: 0:00\n    - B\n",
        "\n    - text: A claim\n      at: 0:00\n      question: Who did it?\n      answer: Ann\n    - B\n",
    ),
    "in braces": (
        "\n    - {text: A claim, id: x}\n",
        '\n    - {text: A claim, id: x, question: "Who did it?", answer: "Ann"}\n',
    ),
    "without an end": ("\n    - A claim", "\n    - text: A claim\n      question: Who did it?\n      answer: Ann"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bullet_gets_its_card(case: str) -> None:
    bullets, expected = CASES[case]
    assert give(bullets, NEW) == expected
    assert give(bullets.replace("\n", "\r\n"), NEW) == expected.replace("\n", "\r\n")


def test_several_cards_are_a_list() -> None:
    assert give("\n    - {text: A, question: Q?, answer: A}\n", TWO) == (
        '\n    - {text: A, cards: [{question: "Who did it?", answer: "Ann"}, '
        '{question: "When: in which year?", answer: "1503"}]}\n'
    )
    assert give("\n    - B\n    - text: A\n      question: Q?\n      answer: A\n\n  # end\n", TWO, 1) == (
        "\n    - B\n    - text: A\n      cards:\n        - question: Who did it?\n          answer: Ann\n"
        "        - question: 'When: in which year?'\n          answer: '1503'\n\n  # end\n"
    )


def test_the_shipped_file_gets_cards_in_place_of_its_own() -> None:
    raw = SHIPPED.read_bytes()
    every = range(66)
    assert without_lines(write(raw, dict.fromkeys(every, TWO)), {}) == without_lines(raw, dict.fromkeys(every, TWO))


WORDS = st.sampled_from(
    ["Rome", "fell", "in 476", "naïve", "C#", "“so”", "it's", '"x"', "a\\b", "日本", "🎧", "- 3", "50%"]
)
VALUES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
COMMENTS = st.sampled_from(["", "  # so", "  # it's: “[{”"])
BETWEEN = st.sampled_from(["", "", "\n", "# a line\n", "      # - not: a bullet\n", "\n\n"])


def written_scalar(value: str, style: str, column: int) -> str:
    """A text in one of YAML's notations; `column` is that of what it belongs to."""
    deep = "\n" + " " * (column + 3)
    if style == "plain":
        return value
    if style == "lines":
        return value.replace(" ", deep, 1)
    if style == "single":
        return yaml_quote(value)
    if style == "double":
        return yaml.dump(value, default_style='"', allow_unicode=True, width=30).strip().replace("\n", deep)
    return f"{style}{deep}{value.replace(' ', deep, 1)}"


@st.composite
def data_files(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A data file, and from which to which line each of its bullets goes, counted from 0."""
    text = draw(st.sampled_from(["", "\ufeff", "---\n", "# head\n"])) + HEAD
    spans: list[tuple[int, int]] = []
    dash = draw(st.sampled_from([0, 2, 5]))
    for number in range(draw(st.integers(1, 3))):
        own = dash + draw(st.sampled_from([2, 4]))
        text += (
            draw(BETWEEN) + f"{' ' * dash}-{' ' * (own - dash - 1)}title: C{number}\n{' ' * own}start: {number}:00\n"
        )
        if draw(st.integers(0, 4)) == 0:
            items = [
                quoted if draw(st.booleans()) else f"{{id: x{len(spans)}{n}, text: {quoted}}}"
                for n, quoted in enumerate(
                    yaml_quote(value) for value in draw(st.lists(VALUES, min_size=1, max_size=3))
                )
            ]
            first = text.count("\n")
            text += f"{' ' * own}bullets: [{', '.join(items)}]{draw(COMMENTS)}\n"
            spans += [(first, first + 1)] * len(items)
            continue
        text += f"{' ' * own}bullets:\n"
        at = own + draw(st.sampled_from([0, 2, 3]))
        gap = draw(st.sampled_from([" ", "   "]))
        for _ in range(draw(st.integers(1, 4))):
            text += draw(BETWEEN)
            start = text.count("\n")
            value = draw(VALUES)
            style = draw(st.sampled_from(["plain", "lines", "single", "double", "|", ">-", "|+"]))
            comment = draw(COMMENTS) if style in ("plain", "single") else ""
            column = at + 1 + len(gap)
            kind = draw(st.sampled_from(["bare", "full", "card", "label"]))
            line = " " * at + "-" + gap
            if kind == "bare":
                text += line + written_scalar(value, style, column) + comment + "\n"
            elif kind == "label":
                text += f"{line}Label: {value}{comment}\n"
            else:
                keys = [f"text: {written_scalar(value, style, column)}{comment}"]
                keys += ["question: Old?", "answer: Old  # was"] if kind == "card" else ["at: " + f"{number}:00"]
                text += line + f"\n{' ' * column}".join(draw(st.permutations(keys))) + "\n"
            spans.append((start, text.count("\n")))
    return text.removesuffix("\n") if draw(st.booleans()) else text, spans


def yaml_quote(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@settings(max_examples=400)
@given(data_files(), st.data())
def test_only_the_lines_of_the_bullets_differ(file: tuple[str, list[tuple[int, int]]], data: st.DataObject) -> None:
    text, spans = file
    try:
        parse_chapters(text.encode(), "")
    except DataError:
        return
    asked = data.draw(st.sets(st.integers(0, len(spans) - 1), min_size=1))
    cards = st.builds(Wording, VALUES, VALUES, st.just(0))
    wordings = {number: data.draw(st.lists(cards, min_size=1, max_size=3)) for number in sorted(asked)}
    raw = text.replace("\n", data.draw(st.sampled_from(["\n", "\r\n"]))).encode()
    written = write(raw, wordings)
    assert without_lines(written, {}) == without_lines(raw, wordings)
    old, new = raw.splitlines(keepends=True), written.splitlines(keepends=True)
    kept = [line for number, line in enumerate(old) if not any(spans[n][0] <= number < spans[n][1] for n in asked)]
    rest = iter(new)
    assert all(line in rest for line in kept)


def write(raw: bytes, wordings: Mapping[int, Sequence[Wording]]) -> bytes:
    return write_wordings(raw, wordings)


def without_lines(raw: bytes, wordings: Mapping[int, Sequence[Wording]]) -> Episode:
    """The episode of a file with these cards instead, and without what depends on the lines."""
    episode, number, chapters = parse_chapters(raw, ""), -1, []
    for chapter in episode.chapters:
        bullets = []
        for bullet in chapter.bullets:
            number += 1
            cards = wordings.get(number, bullet.cards)
            bullets.append(replace(bullet, line=0, cards=tuple(replace(card, line=0) for card in cards)))
        chapters.append(replace(chapter, line=0, bullets=tuple(bullets)))
    return replace(episode, chapters=tuple(chapters))
