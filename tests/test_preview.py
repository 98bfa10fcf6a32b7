"""The preview in a real Chromium: it shows what Anki shows, works by mouse and keys, and follows its file."""

import contextlib
import http.client
import itertools
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from flashcards.apkg import write_apkg
from flashcards.errors import Problem
from flashcards.model import Bullet, Wording
from flashcards.pipeline import make_deck
from flashcards.preview import Judged, judge, make_page
from flashcards.showing import judge_file
from flashcards.watching import watch
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
      - Gallienus kept the senators away from the legions of the frontier
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
        FILE.replace("Did silver fall to 5%?", "Is it 5%?").replace("Gallienus kept", "Gallienus may have kept"),
        "utf-8",
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
    told = re.findall(r"no card: (.*)", run("check").stderr)
    assert tab.locator(".bare .warnings li").all_inner_texts() == told
    assert told[0].endswith("; give it `question:` and `answer:`, or `skip: true`")
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
    for kind, number in (("warned", 1), ("generated", 1), ("authored", 2), ("left", 1), ("changed", 3), ("", 4)):
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
    tab.keyboard.type("FRONTIER")
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
    assert tab.evaluate("items[0].article.querySelector('.back').clientWidth") == 360 < wide


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
    path.write_text(
        FILE.replace("Gallienus kept", "Gallienus may have kept").replace("Legions", "The legions"), encoding="utf-8"
    )
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


@contextlib.contextmanager
def watching(folder: Path, pages: int = 1) -> Iterator[list[str]]:
    """Watch the data files of a folder; give the addresses of their pages. What it says goes to two files there."""
    said = folder / "stdout.txt"
    with said.open("wb") as out, (folder / "stderr.txt").open("wb") as err:
        command = [COMMAND, "preview", "--watch", "--no-open"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err) as process:
            try:
                until(lambda: "Watching" in said.read_text("utf-8"))
                yield re.findall(r"http\S+", said.read_text("utf-8"))[:pages]
                assert process.poll() is None
            finally:
                process.send_signal(signal.SIGINT)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)


def get(address: str, path: str = "", host: str = "") -> tuple[int, str]:
    """The status of an answer of the server, and its text or where it leads."""
    name = address.split("/")[2]
    connection = http.client.HTTPConnection(name, timeout=10)
    connection.request("GET", path or "/" + address.split("/", 3)[3], headers={"Host": host or name})
    answer = connection.getresponse()
    text = answer.read().decode()
    return answer.status, answer.headers.get("Location") or text


@pytest.fixture
def viewer(page: Page) -> Iterator[Page]:
    """The page with the network on."""
    page.context.set_offline(False)
    page.set_default_timeout(30_000)
    page.set_viewport_size({"width": 1280, "height": 900})
    yield page
    page.unroute_all()
    page.goto("about:blank")
    page.context.set_offline(True)


def test_a_watched_page_follows_its_file_and_keeps_its_place(viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    with watching(tmp_path) as [address]:
        viewer.goto(address)
        viewer.select_option("#kind", "authored")
        viewer.click("#flip")
        path.write_text(FILE.replace("Did silver", "Does silver"), encoding="utf-8")
        viewer.locator(".front .question", has_text="Does silver").wait_for()
        assert viewer.input_value("#kind") == "authored"
        assert viewer.get_attribute("#flip", "aria-pressed") == "true"
        path.write_text(FILE.replace("start: 10:00", "start: 10.00"), encoding="utf-8")
        viewer.wait_for_selector("#problems:not([hidden])")
        assert "line 12: chapter “War”: `start: 10.00` is not a time" in viewer.inner_text("#problems")
        assert "those of its last good state" in viewer.inner_text("#problems")
        assert viewer.is_visible("h2:has-text('Money')")
        path.write_text(FILE, encoding="utf-8")
        viewer.wait_for_selector("#problems", state="hidden")


def test_a_save_while_the_page_is_on_its_way_is_seen(viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    with watching(tmp_path) as [address]:
        old = get(address)[1]
        path.write_text(FILE.replace("Did silver", "Does silver"), encoding="utf-8")
        until(lambda: "Does silver" in get(address)[1])
        viewer.route(address, lambda route: route.fulfill(body=old, content_type="text/html; charset=utf-8"), times=1)
        viewer.goto(address)
        viewer.locator(".front .question", has_text="Does silver").wait_for()


def test_a_save_before_the_first_look_is_seen(tmp_path: Path) -> None:
    path = rome(tmp_path)
    saves = watch([path])
    path.write_text(FILE * 2, encoding="utf-8")
    found: list[Collection[Path]] = []
    looking = threading.Thread(target=lambda: found.append(next(saves)), daemon=True)
    looking.start()
    looking.join(30)
    assert found == [{path}]


def test_a_save_is_given_when_it_is_whole(tmp_path: Path) -> None:
    path = rome(tmp_path)
    saves = watch([path])
    found: list[str] = []

    def look() -> None:
        next(saves)
        found.append(path.read_text("utf-8"))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    moments = []
    for number in range(6):
        path.write_text(f"part {number}" * (number + 1), encoding="utf-8")
        moments.append(time.monotonic())
        time.sleep(0.04)
    looking.join(30)
    # Unless the machine itself paused for so long that the file was whole meanwhile.
    longest = max(after - before for before, after in itertools.pairwise(moments))
    assert found == ["part 5" * 6] or longest > 0.08


def test_a_file_that_is_saved_all_the_time_is_seen(tmp_path: Path) -> None:
    path = rome(tmp_path)
    saves = watch([path])
    found: list[Collection[Path]] = []
    looking = threading.Thread(target=lambda: found.append(next(saves)), daemon=True)
    looking.start()
    for number in range(100):
        if not found:
            path.write_text(FILE + "#" * number, encoding="utf-8")
            time.sleep(0.06)
    assert found == [{path}]


def test_more_tabs_than_a_browser_has_connections_follow_their_files(viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    other = path.with_name("other.yaml")
    other.write_text(FILE.replace("Ann Other", "Joe Bloggs"), encoding="utf-8")
    with watching(tmp_path, 2) as [of_other, address]:
        tabs = [viewer.context.new_page() for _ in range(8)]
        try:
            for tab in tabs:
                tab.goto(of_other if tab is tabs[0] else address)
            tabs[0].evaluate("window.isOld = true")
            path.write_text(FILE.replace("Did silver", "Does silver"), encoding="utf-8")
            for tab in tabs[1:]:
                tab.locator(".front .question", has_text="Does silver").wait_for(timeout=30_000)
            with tabs[0].expect_response("**/version"):
                pass
            assert tabs[0].evaluate("window.isOld")
        finally:
            for tab in tabs:
                tab.close()


def test_a_page_that_cannot_be_written_is_told_once_and_the_watch_goes_on(viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    errors = tmp_path / "stderr.txt"
    with watching(tmp_path) as [address]:
        shutil.rmtree(tmp_path / "decks")
        (tmp_path / "decks").write_text("no folder", encoding="utf-8")
        viewer.goto(address)
        for silver in ("Does silver", "Will silver"):
            path.write_text(FILE.replace("Did silver", silver), encoding="utf-8")
            viewer.locator(".front .question", has_text=silver).wait_for()
        assert errors.read_text("utf-8").count("decks/long-rome-ann-other.html: cannot be written: ") == 1
        assert len(errors.read_text("utf-8").splitlines()) == 1
        (tmp_path / "decks").unlink()
        path.write_text(FILE, encoding="utf-8")
        until((tmp_path / "decks" / "long-rome-ann-other.html").exists)


def test_files_that_would_make_the_same_page_are_told(run: Run, viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    other = path.with_name("second.yaml")
    other.write_text(FILE.replace("This was new", "That was old"), encoding="utf-8")
    done = run("preview", "--no-open")
    said = "makes the same decks/long-rome-ann-other.html as data/rome.yaml; give one of them another `deck:`"
    assert (done.returncode, done.stderr) == (1, f"data/second.yaml: {said}\n1 problem to be put right first.\n")
    assert not (tmp_path / "decks").exists()
    with watching(tmp_path, 2) as [_, address]:
        assert f"data/second.yaml: {said}" in (tmp_path / "stderr.txt").read_text("utf-8")
        viewer.goto(address)
        assert said in viewer.inner_text("#problems")
        assert "That was old" not in (tmp_path / "decks" / "long-rome-ann-other.html").read_text("utf-8")
        path.write_text("deck: Another\n" + FILE, encoding="utf-8")
        viewer.wait_for_selector("#problems", state="hidden")
        until((tmp_path / "decks" / "another.html").exists)
        until(lambda: "That was old" in (tmp_path / "decks" / "long-rome-ann-other.html").read_text("utf-8"))


def test_a_page_whose_deck_is_renamed_moves(tmp_path: Path) -> None:
    path = rome(tmp_path)
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "other.html").touch()
    with watching(tmp_path):
        path.write_text("deck: Another\n" + FILE, encoding="utf-8")
        until(lambda: sorted(file.name for file in (tmp_path / "decks").iterdir()) == ["another.html", "other.html"])


def test_a_mistake_in_the_lock_is_told_as_the_locks(run: Run, viewer: Page, tmp_path: Path) -> None:
    rome(tmp_path)
    run("build")
    lock = tmp_path / "data" / "rome.lock.json"
    with watching(tmp_path) as [address]:
        viewer.goto(address)
        lock.write_text(lock.read_text("utf-8").replace("null]", "<<<<<<< ours\nnull]"), encoding="utf-8")
        viewer.wait_for_selector("#problems:not([hidden])")
        assert "data/rome.lock.json, line 9: has the marks of a merge" in viewer.inner_text("#problems")


def test_the_server_answers_this_machine_and_nothing_else(tmp_path: Path) -> None:
    path = rome(tmp_path)
    with watching(tmp_path) as [address]:
        port = address.split(":")[2].split("/")[0]
        page = get(address)[1]
        assert get(address, host=f"localhost:{port}") == (200, page)
        assert get(address, host="evil.example")[0] == get(address, host=f"evil.example:{port}")[0] == 404
        assert get(address, "/0") == get(address, "/") == (302, "/0/")
        assert [get(address, wrong)[0] for wrong in ("/" + "9" * 5000 + "/", "/1/", "/0/x", "/x")] == [404] * 4
        with socket.create_connection(("127.0.0.1", int(port))) as gone:
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.sendall(b"GET /0/ HT")
        assert get(address) == (200, page)
    assert (tmp_path / "stderr.txt").read_text("utf-8") == ""
    path.with_name("second <2>.yaml").write_text("deck: Another\n" + FILE, encoding="utf-8")
    with watching(tmp_path) as [address]:
        assert '<a href="/1/">data/second &lt;2&gt;.yaml</a>' in get(address, "/")[1]


def test_a_name_that_is_not_utf_8_does_no_harm(run: Run, tmp_path: Path) -> None:
    path = rome(tmp_path)
    path.rename(path.with_name(os.fsdecode(b"r\xf6me.yaml")))
    done = run("preview", "--no-open")
    assert (done.returncode, done.stderr) == (0, "")
    assert "data/r?me.yaml" in (tmp_path / "decks" / "long-rome-ann-other.html").read_text("utf-8")
    with watching(tmp_path) as [address]:
        assert get(address)[0] == 200


def place(page: Page, line: int) -> float:
    """How far below the upper edge of the screen a card is."""
    script = "line => items.find(item => item.line === line).article.getBoundingClientRect().top"
    return float(page.evaluate(script, line))


LONG = FILE + "".join(
    f"      - {{text: Rome had {n} roads, question: 'How many roads, {n}?', answer: '{n}'}}\n" for n in range(30, 60)
)


def test_after_an_edit_above_all_is_as_it_was_left(viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    path.write_text(LONG, encoding="utf-8")
    more = "  - {title: Before, start: 0:00, bullets: [Nero was Emperor of Rome from 54 to 68]}\n"
    longer = LONG.replace("chapters:\n", "chapters:\n" + more).replace(
        "title: Money\n    start: 0:00", "title: Money\n    start: 1:00"
    )
    with watching(tmp_path) as [address]:
        viewer.goto(address)
        viewer.select_option("#chapter", label="2. War")
        viewer.keyboard.press("Escape")
        viewer.click("#flip")
        until(lambda: viewer.evaluate("settling === undefined"))
        viewer.evaluate("items[20].article.focus(); items[20].article.scrollIntoView()")
        viewer.keyboard.press(" ")
        line = viewer.evaluate("items[20].line")
        was = place(viewer, line)
        path.write_text(longer, encoding="utf-8")
        viewer.wait_for_selector("h2:has-text('Before')")
        until(lambda: abs(place(viewer, line + 1) - was) < 2)
        assert viewer.evaluate("document.activeElement.item.line") == line + 1
        assert viewer.evaluate("[...document.querySelectorAll('.turned')].map(card => card.item.line)") == [line + 1]
        viewer.select_option("#chapter", label="3. War")
        viewer.fill("#search", "roads, 45")
        viewer.evaluate("$('search').setSelectionRange(2, 3)")
        path.write_text(LONG, encoding="utf-8")
        viewer.wait_for_selector("h2:has-text('Before')", state="detached")
        assert viewer.evaluate("$('chapter').selectedOptions[0].text") == "2. War"
        assert viewer.inner_text("#shown").startswith("1 of ")
        assert viewer.evaluate("[document.activeElement.id, $('search').selectionStart]") == ["search", 2]
        path.write_text(LONG.replace("title: War", "title: Peace"), encoding="utf-8")
        viewer.wait_for_selector("h2:has-text('Peace')")
        assert viewer.evaluate("$('chapter').selectedOptions[0].text") == "2. Peace"


def test_who_reads_what_is_retired_stays_there(run: Run, viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    path.write_text(LONG, encoding="utf-8")
    run("build")
    path.write_text(FILE, encoding="utf-8")
    with watching(tmp_path) as [address]:
        viewer.goto(address)
        viewer.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        until(lambda: not viewer.evaluate("Boolean(topmost())"))
        script = "[...document.querySelectorAll('#retired li')].at(-1).getBoundingClientRect().top"
        until(lambda: 0 < viewer.evaluate(script) < 900)
        was = viewer.evaluate(script)
        path.write_text(FILE.replace("This was new", "Trajan was Emperor from 98 to 117"), encoding="utf-8")
        viewer.locator("article", has_text="Trajan").wait_for(state="attached")
        until(lambda: abs(viewer.evaluate(script) - was) < 2)
        viewer.keyboard.press("p")
        until(lambda: abs(viewer.evaluate(script) - was) < 2)


def test_a_save_leaves_open_what_is_open_and_reloads_only_what_has_changed(viewer: Page, tmp_path: Path) -> None:
    path = rome(tmp_path)
    told = FILE.replace("    start: 0:00", "    start: 0:00\n    summary: Rome ran out of silver")
    path.write_text(told, encoding="utf-8")
    opened = "items.filter(item => item.article.querySelector('.back')?.shadowRoot.querySelector('[open]')).map(name)"
    with watching(tmp_path) as [address]:
        viewer.goto(address)
        viewer.locator("summary").first.click()
        was = viewer.evaluate(opened)
        assert len(was) == 1
        version = get(address, "/0/version")
        path.write_text(told + "# a comment\n", encoding="utf-8")
        until(lambda: "made again" in (tmp_path / "stdout.txt").read_text("utf-8"))
        assert get(address, "/0/version") == version
        path.write_text(told.replace("Did silver", "Does silver"), encoding="utf-8")
        viewer.locator(".front .question", has_text="Does silver").wait_for()
        assert viewer.evaluate(opened) == was


def test_a_reload_by_hand_keeps_what_was_last_seen(viewer: Page, tmp_path: Path) -> None:
    rome(tmp_path).write_text(LONG, encoding="utf-8")
    with watching(tmp_path) as [address]:
        viewer.goto(address)
        for kind in ("authored", "left"):
            viewer.select_option("#kind", kind)
            viewer.reload()
            assert viewer.input_value("#kind") == kind
        private = viewer.context.new_page()
        private.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw Error('no'); } })")
        faults: list[Exception] = []
        private.on("pageerror", lambda error: faults.append(error))
        for _ in range(2):
            private.goto(address)
            assert private.locator("article").count() == 34
        private.close()
        assert faults == []


def test_a_page_says_that_it_is_no_longer_watched(viewer: Page, tmp_path: Path) -> None:
    rome(tmp_path)
    with watching(tmp_path) as [address]:
        viewer.goto(address)
        assert not viewer.is_visible("#gone")
    viewer.wait_for_selector("#gone:not([hidden])")


def in_sight(page: Page, selector: str) -> bool:
    """Whether all of an element is on the screen, below the bar and under nothing."""
    return bool(
        page.evaluate(
            """selector => {
                const { top, bottom, left } = document.querySelector(selector).getBoundingClientRect();
                const here = document.elementFromPoint(left + 20, top + 5)?.closest(selector);
                return Boolean(here) && top >= 0 && bottom <= innerHeight;
            }""",
            selector,
        )
    )


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (320, 568)])
def test_problems_are_in_sight_wherever_one_reads(tab: Page, tmp_path: Path, width: int, height: int) -> None:
    problems = [Problem("data/rome.yaml", 3, "", "is wrong"), Problem("data/rome.lock.json", 0, "", "is no lock")]
    known = judge_file(rome(tmp_path))
    tab.set_viewport_size({"width": width, "height": height})
    show(tab, make_page("data/rome.yaml", known, problems), tmp_path)
    assert tab.evaluate("document.title") == "2 problems · Long Rome · Ann Other"
    tab.evaluate("$('gone').hidden = false")
    tab.select_option("#kind", "authored")
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert in_sight(tab, "#alarm")
    assert not in_sight(tab, "#problems")
    assert tab.evaluate("$('bar').offsetHeight") <= height / 3
    tab.click("#alarm")
    assert in_sight(tab, "#problems")
    assert tab.inner_text("#problems li >> nth=0") == "line 3: is wrong"
    assert tab.inner_text("#problems li >> nth=1") == "data/rome.lock.json: is no lock"
    assert Axe().run(tab).violations_count == 0


def test_a_low_screen_is_left_to_the_cards(tab: Page, tmp_path: Path) -> None:
    known = judge_file(write_data(tmp_path, "rome.yaml", LONG))
    tab.set_viewport_size({"width": 320, "height": 256})
    show(tab, make_page("data/rome.yaml", known, [Problem("data/rome.yaml", 3, "", "is wrong")]), tmp_path)
    for at in range(2):
        tab.keyboard.press("j")
        assert tab.evaluate("items.indexOf(here().item)") == at
        assert 0 <= place(tab, tab.evaluate("here().item.line")) < 20
        assert tab.evaluate("$('bar').getBoundingClientRect().bottom") <= 0
        assert in_sight(tab, "#alarm")
    assert Axe().run(tab).violations_count == 0
    tab.click("#alarm")
    assert in_sight(tab, "#problems li")


def test_where_nothing_is_known_there_is_nothing_to_choose(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", None, [Problem("data/rome.yaml", 3, "", "is wrong")]), tmp_path)
    assert [tab.is_visible(at) for at in ("select", "input", "#flip", "#phone", ".keys", "#problems")] == [
        False
    ] * 5 + [True]


def test_links_open_beside_the_page(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(rome(tmp_path))), tmp_path)
    links = "[...items[0].article.querySelector('.back').shadowRoot.querySelectorAll('a')].map(a => [a.target, a.rel])"
    assert tab.evaluate(links) == [["_blank", "noopener"]]
    tab.select_option("#kind", "left")
    tab.goto("about:blank")
    tab.go_back()
    assert (tab.input_value("#kind"), tab.evaluate("items.filter(item => !item.li.hidden).length")) == ("", 4)


def test_print_is_by_day_and_in_two_columns(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(rome(tmp_path))), tmp_path)
    tab.set_viewport_size({"width": 700, "height": 900})
    tab.keyboard.press("n")
    tab.keyboard.press("p")
    tab.keyboard.press("f")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    inks = "getComputedStyle(items[0].article.querySelector('.back').shadowRoot.querySelector('.answer')).color"
    assert tab.evaluate(f"(() => {{ {LIGHT} return light({inks}); }})()") < 0.1
    sides = "[...items[0].article.querySelectorAll('.side')].map(side => side.getBoundingClientRect())"
    assert tab.evaluate(f"(([front, back]) => front.right < back.left && front.top === back.top)({sides})")
    tab.emulate_media(media="screen")
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.evaluate("Object.keys(modes).every(isSet)")


def test_a_card_taller_than_the_screen_shows_its_top(tab: Page, tmp_path: Path) -> None:
    texts: list[Bullet | str] = [
        Bullet(f"Claim {n} " + "long " * 900, n, cards=(Wording(f"What is {n}?", f"{n}", n),)) for n in range(1, 4)
    ]
    show(tab, make_page("data/x.yaml", judge(make_episode(texts), None)), tmp_path)
    tab.set_viewport_size({"width": 700, "height": 500})
    for key, line in (("j", 1), ("j", 2), ("j", 3), ("k", 2), ("k", 1)):
        tab.keyboard.press(key)
        assert tab.evaluate("document.activeElement.item.line") == line
        assert 0 <= place(tab, line) - tab.evaluate("edge()") < 20
    y = tab.evaluate("scrollY")
    tab.keyboard.press(" ")
    until(lambda: bool(tab.evaluate("scrollY") > y))


def test_keys_work_with_caps_lock_and_tab_finds_a_card_that_is_shown(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(rome(tmp_path))), tmp_path)
    for key in "JJKFPN":
        tab.keyboard.press(key)
    assert tab.evaluate("[items.indexOf(document.activeElement.item), ...Object.keys(modes).map(isSet)]") == [
        0,
        True,
        True,
        True,
    ]
    tab.select_option("#kind", "generated")
    stops = (
        "items.filter(item => item.article.tabIndex === 0 && item.article.checkVisibility()).map(item => item.shape)"
    )
    assert tab.evaluate(stops) == ["recall"]


def test_a_card_is_turned_over_by_a_button_that_has_a_name(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(rome(tmp_path))), tmp_path)
    card = tab.get_by_role("article", name="Card, line 7")
    turn = card.get_by_role("button", name="Turn over")
    assert turn.count() == 0
    assert tab.get_by_role("article", name="Bullet without a card, line 10").count() == 1
    tab.keyboard.press("f")
    for key, shown in (("Enter", ".back"), (" ", ".front")):
        turn.press(key)
        assert [card.locator(f".side{side}").is_visible() for side in (".front", ".back")] == [
            side == shown for side in (".front", ".back")
        ]
    assert Axe().run(tab).violations_count == 0
    assert tab.evaluate("[...document.querySelectorAll('h1, h2')].every(heading => heading.dir === 'auto')")


def test_the_ring_of_a_card_is_whole(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(make_page("data/rome.yaml", judge_file(rome(tmp_path))), encoding="utf-8")
    tab.goto(path.as_uri())
    tab.keyboard.press("j")
    around = """(() => {
        const [ring, room] = [items[0].article, items[0].section].map(node => node.getBoundingClientRect());
        return [ring.left - room.left, room.right - ring.right, room.bottom - ring.bottom];
    })()"""
    assert min(tab.evaluate(around)) >= 5


def test_the_browser_finds_what_is_far_away(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(make_page("data/chapters.yaml", judge_file(SHIPPED)), encoding="utf-8")
    tab.goto(path.as_uri())
    until(lambda: bool(tab.evaluate("items.every(item => item.article.childNodes.length)")))


def test_letters_are_found_however_their_accents_are_written(tab: Page, tmp_path: Path) -> None:
    texts: list[Bullet | str] = [Bullet("Café", 1, cards=(Wording("Où?", "Café", 1),)), Bullet("Tea", 2, skip=True)]
    show(tab, make_page("data/x.yaml", judge(make_episode(texts), None)), tmp_path)
    tab.fill("#search", "cafe\u0301")
    assert tab.inner_text("#shown") == "1 of 2 shown"


@pytest.mark.parametrize(
    ("typeset", "typed"),
    [
        ("Rome\u2019s \u201cbread\u201d", 'Rome\'s "bread"'),
        ("\u00ab\u00a0bread\u202f\u00bb", '"bread"'),
        ("\u201ebread\u201c", '"bread"'),
        ("well\u2010fed \u2014 by 50\u2013120", "well-fed - by 50-120"),
        ("fell to \u22125", "fell to -5"),
    ],
)
def test_signs_are_found_however_they_are_typeset(tab: Page, tmp_path: Path, typeset: str, typed: str) -> None:
    texts: list[Bullet | str] = [
        Bullet(typeset, 1, skip=True),
        Bullet(typed, 2, skip=True),
        Bullet("Tea", 3, skip=True),
    ]
    show(tab, make_page("data/x.yaml", judge(make_episode(texts), None)), tmp_path)
    for sought in (typeset, typed):
        tab.fill("#search", sought)
        assert tab.inner_text("#shown") == "2 of 3 shown"


def test_the_end_of_the_page_has_room(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/x.yaml", judge_file(rome(tmp_path))), tmp_path)
    assert tab.evaluate("parseFloat(getComputedStyle(document.querySelector('footer')).marginTop)") == 48


def under_the_bar(page: Page) -> int:
    """The line of the first card or bullet that is to be seen below the bar."""
    return int(page.evaluate("items.find(item => item.article.getBoundingClientRect().bottom > edge()).line"))


def test_who_has_scrolled_down_sees_the_first_of_what_is_found(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(write_data(tmp_path, "rome.yaml", LONG))), tmp_path)
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    tab.fill("#search", "how many roads")
    first = tab.evaluate("items.find(item => !item.li.hidden).line")
    assert 0 <= place(tab, first) - tab.evaluate("edge()") < 20
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    tab.select_option("#kind", "authored")
    assert 0 <= place(tab, first) - tab.evaluate("edge()") < 20
    tab.evaluate("scrollTo(0, 0)")
    tab.fill("#search", "roads")
    assert tab.evaluate("scrollY") == 0


def test_escape_leaves_what_was_found_where_it_is(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(make_page("data/rome.yaml", judge_file(write_data(tmp_path, "rome.yaml", LONG))), "utf-8")
    tab.goto(path.as_uri())
    tab.keyboard.press("/")
    tab.keyboard.type("roads, 50")
    line = tab.evaluate("items.find(item => !item.li.hidden).line")
    was = place(tab, line)
    tab.keyboard.press("Escape")
    until(lambda: abs(place(tab, line) - was) < 2)
    assert tab.evaluate("document.activeElement === document.body")
    tab.fill("#search", "roads, 4")
    for _ in range(3):
        tab.evaluate("go(1)")
    line, was = tab.evaluate("here().item.line"), tab.evaluate("here().getBoundingClientRect().top")
    tab.keyboard.press("Escape")
    until(lambda: abs(place(tab, line) - was) < 2)
    assert tab.evaluate("here().item.line") == line
    tab.keyboard.press("j")
    assert tab.evaluate("here().item.line") == line + 1
    assert 0 <= place(tab, line + 1) - tab.evaluate("edge()") < 20


def test_keys_go_on_from_where_one_reads(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(write_data(tmp_path, "rome.yaml", LONG))), tmp_path)
    for key in "jk":
        tab.evaluate("scrollTo(0, 0)")
        tab.keyboard.press("j")
        tab.evaluate("items[20].article.scrollIntoView()")
        tab.keyboard.press(key)
        assert tab.evaluate("items.indexOf(here().item)") == 20
        tab.evaluate("here().blur()")


FRAMES = "(async () => { for (let n = 0; n < 20; n++) await new Promise(requestAnimationFrame); })()"


def test_who_scrolls_at_once_is_not_held_back(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(write_data(tmp_path, "rome.yaml", LONG))), tmp_path)
    tab.evaluate("scrollTo(0, 3000)")
    tab.evaluate(FRAMES)
    line = tab.evaluate("items[20].line")
    tab.evaluate("$('phone').click(); dispatchEvent(new WheelEvent('wheel')); items[20].article.scrollIntoView()")
    tab.evaluate(FRAMES)
    assert 0 <= place(tab, line) - tab.evaluate("edge()") < 20


def test_another_look_leaves_what_is_read_where_it_is(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(make_page("data/rome.yaml", judge_file(write_data(tmp_path, "rome.yaml", LONG))), "utf-8")
    tab.goto(path.as_uri())
    for _ in range(2):  # the heights of what is far away are guessed at first
        tab.evaluate("items[27].article.scrollIntoView()")
        tab.evaluate(FRAMES)
    line = under_the_bar(tab)
    was = place(tab, line)
    for key in "ffpp":
        tab.keyboard.press(key)
        tab.evaluate(FRAMES)
        assert abs(place(tab, line) - was) < 3


def test_a_card_that_becomes_shorter_stays_in_sight(tab: Page, tmp_path: Path) -> None:
    show(tab, make_page("data/rome.yaml", judge_file(write_data(tmp_path, "rome.yaml", LONG))), tmp_path)
    tab.set_viewport_size({"width": 700, "height": 900})
    tab.evaluate("items[20].article.scrollIntoView({ block: 'end' })")
    tab.evaluate("scrollBy(0, items[20].article.getBoundingClientRect().bottom - edge() - 20)")
    line = under_the_bar(tab)
    assert line == tab.evaluate("items[20].line")
    tab.keyboard.press("f")
    until(lambda: under_the_bar(tab) == line)
