"""The network: its slopes are right, it learns what order alone tells, and comes back from its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.errors import SchemaError
from kg.nlp import encoder_fit
from kg.nlp.encoder import Encoder, Sentence
from kg.nlp.encoder_fit import Labels, fit, gradient

KEYS = tuple(f"k{i}" for i in range(8))


def sentence(words: str, *ends: tuple[int, int, int, int], quoted: float = 0.0) -> Sentence:
    units = [(word, "N" if word.islower() else "V", "", "NP") for word in words]
    return Sentence(units, [(0.0, quoted)] * len(units), list(ends), [KEYS] * len(ends))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("_STATE", 6), ("_HIDDEN", 7), ("_LAST", 5), ("_SEEN", 1)):
        monkeypatch.setattr(encoder_fit, name, size)
    monkeypatch.setattr(encoder_fit, "_WIDTHS", {"word": 4, "tag": 3, "kind": 2, "chunk": 2})


@pytest.mark.usefixtures("small")
def test_the_slopes_are_those_of_the_loss() -> None:
    """Each array is moved a little at random places; the loss must move as its slope says."""
    sentences = [sentence("abcd", (0, 2, 1, 1), (-1, 3, 1, 2)), sentence("xB", (1, 0, 1, 1), quoted=1.0)]
    encoder = fit(sentences, [Labels([1, 0], [1.0, 2.0]), Labels([1], [0.5])], 2)
    arrays = {name: array.astype(np.float64) for name, array in encoder.arrays.items()}
    # Away from nought, where the slope of a rectifier jumps.
    arrays["last.bias"] += 2.0
    arrays["hidden.bias"] += 2.0
    batch = encoder.batch(sentences)
    right, weights = np.array([1.0, 0.0, 1.0]), np.array([1.0, 2.0, 0.5])

    def loss() -> float:
        return gradient(arrays, batch, right, weights, None)[0]  # type: ignore[arg-type]

    _, slopes = gradient(arrays, batch, right, weights, None)  # type: ignore[arg-type]
    random = np.random.default_rng(1)
    assert set(slopes) == set(arrays)
    for name, array in arrays.items():
        for _ in range(4):
            at = tuple(int(random.integers(0, n)) for n in array.shape)
            kept, ways = array[at], []
            for step in (1e-3, -1e-3):
                array[at] = kept + step
                ways.append(loss())
            array[at] = kept
            assert (ways[0] - ways[1]) / 2e-3 == pytest.approx(slopes[name][at], rel=2e-2, abs=5e-4), name


@pytest.mark.usefixtures("small")
def test_order_is_learned() -> None:
    """`a` before the verb is right and after it wrong: no single word tells, only the place does."""
    rows = [sentence("aVb", (0, 2, 1, 1), (2, 0, 1, 1)), sentence("bVa", (2, 0, 1, 1), (0, 2, 1, 1))]
    labels = [Labels([1, 0], [1.0, 1.0]), Labels([0, 1], [1.0, 1.0])]
    network = fit(rows * 40, labels * 40, 30)
    (first, second), (third, fourth) = network.odds(rows)
    assert min(first, fourth) > 0 > max(second, third)


@pytest.mark.usefixtures("small")
def test_a_sentence_is_weighed_alike_alone_and_among_longer_ones() -> None:
    rows = [sentence("aVb", (0, 2, 1, 1)), sentence("abcdVefg", (0, 5, 4, 4), (-2, 7, 4, 4)), sentence("ab")]
    network = fit(rows, [Labels([1], [1.0]), Labels([0, 1], [1.0, 1.0]), Labels([], [])], 1)
    together = network.odds(rows)
    assert [len(odds) for odds in together] == [1, 2, 0]
    for row, odds in zip(rows, together, strict=True):
        assert network.odds([row])[0] == pytest.approx(odds, abs=1e-5)
    assert network.odds([]) == []


@pytest.mark.usefixtures("small")
def test_it_comes_back_from_its_file(tmp_path: Path) -> None:
    rows = [sentence("aVb", (0, 2, 1, 1)), sentence("ơVă", (0, 2, 1, 1))]
    network = fit(rows, [Labels([1], [1.0])] * 2, 2)
    network.save(tmp_path / "a.net")
    again = Encoder.load(tmp_path / "a.net")
    assert again.numbers == network.numbers
    assert again.odds(rows)[0] == pytest.approx(network.odds(rows)[0], abs=1e-2)
    again.save(tmp_path / "b.net")
    assert (tmp_path / "a.net").read_bytes() == (tmp_path / "b.net").read_bytes()


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot be read"), (b"x", "is no network"), (b"trithuc-net 1\nrubbish", "is broken")],
)
def test_files_that_are_none(tmp_path: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / "a.net").write_bytes(content)
    with pytest.raises(SchemaError, match=says) as caught:
        Encoder.load(tmp_path / "a.net")
    assert "a.net" in str(caught.value)
