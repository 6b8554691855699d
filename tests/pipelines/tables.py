"""Random tables to train on, with their inputs as an ONNX model declares them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

WORDS = "red green blue amber teal violet ochre grey pink lime navy plum rust sand".split()
TEXT_WORDS = """the quick brown fox jumps over a lazy dog while seven bold zebras vex dull quartz judges and
ship no waltz Bad good GREAT poor fine it's don't e-mail 42 7th café naïve ümlaut""".split()
UNSEEN = ["zebra-crossing", "", "RED", " red", "été", "nan"]
ODD_TEXTS = ["", "!!!", "  spaces   everywhere ", "THE QUICK BROWN FOX", "café naïve", "unseen words only", "a b c"]
ODD_NUMBERS = [0.0, -1.0, 0.5, 10.0, -25.0]


@dataclass
class Table:
    """Rows of named inputs, each an array `[rows, width]` (or `[rows]` for texts), and what to learn of them.

    `framed` tells whether the library takes the inputs as the columns of a DataFrame or as the one array.
    """

    inputs: dict
    y: np.ndarray
    framed: bool

    def x(self, rows=slice(None)):
        """What the library takes."""
        if self.framed:
            return pd.DataFrame({name: values[rows, 0] for name, values in self.inputs.items()})
        (values,) = self.inputs.values()
        return values[rows]

    def take(self, rows):
        """Some rows."""
        return Table({name: values[rows] for name, values in self.inputs.items()}, self.y[rows], self.framed)

    @property
    def rows(self):
        """How many rows."""
        return len(self.y)

    def columns(self, *kinds):
        """The names of the inputs whose elements are of one of NumPy's kinds."""
        return [name for name, values in self.inputs.items() if values.dtype.kind in kinds]


def matrix(dice, task, missing):
    """One array of numbers."""
    rng = np.random.default_rng(dice.state())
    rows, width = dice.randrange(120, 300), dice.randrange(2, 16)
    hidden = rng.normal(size=(rows, width))
    values = hidden * rng.choice([0.1, 1.0, 5.0], width) + rng.choice([-3.0, 0.0, 2.0], width)
    kind = dice.of("float32", "float32", "float32", "float64", "int64")
    if kind == "int64":
        values = np.round(values * 3)
        kind = "float32" if missing else kind
    if missing:
        values[rng.random(values.shape) < 0.08] = np.nan
    return Table({"X": values.astype(kind)}, target(dice, rng, task, hidden), framed=False)


def frame(dice, task, missing):
    """Named columns of several types, as they come from a DataFrame."""
    rng = np.random.default_rng(dice.state())
    rows = dice.randrange(120, 300)
    inputs, hidden = {}, []
    real = dice.of("float32", "float32", "float64")
    for at in range(dice.randrange(1, 6)):
        values = rng.normal(size=(rows, 1))
        hidden.append(values)
        shown = values * dice.of(1, 10) + dice.of(0, 4)
        if missing and dice.chance(0.6):
            shown = np.where(rng.random(shown.shape) < 0.1, np.nan, shown)
        inputs[dice.of("age", "sepal length (cm)", "x.", "Größe") + str(at)] = shown.astype(real)
    if dice.chance(0.4):
        values = rng.integers(0, 5, (rows, 1))
        hidden.append(values - 2.0)
        inputs["count"] = values.astype("int64")
    if dice.chance(0.2):
        values = rng.integers(0, 2, (rows, 1))
        hidden.append(values - 0.5)
        inputs["flag"] = values.astype(bool)
    for at in range(dice.randrange(0, 4)):
        codes = rng.integers(0, dice.randrange(2, 9), (rows, 1))
        hidden.append(codes / 3.0)
        inputs[f"colour {at}"] = np.array(WORDS, dtype=object)[codes]
    names = dice.sample(list(inputs), len(inputs))
    return Table(
        {name: inputs[name] for name in names}, target(dice, rng, task, np.hstack(hidden)), framed=True
    )


def words(dice, task):
    """One array of categories."""
    rng = np.random.default_rng(dice.state())
    rows, width = dice.randrange(120, 300), dice.randrange(1, 5)
    codes = rng.integers(0, dice.randrange(2, len(WORDS)), (rows, width))
    values = np.array(WORDS, dtype=object)[codes] if dice.chance(0.7) else codes.astype("int64")
    return Table({"X": values}, target(dice, rng, task, codes / 4.0), framed=False)


def texts(dice, task):
    """One column of short texts."""
    rng = np.random.default_rng(dice.state())
    rows = dice.randrange(120, 250)
    tone = rng.normal(size=(rows, 1))
    half = len(TEXT_WORDS) // 2
    lines = []
    for value in tone[:, 0]:
        start = 0 if value < 0 else half
        favoured = rng.integers(start, start + half, rng.integers(1, 9))
        lines.append(" ".join(TEXT_WORDS[at] for at in [*favoured, *rng.integers(0, len(TEXT_WORDS), 3)]))
    return Table({"text": np.array(lines, dtype=object)}, target(dice, rng, task, tone), framed=False)


def target(dice, rng, task, hidden):
    """What to learn of hidden numbers: classes under some sort of name, or numbers."""
    outputs = dice.randrange(2, 4) if task.endswith("s of several") else 1
    scores = hidden @ rng.normal(size=(hidden.shape[1], outputs)) + 0.3 * rng.normal(size=(len(hidden), outputs))
    if task.startswith("number"):
        numbers = scores * dice.of(1, 30, 1000) + dice.of(0, 10)
        if task == "numbers above 0":
            numbers = np.exp(scores / 3)
        return numbers if outputs > 1 else numbers[:, 0]
    if task.startswith("class"):
        count = dice.of(2, 2, 2, 3, 3, 4, 6)
        count = 2 if outputs > 1 else count
        places = np.searchsorted(np.quantile(scores, np.arange(1, count) / count), scores)
        names = dice.of(
            np.arange(count),
            np.arange(count),
            np.arange(count) + 1,
            np.arange(count) * 7 - 3,
            np.array(["no", "yes", "maybe", "never", "é", "later"][:count]),
        )
        names = np.arange(count) if outputs > 1 else names
        return names[places] if outputs > 1 else names[places[:, 0]]
    return np.zeros(len(hidden))


def with_odd_rows(dice, table, count):
    """The table with rows added that training never shows: extreme, missing and unknown values."""
    source = table.take(np.array([dice.randrange(table.rows) for _ in range(count)]))
    for name, values in source.inputs.items():
        for row in range(count):
            if values.ndim == 1:
                values[row] = dice.choice(ODD_TEXTS)
                continue
            for column in range(values.shape[1]):
                if dice.chance(0.3):
                    values[row, column] = odd(dice, values.dtype)
    inputs = {name: np.concatenate([table.inputs[name], source.inputs[name]]) for name in table.inputs}
    return Table(inputs, np.concatenate([table.y, source.y]), table.framed)


def odd(dice, dtype):
    """An unusual value of a type."""
    if dtype.kind == "O":
        return dice.choice(UNSEEN)
    if dtype.kind == "f":
        return dice.choice([*ODD_NUMBERS, np.nan])
    return int(dice.choice(ODD_NUMBERS))
