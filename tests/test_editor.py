"""A few of the editor's random sequences; `python -m tests.editor 300` runs many."""

import pytest

from tests.editor import run_sequence


@pytest.mark.parametrize("seed", range(1000, 1006))
def test_no_random_edit_costs_a_review(seed: int) -> None:
    counts = run_sequence(seed)
    assert counts["imports"] > 1
    assert counts["notes"] > 0
    assert {fault: counts[fault] for fault in ("lost", "given", "missed", "touched")} == dict.fromkeys(
        ("lost", "given", "missed", "touched"), 0
    )
