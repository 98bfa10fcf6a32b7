"""What the reader makes of a data file: the values as written, or every mistake with its line and remedy."""

import json
import re
import textwrap
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.chapters import load_chapters
from flashcards.errors import DataError, Problem
from flashcards.model import Bullet, Episode, Wording
from flashcards.times import format_time
from tests.conftest import ROOT, SHIPPED

START = "episode: {show: S, title: T}\nchapters:\n  - title: C\n    start: 0:00\n    end: 9:00\n    bullets:\n"


def read(folder: Path, text: str | bytes) -> Episode:
    path = folder / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_chapters(path)


def mistakes(folder: Path, text: str | bytes) -> list[str]:
    """The report without the path: `line: where: what`."""
    with pytest.raises(DataError) as caught:
        read(folder, text)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{folder}/x.yaml:") for line in lines)
    return [line.removeprefix(f"{folder}/x.yaml:").strip() for line in lines]


def bullet(folder: Path, line: str) -> str:
    return read(folder, f"{START}      - {line}\n").chapters[0].bullets[0].text


# Values as written


def test_the_shipped_data_are_the_page_word_for_word() -> None:
    page = (ROOT / "tests" / "episode-page.txt").read_text(encoding="utf-8")
    episode = load_chapters(SHIPPED)
    assert (episode.title, episode.show) == (page.splitlines()[3], "Dwarkesh Podcast")
    assert f"{episode.guest}guest{episode.host}host" in page
    assert ("May 15, 2024" in page, episode.published) == (True, "2024-05-15")
    assert set(re.findall(r"https://\S+", page)) == set(episode.links.values())
    assert (episode.url, episode.deck) == (
        "https://www.youtube.com/watch?v=Wo95ob_s_NI",
        "Dwarkesh Podcast::John Schulman",
    )
    times = re.findall(r"^ *\d+\. (\S+) – (\S+)$", page, re.MULTILINE)
    parts = re.split(r"^ *\d+\. \S+ – \S+$", page.partition("Get more out")[0], flags=re.MULTILINE)[1:]
    assert len(episode.chapters) == len(parts) == 16
    for chapter, (start, end), part in zip(episode.chapters, times, parts, strict=True):
        title, summary, *bullets = filter(None, map(str.strip, part.splitlines()))
        seconds = [sum(60**n * int(x) for n, x in enumerate(reversed(t.split(":")))) for t in (start, end)]
        assert [chapter.start, chapter.end] == seconds
        assert (chapter.title, chapter.summary) == (title, summary)
        assert [f"• {bullet.text}" for bullet in chapter.bullets] == bullets


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2:44 is a time", "2:44 is a time"),
        ("yes", "yes"),
        ("2024-05-15", "2024-05-15"),
        ("0x10", "0x10"),
        ("null", "null"),
        ("Moat: tacit know-how", "Moat: tacit know-how"),
        ("Clippy: “on-device” vs 'cloud'", "Clippy: “on-device” vs 'cloud'"),
        ('Framing: "deliberation"', 'Framing: "deliberation"'),
        ("'Game theory': coordination", "'Game theory': coordination"),
        ("Yes: no", "Yes: no"),
        ("Label :  value", "Label :  value"),
        ("Text: with a capital", "Text: with a capital"),
        ("a claim  # with a comment", "a claim"),
        ("C# and F# differ", "C# and F# differ"),
        ("'it''s quoted: twice: over'", "it's quoted: twice: over"),
        ('"tab\\tand \\"quotes\\""', 'tab\tand "quotes"'),
        ("one claim\n        in two lines", "one claim in two lines"),
        ("|\n        kept\n        lines", "kept\nlines"),
        ("~5 years", "~5 years"),
        ("e\u0301 is written as one letter", "\u00e9 is written as one letter"),
    ],
)
def test_a_bullet_reads_as_typed(tmp_path: Path, written: str, text: str) -> None:
    assert bullet(tmp_path, written) == text


def test_a_bullet_may_bring_all_its_keys(tmp_path: Path) -> None:
    (chapter,) = read(
        tmp_path,
        f"""{START}      - text: One
        at: 1:02
        id: one
        cards:
          - {{question: Q?, answer: yes}}
          - question: R?
            answer: 1:00
      - text: Two
        skip: true
""",
    ).chapters
    one, two = chapter.bullets
    assert (one.text, one.at, one.id, one.line) == ("One", 62, "one", 7)
    assert one.cards == (Wording("Q?", "yes", 11), Wording("R?", "1:00", 12))
    assert (two.text, two.skip, two.line) == ("Two", True, 14)


def test_a_deck_is_named_after_show_and_guest_or_else_title(tmp_path: Path) -> None:
    assert read(tmp_path, START + "      - a").deck == "S::T"
    assert read(tmp_path, START.replace("T}", "T, guest: G}") + "      - a").deck == "S::G"
    assert read(tmp_path, "deck: 'A ::  B'\n" + START + "      - a").deck == "A::B"


def test_a_chapter_without_an_end_lasts_until_the_next(tmp_path: Path) -> None:
    text = START.replace("    end: 9:00\n", "") + "      - a\n  - {title: D, start: 1:02:03, bullets: [b]}\n"
    assert [(c.start, c.end) for c in read(tmp_path, text).chapters] == [(0, 3723), (3723, None)]


@pytest.mark.parametrize("text", ["\ufeff{}", "{}\r\n", "---\n{}", "# c\n{}\n...\n"])
def test_a_byte_order_mark_and_windows_lines_are_no_mistakes(tmp_path: Path, text: str) -> None:
    source = START + "      - a\n"
    if "\r" in text:
        source = source.replace("\n", "\r\n")
    assert read(tmp_path, text.replace("{}", source)).chapters[0].bullets[0].text == "a"


# Mistakes

WHERE = "chapter “C”: "
IN_BULLETS = [
    ("-", f"7: {WHERE}`bullet` is empty; write its text, or delete it"),
    ("- '  '", f"7: {WHERE}`bullet` is empty"),
    ("- Moat: a; counterforce: b", "7: ': ' inside a text makes YAML look for a key; put it in quotes: 'Moat: a; c"),
    ("- [Music] plays", "7: a text cannot begin with [ here; put it in quotes: '[Music] plays'"),
    ("- {braces} first", "7: a text cannot begin with { here; put it in quotes: '{braces} first'"),
    ("- **Bold** claim", "7: a text cannot begin with * here; put it in quotes: '**Bold** claim'"),
    ("- *bold* claim", "7: a text cannot begin with * here; put it in quotes: '*bold* claim'"),
    ("- *alias", "7: a text cannot begin with * here; put it in quotes: '*alias'"),
    ("- &anchor text", "7: a text cannot begin with & here; put it in quotes: '&anchor text'"),
    ("- !tag text", "7: a text cannot begin with ! here; put it in quotes: '!tag text'"),
    ("- @handle says", "7: a text cannot begin with @ here; put it in quotes: '@handle says'"),
    ("- `code` runs", "7: a text cannot begin with ` here; put it in quotes: '`code` runs'"),
    ("- %s is used", "7: a text cannot begin with % here; put it in quotes: '%s is used'"),
    ("- > 5 percent", "7: a text cannot begin with > here; put it in quotes: '> 5 percent'"),
    ('- "Quoted" word first', '7: begins with " but does not end with it; put it in quotes: \'"Quoted" word first\''),
    ("- 'tis unclosed", "7: begins with ' but does not end with it; put it in quotes: '''tis unclosed'"),
    ("- We are #1 here", f"7: {WHERE}`bullet` ends before `#1 here`, since ' #' starts a comment; put the text in qu"),
    ("- claim # aside", f"7: {WHERE}`bullet` ends before `# aside`"),
    ("- #1 of all", f"7: {WHERE}`bullet` ends before `#1 of all`"),
    ("- a\n      -claim\n      - b: c", "8: `-` needs a space behind it"),
    ("-claim", f"7: {WHERE}`bullets` is a text; write a list, each line with `- ` before it"),
    ("-claim\n      -other", f"7: {WHERE}`bullets` is a text; write a list, each line with `- ` before it"),
    ("* a star for a dash", "7: begins with `*`; a line of a list begins with `- `"),
    (
        "- a\n       - deeper",
        "8: begins with - but goes on with the text above it; give it the same spaces as the - above",
    ),
    (
        "- a\n        question: Q?\n        answer: A",
        "8: `question` stands below a bullet without a key; write `text: `",
    ),
    (
        "- a\n        and: more",
        "8: has no key that belongs here; if it goes on with the text above, write both in one line",
    ),
    (
        "- text a\n        question: Q?\n        answer: A",
        "7: `text` needs a colon and a space behind it; write `text: a`",
    ),
    ("- text: a\n       question: Q?\n       answer: A", "8: does not line up with the lines above it"),
    ("- ? asks", f"7: {WHERE}bullet begins with ?; put the whole bullet in quotes"),
    ("- {a: b}", f"7: {WHERE}bullet begins with {{; put the whole bullet in quotes"),
    ("- '\u200b'", f"7: {WHERE}`bullet` is empty"),
    ("- at: noon", f"7: {WHERE}bullet has `at` but no text; add `text: …`, or put the whole bullet in quotes"),
    ("- - nested", f"7: {WHERE}bullet is a list"),
    ("- Label:", f"7: {WHERE}bullet ends after `Label:`; write the claim behind it"),
    ("- Label: a\n        Other: b", f"7: {WHERE}bullet goes on as `key: value`; put the whole bullet in quotes"),
    ("-\ttabbed", "7: is indented with a tab, which YAML refuses; use spaces"),
    ("- a\n\t- b", "8: is indented with a tab, which YAML refuses; use spaces"),
    ('- "a \\x1f b"', f"7: {WHERE}`bullet` has a control character (U+001F), which no card can show; take it out"),
    ("- a \u2028 b", "7: has a line separator (U+2028), which no card can show; take it out"),
    ("- a \x07 b", "7: has a control character (U+0007), which no card can show; take it out"),
    ("- question: Q?\n        answer: A", f"7: {WHERE}`text` is missing; add `text: …`"),
    ("- text: a\n        question: Q?", f"8: {WHERE}`question` without `answer`; add `answer: …`"),
    ("- text: a\n        answer: A", f"8: {WHERE}`answer` without `question`; add `question: …`"),
    (
        "- text: a\n        quesiton: Q?\n        answer: A",
        f"8: {WHERE}unknown key `quesiton`; did you mean `question`?",
    ),
    ("- text: a\n        text: b", f"8: {WHERE}`text` is here twice (first in line 7); delete one"),
    ("- text: a\n        cards: []", f"8: {WHERE}`cards` has nothing in it; write a list"),
    ("- text: a\n        cards: Q", f"8: {WHERE}`cards` is a text; write a list"),
    ("- text: a\n        cards: [Q]", f"8: {WHERE}card is a text; write `question: …` and `answer: …`"),
    ("- text: a\n        cards:\n          - question: Q?", f"9: {WHERE}`answer` is missing; add `answer: …`"),
    (
        "- text: a\n        cards:\n          - {question: a: b?, answer: c",
        "9: a sign in this card has a meaning in YAML; put its texts in quotes: {question: 'a: b?', answer: 'c'}",
    ),
    (
        "- text: a\n        cards:\n          - {question: Q?, answer: b, c}",
        f"9: {WHERE}unknown key `c`; a comma ends a",
    ),
    ("- text: a\n        at: 10:00", f"8: {WHERE}`at: 10:00` is outside its chapter (from 0:00 to 9:00); correct it"),
    ("- text: a\n        at: 1.30", f"8: {WHERE}`at: 1.30` is not a time; write m:ss or h:mm:ss, such as 2:44"),
    ("- text: a\n        skip: yes", f"8: {WHERE}`skip: yes` is neither `true` nor `false`"),
    ("- text: a\n        id: a b", f"8: {WHERE}`id: a b` is not a name; write letters A-Z, digits and . _ -"),
    ("- {text: a, id: x}\n      - {text: b, id: x}", f"8: {WHERE}`id: x` is also that of the bullet in line 7"),
    (
        "- {text: a, skip: true, question: Q?, answer: A}",
        f"7: {WHERE}`skip: true`, yet the bullet has a card of its own; delete one of the two",
    ),
]


@pytest.mark.parametrize(("lines", "expected"), IN_BULLETS, ids=[lines for lines, _ in IN_BULLETS])
def test_a_mistake_in_a_bullet_is_one_problem_with_its_line_and_remedy(
    tmp_path: Path, lines: str, expected: str
) -> None:
    (problem,) = mistakes(tmp_path, f"{START}      {lines}\n")
    assert problem.startswith(expected)


CHAPTER = "  - {title: D, start: 10:00, end: 11:00, bullets: [b]}\n"
IN_FILES = [
    ("hello world", "1: holds a text, not an episode's chapters; start with `episode:`"),
    ("- a\n- b", "1: holds a list, not an episode's chapters"),
    ("", "is empty; start with `episode:`"),
    ("# only a comment\n", "is empty"),
    (b"\xff\xfee\x00p\x00", "1: is not a text in UTF-8 (it has a zero byte); save the file as UTF-8"),
    (START.encode() + b"      - caf\xe9\n", "7: is not UTF-8 (byte 0xE9); save the file as UTF-8"),
    (START + "      - a\n---\nb: c\n", "8: a second document begins; write one file an episode"),
    (
        START + "<<<<<<< HEAD\n      - a\n=======\n      - b\n>>>>>>> theirs\n",
        "7: has the marks of a merge; keep what is",
    ),
    ("[" * 100, "1: has too many lists inside one another"),
    (START.partition("\n")[2] + "      - a", "1: `episode` is missing; add `episode: …`"),
    ("episode: {show: S, title: T}\n", "1: `chapters` is missing"),
    (START.replace("title: T", "titel: T") + "      - a", "1: episode: unknown key `titel`; did you mean `title`?"),
    (START.replace("T}", "T, published: May}") + "      - a", "1: episode: `published: May` is not a date; write year"),
    (START.replace("T}", "T, url: 'javascript:x'}") + "      - a", "1: episode: `url: javascript:x` is not a link"),
    (START.replace("T}", "T, links: x}") + "      - a", "1: episode: `links` is a text; write lines such as"),
    ("deck: 'A::'\n" + START + "      - a", "1: `deck: A::` has an empty part; write it as Show::Episode"),
    (
        START.replace("0:00", "164") + "      - a",
        f"4: {WHERE}`start: 164` is not a time; write m:ss or h:mm:ss, such as 2:44",
    ),
    (START.replace("0:00", "1:60") + "      - a", f"4: {WHERE}`start: 1:60` is not a time"),
    (START.replace("    start: 0:00\n", "") + "      - a", f"3: {WHERE}`start` is missing; add `start: …`"),
    (START.replace("title: C", "title:") + "      - a", "3: chapter 1: `title` is empty; write it"),
    (START.replace("0:00", "9:30") + "      - a", f"4: {WHERE}ends at 9:00, not after its start (9:30); correct one"),
    (START.removesuffix("    bullets:\n"), f"3: {WHERE}`bullets` is missing; add `bullets: …`"),
    (START, f"6: {WHERE}`bullets` is nothing; write a list, each line with `- ` before it"),
    (
        START + "      - a\n" + CHAPTER.replace("10", "8"),
        "8: chapter “D”: starts at 8:00, before the chapter above it ends",
    ),
    (
        START + "      - a\n" + CHAPTER + CHAPTER.replace("D", "E").replace("10", "9"),
        "9: chapter “E”: starts at 9:00, not after the chapter before it (10:00); put the chapters in the order",
    ),
    (START + "      - a\n  - a text\n", "8: chapter 2: is a text; write `title:`, `start:` and `bullets:`"),
    (START.replace("title: C", "title: A: b: c") + "      - a", "3: ': ' inside a text makes YAML look for a key"),
]


@pytest.mark.parametrize(("text", "expected"), IN_FILES, ids=[expected[:40] for _, expected in IN_FILES])
def test_a_mistake_in_a_file_is_one_problem_with_its_line_and_remedy(
    tmp_path: Path, text: str | bytes, expected: str
) -> None:
    (problem,) = mistakes(tmp_path, text)
    assert problem.startswith(expected)


@pytest.mark.parametrize("lines", [lines for lines, expected in IN_BULLETS if "put it in quotes: '" in expected])
def test_the_quotes_that_a_problem_proposes_are_right(tmp_path: Path, lines: str) -> None:
    (problem,) = mistakes(tmp_path, f"{START}      {lines}\n")
    remedy = problem.partition("put it in quotes: ")[2]
    assert bullet(tmp_path, remedy) == lines.removeprefix("- ")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("- 'It's fine'", "It's fine"),
        ('- "she said "hi" there"', 'she said "hi" there'),
        ('- "C:\\dir"', "C:\\dir"),
        ('- "never closed\n      - b\n      - text: "c: d"', "never closed"),
        ("- [a\n      - b", "[a"),
        ('- "A" and "B"', '"A" and "B"'),
    ],
)
def test_quotes_and_brackets_that_end_too_early_or_never_are_told_where_they_begin(
    tmp_path: Path, line: str, text: str
) -> None:
    (problem,) = mistakes(tmp_path, f"{START}      {line}\n")
    assert problem.startswith("7: ")
    assert bullet(tmp_path, problem.partition("put it in quotes: ")[2]) == text


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("    start: 0:00", "    start 0:00", 4),
        ("    start: 0:00", "    start:0:00", 4),
        ("    start: 0:00", "   start: 0:00", 4),
        ("    start: 0:00", "      start: 0:00", 4),
        ("    start: 0:00", "\tstart: 0:00", 4),
        ("    end: 9:00", "    edn: 9:00", 5),
        ("    start: 0:00", "    start: 9:30", 4),
        ("  - title: C", '  - title "C: D"', 3),
        ("  - title: C", '  - title: "C', 3),
    ],
)
def test_a_slip_of_the_keyboard_is_one_problem_however_much_stands_below(
    tmp_path: Path, old: str, new: str, line: int
) -> None:
    below = '      - "a: b"\n' + CHAPTER + '  - title: "E: F"\n    start: 12:00\n    bullets: ["b"]\n'
    (problem,) = mistakes(tmp_path, START.replace(old, new) + below)
    assert problem.startswith(f"{line}: ")


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path, expected in (
        (tmp_path / "no.yaml", "there is no such file; name "),
        (tmp_path, "is a folder; name a data file"),
    ):
        with pytest.raises(DataError, match=expected):
            load_chapters(path)


def test_a_file_that_is_there_is_suggested_by_its_likeness(tmp_path: Path) -> None:
    for name in ("apples.yaml", "bread.yaml"):
        (tmp_path / name).touch()
    for path in (tmp_path / "bread", tmp_path / "bred.yaml"):
        with pytest.raises(DataError, match=r"there is no such file; name one that is there, such as \S*bread\.yaml"):
            load_chapters(path)
    with pytest.raises(DataError, match=r"is a folder; name one that is there, such as \S*apples\.yaml"):
        load_chapters(tmp_path)


def test_all_mistakes_of_a_file_come_in_one_report_in_its_order(tmp_path: Path) -> None:
    text = textwrap.dedent("""\
        episode:
          show: S
          title: T
          hots: H
          published: 2024-5-15
        chapters:
          - title: One
            start: 0:00
            end: 2:00
            bullets:
              - fine
              - A: is b; C: is d
              - We are #1
              -
              -dashed
              - text: x
                at: 3:00
              - *star
        \t      - tabbed
              - text: y
                question: Q?
          - title: Two
            start: 1:00
            bullets:
              - b
          - title: Three
            begin: 3:00
            bullets: none
    """)
    found = [problem.split(":")[0] for problem in mistakes(tmp_path, text)]
    assert found == "4 5 12 13 14 15 17 18 19 21 23 26 27 28".split()


# Any file whatever

SOURCE = SHIPPED.read_bytes()
edits = st.lists(
    st.tuples(
        st.integers(0, len(SOURCE)),
        st.integers(0, 40),
        st.binary(max_size=8) | st.sampled_from([b"\n", b": ", b"- ", b'"']),
    ),
    max_size=4,
)


def edit(changes: list[tuple[int, int, bytes]]) -> bytes:
    source = SOURCE
    for at, length, new in changes:
        source = source[:at] + new + source[at + length :]
    return source


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | edits.map(edit)
)
def test_whatever_the_bytes_they_read_or_are_told_with_lines_of_the_file(tmp_path: Path, source: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        read(tmp_path, source)
    except DataError as error:
        problems = error.problems
        assert problems
    lines = len(re.split(rb"\r\n|\r|\n", source))
    assert all(0 <= problem.line <= lines for problem in problems)
    assert all(problem.what.strip() and "\n" not in problem.what for problem in problems)


usable = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")
words = st.text(usable, min_size=1).filter(lambda text: any(unicodedata.category(c)[0] not in "CZ" for c in text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(words, min_size=1, max_size=5))
def test_any_text_in_quotes_reads_back_with_its_line(tmp_path: Path, texts: list[str]) -> None:
    quoted = ["      - '{}'\n".format(text.replace("'", "''")) for text in texts]
    bullets = read(tmp_path, START + "".join(quoted)).chapters[0].bullets
    assert [bullet.text for bullet in bullets] == [unicodedata.normalize("NFC", text).strip() for text in texts]
    assert [bullet.line for bullet in bullets] == [7 + n for n in range(len(texts))]


def write_scalar(style: str, text: str, indent: int) -> str:
    if style == "plain" and re.fullmatch(r"[a-z]+(?: [a-z]+)*", text):
        return text
    if style == "block":
        return f"|-\n{' ' * indent}{text}"
    return json.dumps(text, ensure_ascii=False) if style == "double" else "'" + text.replace("'", "''") + "'"


trimmed = words.map(lambda text: unicodedata.normalize("NFC", text).strip()) | st.from_regex(
    r"[a-z]{1,9}( [a-z]{1,9}){0,3}", fullmatch=True
)
scalars = st.tuples(st.sampled_from(["plain", "single", "double", "block"]), trimmed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(scalars, scalars, st.lists(st.tuples(scalars, st.booleans()), min_size=1, max_size=3)), max_size=3
    )
)
def test_an_episode_written_in_any_style_reads_back_with_its_lines(
    tmp_path: Path, parts: list[tuple[tuple[str, str], tuple[str, str], list[tuple[tuple[str, str], bool]]]]
) -> None:
    source = START + "      - a\n"
    expected: list[tuple[str, int, str, int, tuple[Bullet, ...]]] = []
    for number, (title, summary, written) in enumerate(parts, 1):
        line, start = source.count("\n") + 1, number * 3000
        source += f"  - title: {write_scalar(*title, 6)}\n    start: {format_time(start)}\n"
        source += f"    summary: {write_scalar(*summary, 6)}\n    bullets:\n"
        bullets: list[Bullet] = []
        for text, full in written:
            bullets.append(Bullet(text[1], source.count("\n") + 1, start + 1 if full else None))
            key, more = ("text: ", f"        at: {format_time(start + 1)}\n") if full else ("", "")
            source += f"      - {key}{write_scalar(*text, 10)}\n{more}"
        expected.append((title[1], start, summary[1], line, tuple(bullets)))
    found = read(tmp_path, source).chapters[1:]
    assert [(c.title, c.start, c.summary, c.line, c.bullets) for c in found] == expected
