"""Make the README's pictures anew: python -m tests.pictures"""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from flashcards.preview import make_page
from flashcards.showing import judge_file
from tests.conftest import ROOT, SHIPPED, find_chromium

PICTURES = ROOT / "docs"


def main() -> None:
    page_text = make_page("data/chapters.yaml", judge_file(SHIPPED))
    flags = ["--no-sandbox", "--disable-gpu"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        path.write_text(page_text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        page = browser.new_page(viewport={"width": 1100, "height": 760})
        page.goto(path.as_uri())
        page.locator(".front .question").first.wait_for()
        page.screenshot(path=PICTURES / "preview.png")
        page.locator(".sides").nth(3).screenshot(path=PICTURES / "card.png")
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    main()
