"""A small language model that reads a bullet as an editor does, and a card as a judge does.

It knows what words mean and which go together, which no parser and no list of looks does. Its network is a transformer
of six layers (BERT: Devlin et al., 2019; MiniLM: Wang et al., 2020). What it learned is in reader.npz: it is tuned to
what people said of bullets and cards, by tests/teach.py. It says how likely; it writes nothing.
"""

import functools
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

NETWORK = Path(__file__).with_name("reader.npz")
LONGEST = 96  # pieces of words that are read of a text
_ROWS = 512  # and about as many are read at once
_TILE = 64
_LAYERS = 6
_HEADS = 12
_WHOLE, _PASSES = 0, 1  # which of what it says

# An array of numpy, which is imported where it is needed: who brings all cards needs neither it nor the network.
Table = Any


def complete(texts: Sequence[str]) -> list[float]:
    """The share of editors who would print each bullet as it stands, since it is whole sentences: from 0 to 1."""
    return [told[_WHOLE] for told in _say([(text, "") for text in texts])]


def passes(cards: Sequence[tuple[str, str]]) -> list[float]:
    """The share of judges who would pass each card, as `frame` gives it: from 0 to 1."""
    return [told[_PASSES] for told in _say(cards)]


def frame(question: str, answer: str, title: str, heading: str) -> tuple[str, str]:
    """A card as the reader sees it."""
    return f"{heading} | {title}", f"{question.removeprefix('Complete the claim: ')} = {answer}"


class _Network(NamedTuple):
    words: Mapping[str, int]
    tables: Mapping[str, Table]


@functools.cache
def _network() -> _Network:
    import numpy as np

    with np.load(NETWORK) as stored:
        words = bytes(stored["words"]).decode().split("\n")
        names = [name for name in stored.files if name != "words" and not name.endswith("*")]
        tables = {
            name: np.asarray(stored[name] * stored[f"{name}*"] if f"{name}*" in stored else stored[name], np.float32)
            for name in names
        }
    return _Network({word: at for at, word in enumerate(words)}, tables)


def _say(texts: Sequence[tuple[str, str]]) -> Iterator[Sequence[float]]:
    if not texts:
        return
    words, tables = _network()
    batch: list[tuple[list[int], list[int]]] = []
    for first, second in texts:
        behind = [*_cut(second, words), words["[SEP]"]] if second else []
        before = [words["[CLS]"], *_cut(first, words)[: max(0, LONGEST - 2 - len(behind))], words["[SEP]"]]
        if batch and sum(len(tokens) for tokens, _ in batch) + len(before) + len(behind) > _ROWS:
            yield from _run(batch, tables)
            batch = []
        batch.append(([*before, *behind][:LONGEST], [*(0 for _ in before), *(1 for _ in behind)][:LONGEST]))
    if batch:
        yield from _run(batch, tables)


def _cut(text: str, words: Mapping[str, int]) -> list[int]:
    """The pieces that the network knows of a text, by WordPiece: the longest that begins a word, and so on."""
    kinds = [(sign, unicodedata.category(sign)) for sign in unicodedata.normalize("NFD", text.lower())]
    spaced = "".join(f" {sign} " if _stands_alone(sign, kind) else sign for sign, kind in kinds if kind != "Mn")
    return [piece for word in spaced.split() for piece in _cut_word(word, words)]


def _stands_alone(sign: str, kind: str) -> bool:
    return kind.startswith("P") or (sign.isascii() and kind.startswith("S"))


def _cut_word(word: str, words: Mapping[str, int]) -> Sequence[int]:
    pieces: list[int] = []
    start = 0
    while start < len(word):
        mark = "##" if start else ""
        ends = (end for end in range(len(word), start, -1) if mark + word[start:end] in words)
        if (end := next(ends, 0)) == 0:
            return [words["[UNK]"]]
        pieces.append(words[mark + word[start:end]])
        start = end
    return pieces


def _run(batch: Sequence[tuple[list[int], list[int]]], tables: Mapping[str, Table]) -> list[list[float]]:
    """What the network says of each text of a batch.

    All their tokens are rows of one table. Rows of zeros fill it up, so that no row is at its edge, where the machine
    may add in another order: what is said of a text does not depend on what else is in the batch.
    """
    import numpy as np

    def linear(values: Table, name: str) -> Table:
        return values @ tables[f"{name}.weight"].T + tables[f"{name}.bias"]

    def normal(values: Table, name: str) -> Table:
        values = values - values.mean(-1, keepdims=True)
        spread = np.sqrt((values**2).mean(-1, keepdims=True) + 1e-12)
        return values / spread * tables[f"{name}.weight"] + tables[f"{name}.bias"]

    ends = np.cumsum([len(tokens) for tokens, _ in batch])
    own = [slice(end - len(tokens), end) for end, (tokens, _) in zip(ends, batch, strict=True)]
    rows = -(-int(ends[-1]) // _TILE) * _TILE
    tokens, sides, places = np.zeros((3, rows), np.int64)
    for at, text in zip(own, batch, strict=True):
        tokens[at], sides[at], places[at] = *text, range(len(text[0]))
    name = "encoder.embeddings"
    hidden = tables[f"{name}.word_embeddings.weight"][tokens] + tables[f"{name}.position_embeddings.weight"][places]
    hidden += tables[f"{name}.token_type_embeddings.weight"][sides]
    hidden = normal(hidden, f"{name}.LayerNorm")
    for layer in range(_LAYERS):
        name = f"encoder.encoder.layer.{layer}"
        query, key, value = (
            linear(hidden, f"{name}.attention.self.{part}").reshape(rows, _HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        seen = np.zeros_like(value)
        for at in own:
            near = query[:, at] @ key[:, at].transpose(0, 2, 1) / math.sqrt(query.shape[-1])
            near = np.exp(near - near.max(-1, keepdims=True))
            seen[:, at] = near / near.sum(-1, keepdims=True) @ value[:, at]
        told = linear(seen.transpose(1, 0, 2).reshape(rows, -1), f"{name}.attention.output.dense")
        hidden = normal(hidden + told, f"{name}.attention.output.LayerNorm")
        inner = linear(hidden, f"{name}.intermediate.dense")
        inner *= (1 + np.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner * inner * inner))) / 2  # GELU
        hidden = normal(hidden + linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    said: list[list[float]] = []
    for at in own:
        told = linear(np.concatenate([hidden[at].mean(0), hidden[at.start]]), "head")
        said.append((1 / (1 + np.exp(-told))).tolist())
    return said
