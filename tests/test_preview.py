"""The preview in a real Chromium: it shows what Anki shows, works by mouse and keys, and follows its file."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from flashcards.apkg import write_apkg
from flashcards.model import Bullet, Wording
from flashcards.pipeline import make_deck
from flashcards.preview import Judged, judge, make_page
from flashcards.showing import judge_file
from tests.conftest import COMMAND, LIGHT, SHIPPED, Anki, Run, make_episode, write_data

HOSTILE = {
    "scripts": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "the end of a style": "</style></script><b>bold</b>",
    "fields": "{{Answer}} {{#Link}}x{{/Link}} {{^Topic}}y{{/Topic}} {{FrontSide}} }}{{",
    "Anki": "[sound:x.mp3] [latex]x[/latex] [$]y[/$] [anki:play:q:0] \\(z\\) {{c1::w}}",
    "right to left": "متى تضعف الذاكرة؟ ‮abc",
    "emoji": "👩🏽‍🚀 é 🇫🇷 🧠",
    "length": "word " * 1000,
    "lines": "one\n\n  two\n\ttab & <three> &amp; &lt;",
    "patterns": "$& $1 $$ \\1 %s ${x} `${y}`",
}

FILE = """\
episode: {show: Long Rome, title: The fall, guest: Ann Other, url: "https://youtu.be/abc"}
chapters:
  - title: Money
    start: 0:00
    bullets:
      - text: Silver in the denarius fell to about 5% by 270
        question: Did silver fall to 5%?
        answer: "5%"
      - Insulin lets muscle and fat cells take up glucose
      - This was new
  - title: War
    start: 10:00
    bullets:
      - text: Legions were cut from 60 to 28 after Actium
        question: After Actium, legions were cut from 60 to how many?
        answer: "28"
"""


@pytest.fixture
def tab(page: Page) -> Iterator[Page]:
    """The page, which must ask for nothing and complain of nothing."""
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 1280, "height": 900})
    yield page
    assert told == []
    assert [url for url in asked if not url.startswith("file:")] == []


def show(tab: Page, page: str, folder: Path) -> None:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    tab.goto(path.as_uri())
    fill(tab)


def fill(tab: Page) -> None:
    """Fill all cards, those far from the screen too."""
    tab.evaluate("for (const item of items) fill(item.article)")
    tab.add_style_tag(content="section, .lazy { content-visibility: visible !important; }")


def rome(folder: Path) -> Path:
    return write_data(folder, "rome.yaml", FILE)


SIDES = """side => items.filter(item => item.fields).map(item => {
    const inside = item.article.querySelector(side).shadowRoot.firstChild;
    for (const more of inside.querySelectorAll("details")) more.open = true;
    return inside.innerText;
})"""


def assert_as_in_anki(tab: Page, anki: Anki, known: Judged, folder: Path) -> None:
    """Compare what is to be read on each side of each card with the real Anki's rendering in the same browser."""
    show(tab, make_page("data/x.yaml", known), folder)
    shown = {side: tab.evaluate(SIDES, side) for side in (".front", ".back")}
    deck = make_deck(known.episode, known.cards, None, 1_800_000_000)[0]
    write_apkg(deck, folder / "x.apkg")
    anki.take(folder / "x.apkg")
    cards = anki.cards()
    assert len(cards) == len(shown[".front"]) == len(known.cards)
    for side, sides in ((".front", [card.question() for card in cards]), (".back", [card.answer() for card in cards])):
        in_anki = tab.evaluate(
            """sides => sides.map(side => {
                const place = document.createElement("div");
                place.className = "card card1";
                place.style.width = "40rem";
                document.body.append(place);
                place.innerHTML = side;
                for (const more of place.querySelectorAll("details")) more.open = true;
                const text = place.innerText;
                place.remove();
                return text;
            })""",
            sides,
        )
        assert in_anki == shown[side]


def test_the_shipped_cards_read_as_in_anki(tab: Page, anki: Anki, tmp_path: Path) -> None:
    assert_as_in_anki(tab, anki, judge_file(SHIPPED), tmp_path)


def test_hostile_text_reads_as_in_anki(tab: Page, anki: Anki, tmp_path: Path) -> None:
    texts: list[Bullet | str] = [
        Bullet(f"{name} {text}", n, cards=(Wording(f"{text}?", f"so {text}", n),))
        for n, (name, text) in enumerate(HOSTILE.items(), 1)
    ]
    episode = make_episode(texts, show=HOSTILE["fields"], title=HOSTILE["scripts"], guest=HOSTILE["the end of a style"])
    assert_as_in_anki(tab, anki, judge(episode, None), tmp_path)
    assert tab.evaluate("document.title") == f"{HOSTILE['fields']} · {HOSTILE['the end of a style']}"
    assert tab.evaluate("document.querySelectorAll('img, b.bold, iframe').length") == 0


def test_the_page_tells_what_check_and_build_would(tab: Page, run: Run, tmp_path: Path) -> None:
    path = rome(tmp_path)
    run("build")
    path.write_text(
        FILE.replace("Did silver fall to 5%?", "Is it 5%?").replace("Insulin lets", "Insulin may let"), "utf-8"
    )
    done = run("preview", "--no-open")
    assert (done.returncode, done.stdout) == (0, "decks/long-rome-ann-other.html\n")
    tab.goto((tmp_path / "decks" / "long-rome-ann-other.html").as_uri())
    fill(tab)
    first, *_, last = tab.inner_text("main").split("War")
    assert "line 7" in first
    assert "your card" in first
    assert "changed" in first
    assert "was: Did silver fall to 5%?" in first
    assert "yes or no: half of all guesses are right; ask what, why or how" in first
    assert "written by the tool (recall)" in first
    assert "“This” points to something outside it" in first
    assert "changed" not in last
    assert tab.inner_text("#counts").startswith(
        "2 chapters · 3 cards · 1 written by the tool · 1 with warnings · 1 bullet"
    )


def test_cards_are_chosen_by_filter_and_search(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(rome(tmp_path))), tmp_path)

    def shown() -> list[int]:
        return list(tab.evaluate("items.filter(item => item.article.checkVisibility()).map(item => item.line)"))

    every = shown()
    assert len(every) == 4
    for kind, number in (("warned", 2), ("generated", 1), ("authored", 2), ("left", 1), ("changed", 3), ("", 4)):
        tab.select_option("#kind", kind)
        assert len(shown()) == number, kind
    assert tab.inner_text("#shown") == ""
    tab.select_option("#chapter", label="2. War")
    assert shown() == every[-1:]
    assert tab.inner_text("#shown") == "1 of 4 shown"
    assert not tab.is_visible("h2:has-text('Money')")
    tab.keyboard.press("Escape")
    assert shown() == every
    tab.keyboard.press("/")
    tab.keyboard.type("GLUCOSE")
    assert shown() == every[1:2]


def test_keys_alone_are_enough(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(rome(tmp_path))), tmp_path)
    focused = "items.findIndex(item => item.article === document.activeElement)"
    visible = "side => items[0].article.querySelector(side).checkVisibility()"
    for key, at in (("j", 0), ("ArrowDown", 1), ("j", 2), ("k", 1), ("ArrowUp", 0), ("k", 0)):
        tab.keyboard.press(key)
        assert tab.evaluate(focused) == at
    assert tab.evaluate(visible, ".front")
    assert tab.evaluate(visible, ".back")
    tab.keyboard.press("f")
    assert [tab.evaluate(visible, side) for side in (".front", ".back")] == [True, False]
    tab.keyboard.press(" ")
    assert [tab.evaluate(visible, side) for side in (".front", ".back")] == [False, True]
    tab.click(".back .answer")
    assert [tab.evaluate(visible, side) for side in (".front", ".back")] == [True, False]
    tab.click(".front .question")
    assert [tab.evaluate(visible, side) for side in (".front", ".back")] == [False, True]
    paper = "getComputedStyle(items[0].article.querySelector('.back').shadowRoot.firstChild).backgroundColor"
    light = tab.evaluate(paper)
    tab.keyboard.press("n")
    assert tab.evaluate(paper) != light
    wide = tab.evaluate("items[0].article.querySelector('.back').offsetWidth")
    tab.keyboard.press("p")
    assert tab.evaluate("items[0].article.querySelector('.back').offsetWidth") == 360 < wide


def test_what_is_retired_is_told(tab: Page, run: Run, tmp_path: Path) -> None:
    path = rome(tmp_path)
    run("build")
    path.write_text(FILE[: FILE.index("  - title: War")], encoding="utf-8")
    run("preview", "--no-open")
    tab.goto((tmp_path / "decks" / "long-rome-ann-other.html").as_uri())
    assert "After Actium, legions were cut from 60 to how many?" in tab.inner_text("#retired")
    assert "1 retired" in tab.inner_text("#counts")


CONTRASTS = """() => {
    LIGHT
    const paper = node => {
        for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
            const color = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)$/.test(color)) return light(color);
        }
        return 1;
    };
    const all = scope => [...scope.querySelectorAll("*")]
        .flatMap(node => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
    const has_text = node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    return all(document.body)
        .filter(node => node.checkVisibility() && !["SCRIPT", "STYLE"].includes(node.tagName))
        .filter(node => node.tagName === "INPUT" || has_text(node))
        .map(node => {
            const style = getComputedStyle(node, node.tagName === "INPUT" ? "::placeholder" : null);
            const [ink, below] = [light(style.color), paper(node)];
            return [(Math.max(ink, below) + 0.05) / (Math.min(ink, below) + 0.05), node.outerHTML.slice(0, 80)];
        });
}""".replace("LIGHT", LIGHT)


@pytest.mark.parametrize("night", [False, True])
def test_it_can_be_read_by_everyone(tab: Page, run: Run, tmp_path: Path, night: bool) -> None:
    path = rome(tmp_path)
    run("build")
    path.write_text(FILE.replace("Insulin lets", "Insulin may let").replace("Legions", "The legions"), encoding="utf-8")
    page = make_page("data/rome.yaml", judge_file(path), [])
    show(tab, page, tmp_path)
    if night:
        tab.keyboard.press("n")
    ratios = tab.evaluate(CONTRASTS)
    assert len(ratios) > 40
    assert min(ratios)[0] >= 4.5, min(ratios)
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("keys", ["", "f", "p", "fp"])
def test_a_phone_is_wide_enough(tab: Page, tmp_path: Path, keys: str) -> None:
    texts: list[Bullet | str] = [Bullet("x" * 300, 1, cards=(Wording("Q" * 300 + "?", "https://" + "y" * 300, 1),))]
    show(tab, make_page("data/" + "z" * 200 + ".yaml", judge(make_episode(texts, title="T" * 200), None)), tmp_path)
    tab.set_viewport_size({"width": 320, "height": 640})
    for key in keys:
        tab.keyboard.press(key)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_all_of_it_is_printed(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(make_page("data/chapters.yaml", judge_file(SHIPPED)), encoding="utf-8")
    tab.goto(path.as_uri())
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    assert tab.evaluate("items.every(item => item.article.querySelector('.back').checkVisibility())")
    assert not tab.is_visible(".controls")
    assert tab.evaluate("getComputedStyle(document.querySelector('section')).contentVisibility") == "visible"
    tab.emulate_media(media="screen")


def test_with_a_mistake_nothing_is_written(run: Run, tmp_path: Path) -> None:
    rome(tmp_path).write_text(FILE.replace("start: 10:00", "start: 10.00"), encoding="utf-8")
    done = run("preview", "--no-open")
    assert done.returncode == 1
    assert "`start: 10.00` is not a time" in done.stderr
    assert not (tmp_path / "decks").exists()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[str]:
    """The address of a page that is watched."""
    rome(tmp_path)
    command = [COMMAND, "preview", "--watch", "--no-open"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def test_a_watched_page_follows_its_file_and_keeps_its_place(page: Page, watched: str, tmp_path: Path) -> None:
    path = tmp_path / "data" / "rome.yaml"
    page.context.set_offline(False)
    page.set_default_timeout(10_000)
    try:
        page.goto(watched)
        page.select_option("#kind", "authored")
        page.click("#flip")
        page.wait_for_timeout(300)  # until its first event came
        path.write_text(FILE.replace("Did silver", "Does silver"), encoding="utf-8")
        page.locator(".front .question", has_text="Does silver").wait_for()
        assert page.input_value("#kind") == "authored"
        assert page.get_attribute("#flip", "aria-pressed") == "true"
        path.write_text(FILE.replace("start: 10:00", "start: 10.00"), encoding="utf-8")
        page.wait_for_selector("#problems:not([hidden])")
        assert "line 12: chapter “War”: `start: 10.00` is not a time" in page.inner_text("#problems")
        assert "those of its last good state" in page.inner_text("#problems")
        assert page.is_visible("h2:has-text('Money')")
        path.write_text(FILE, encoding="utf-8")
        page.wait_for_selector("#problems", state="hidden")
        assert page.request.get(watched, headers={"Host": "evil.example"}).status == 404
    finally:
        page.goto("about:blank")
        page.context.set_offline(True)
