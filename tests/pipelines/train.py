"""Trains random pipelines, exports them to ONNX, and writes what ONNX Runtime and the library answer.

Usage: train.py --seed SEED --count COUNT [--only INDEX] [--libraries NAME,NAME] FOLDER

Each pipeline gets a folder, FOLDER/INDEX, with model.onnx and case.json. FOLDER/skipped.json tells which could not be
made, and why: the library refuses the data, the converter fails, or ONNX Runtime answers unlike the library. The same
seed, index and libraries always make the same pipeline.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import json
import re
import signal
import warnings
from pathlib import Path

import boosting
import cases
import estimators
import numpy as np
import steps
import tables
from dice import Dice
from export import export, register_boosting
from sklearn.pipeline import Pipeline, make_pipeline

SECONDS_EACH = 30


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--only", type=int)
    parser.add_argument("--libraries", default=",".join(boosting.LIBRARIES))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    libraries = [name for name in arguments.libraries.split(",") if name]
    register_boosting(libraries)
    warnings.filterwarnings("ignore")
    signal.signal(signal.SIGPROF, too_slow)

    if arguments.only is not None:
        write(Dice(f"{arguments.seed}/{arguments.only}"), libraries, arguments.folder / str(arguments.only))
        return
    skipped, made, index = [], 0, 0
    # A pipeline that cannot be made is replaced by the next one, so that as many are compared as were asked for.
    while made < arguments.count and index < 10 * arguments.count:
        reason = write(Dice(f"{arguments.seed}/{index}"), libraries, arguments.folder / str(index))
        if reason:
            skipped.append({"index": index, **reason})
        made += not reason
        index += 1
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "skipped.json").write_text(json.dumps(skipped, indent=1))


def write(dice, libraries, folder):
    """Makes one pipeline; gives the reason where that fails."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS_EACH)
    stage, made_of = "training", ""
    try:
        model, table, library = trained(dice, libraries)
        made_of = described(model, table)
        stage = "exporting"
        onnx_bytes, exporter = export(dice, model, table, library)
        stage = "answering"
        tail = tables.with_odd_rows(dice, table.take(slice(-24, None)), 16)
        case = cases.case(onnx_bytes, model, tail)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        return {"stage": stage, "reason": reason, "pipeline": made_of}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    classes = getattr(model, "classes_", None)
    # A model of several targets has classes of each.
    names = None if classes is None or table.y.ndim > 1 else [str(name) for name in classes.tolist()]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(onnx_bytes)
    case = {"pipeline": made_of, "exporter": exporter, "classes": names} | case
    (folder / "case.json").write_text(json.dumps(case))
    return None


def trained(dice, libraries):
    """A trained model, its table (of which the last rows were kept from it), and the library that it is of."""
    library = dice.of(*libraries) if libraries and dice.chance(0.3) else "sklearn"
    task = dice.of("class", "class", "class", "number", "number", "number", "numbers above 0")
    if library == "sklearn":
        task = dice.of(task, task, task, task, "nothing", "classes of several", "numbers of several")
    kind = dice.of("matrix", "matrix", "matrix", "frame", "frame", "words", "texts")
    missing = dice.chance(0.25)
    if library == "catboost":
        kind = "matrix"

    if kind == "matrix":
        table = tables.matrix(dice, task, missing)
        bears = missing and (library != "sklearn" or (task in ("class", "number") and dice.chance(0.5)))
        chain = [] if bears else steps.of_numbers(dice, task, missing)
    elif kind == "frame":
        table = tables.frame(dice, task, missing)
        bears, chain = False, steps.of_frame(dice, table, task, missing)
    elif kind == "words":
        table = tables.words(dice, task)
        bears, chain = False, steps.of_words(dice, task)
    else:
        table = tables.texts(dice, task)
        bears, chain = False, steps.of_texts(dice)

    if library == "xgboost" and task == "class":
        # It knows only classes from 0 on.
        table.y = np.unique(table.y, return_inverse=True)[1]
    if library == "catboost":
        table.inputs = {"features": table.inputs["X"].astype("float32")}
        model = boosting.estimator(dice, library, task)
    elif library != "sklearn":
        chain = [] if kind == "matrix" and dice.chance(0.5) else chain
        booster = boosting.estimator(dice, library, task)
        if chain and library == "xgboost":
            # Else its thresholds are values of the data, and the rounding of the steps before decides on the branch.
            booster.set_params(tree_method="exact")
        model = with_steps(chain, booster)
    elif bears:
        model = with_steps(chain, estimators.bears_gaps(dice, task))
    elif task == "nothing" and chain and dice.chance(0.5):
        model = make_pipeline(*chain)
    else:
        model = with_steps(chain, estimators.estimator(dice, task))
    learned = table.take(slice(0, -24))
    model.fit(learned.x(), learned.y)
    return model, table, library


def with_steps(chain, estimator):
    """The estimator after its preprocessing, or by itself."""
    return make_pipeline(*chain, estimator) if chain else estimator


def described(model, table):
    """What a pipeline is made of, in one line."""
    parts = [step for _, step in model.steps] if isinstance(model, Pipeline) else [model]
    text = " | ".join(re.sub(r"\s+", " ", f"{part!r}") for part in parts)
    inputs = ", ".join(f"{name}: {values.dtype}{list(values.shape[1:])}" for name, values in table.inputs.items())
    target = f"{table.y.dtype}{list(table.y.shape[1:])}"
    return f"{inputs} -> {text} -> {target}"


def too_slow(*_):
    raise TimeoutError(f"not done after {SECONDS_EACH} s of CPU")


if __name__ == "__main__":
    main()
