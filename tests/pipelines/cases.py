"""What ONNX Runtime and the training library answer, as tensors of the Open Inference Protocol."""

import re

import numpy as np
import onnxruntime

METHODS = ("predict", "predict_proba", "decision_function", "transform", "score_samples", "predict_log_proba", "apply")
DATATYPES = {"float32": "FP32", "float64": "FP64", "int64": "INT64", "int32": "INT32", "bool": "BOOL"}
FEWEST_ROWS = 16


class Differs(Exception):
    """ONNX Runtime answers unlike the training library: the converter's fault, and no case for anybody else."""


def case(onnx_bytes, model, table):
    """Inputs and outputs of the rows on which ONNX Runtime and the library agree, and how many rows were left out."""
    session = open_session(onnx_bytes)
    asked = inputs(session, table)
    def asks(row):
        session.run(None, {name: values[[row]] for name, values in asked.items()})

    table_rows = np.array([row for row in range(table.rows) if answers(model, table, asks, row)])
    if len(table_rows) < FEWEST_ROWS:
        raise Differs("most rows are refused")

    def run(rows):
        return [tensor(value) for value in session.run(None, {name: values[rows] for name, values in asked.items()})]

    outputs = run(table_rows)
    axes = [rows_axis(output, other) for output, other in zip(outputs, run(table_rows[:-1]))]
    matched = [
        counterpart(output, axis, model, table.x(table_rows), len(table_rows)) for output, axis in zip(outputs, axes)
    ]
    agreed = np.logical_and.reduce([rows for _, _, rows in matched] + [np.ones(len(table_rows), bool)])
    if agreed.sum() < max(FEWEST_ROWS, 0.7 * len(agreed)):
        raise Differs(f"ONNX Runtime answers {len(agreed) - agreed.sum()} of {len(agreed)} rows unlike the library")
    kept = table_rows[agreed]

    described = []
    for entry, output, axis, (method, values, _) in zip(session.get_outputs(), run(kept), axes, matched):
        described.append(v2(entry.name, output["data"]) | {"axis": axis, "method": method})
        if output["keys"] is not None:
            described[-1]["keys"] = output["keys"]
        if values is not None:
            described[-1]["library"] = plain(values[agreed].reshape(-1))
    given = [v2(name, values[kept]) for name, values in asked.items()]
    return {"inputs": given, "outputs": described, "dropped": int(table.rows - len(kept))}


def inputs(session, table):
    """The table's inputs under the names that they have in the file: exporters rename them, and leave out what the model
    does not use."""
    names = [entry.name for entry in session.get_inputs()]
    if len(names) == len(table.inputs) == 1:
        return {names[0]: next(iter(table.inputs.values()))}
    known = {re.sub(r"\W", "_", name): values for name, values in table.inputs.items()}
    return {name: known[re.sub(r"\W", "_", name)] for name in names}


def open_session(onnx_bytes):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(onnx_bytes, options, providers=["CPUExecutionProvider"])


def tensor(value):
    """An output; a list of maps from class to probability becomes a matrix and its keys."""
    if isinstance(value, list):
        keys = list(value[0]) if value else []
        rows = np.array([[row[key] for key in keys] for row in value], dtype=np.float32)
        return {"data": rows, "keys": [str(key) for key in keys]}
    return {"data": np.asarray(value), "keys": None}


def answers(model, table, asks, row):
    """Whether the library and ONNX Runtime take a row: some models refuse missing or unknown values."""
    try:
        method = next(name for name in ("predict", "transform") if hasattr(model, name))
        getattr(model, method)(table.x(np.array([row])))
        asks(row)
        return True
    except Exception:
        return False


def rows_axis(output, fewer):
    """The axis along which rows stand; none where the output is the same for any number."""
    shapes = zip(output["data"].shape, fewer["data"].shape)
    return next((axis for axis, (many, less) in enumerate(shapes) if many != less), None)


def counterpart(output, axis, model, x, rows):
    """The library's method that agrees best with an output, its answer with rows first, and the rows that agree."""
    found = output["data"]
    if axis is None:
        return None, None, np.ones(rows, bool)
    found = np.moveaxis(found, axis, 0).reshape(rows, -1)
    best = None, None, np.zeros(rows, bool)
    for method in METHODS:
        for said in answer(model, method, x, rows):
            if said.shape != found.shape:
                continue
            agreed = close(found, said)
            if best[0] is None or agreed.sum() > best[2].sum():
                best = method, said, agreed
    if best[0] is None and found.dtype.kind == "f" and not hasattr(model, "classes_"):
        # A standard deviation, a leaf: an output that the library does not give in this form.
        return None, None, ~np.isnan(found).any(axis=1)
    return best


def answer(model, method, x, rows):
    """The library's answer in all forms that an exporter may give it."""
    try:
        said = getattr(model, method)(x)
    except Exception:
        return
    if isinstance(said, list):
        said = np.stack([np.asarray(part) for part in said], axis=1)
    said = said.toarray() if hasattr(said, "toarray") else np.asarray(said)
    if said.ndim == 0 or said.shape[0] != rows:
        return
    said = said.reshape(rows, -1)
    yield said
    if method == "decision_function" and said.shape[1] == 1:
        yield np.hstack([-said, said])
    if method == "predict_proba":
        # The exporter gives a network of several targets the probabilities against each beside those for it.
        yield np.hstack([1 - said, said])
        for column in range(said.shape[1]):
            yield said[:, [column]]


def close(found, said):
    """Which rows are equal, or near enough for single precision. A missing answer is none."""
    if found.dtype.kind == "f" and said.dtype.kind in "fiub":
        said = said.astype(float)
        scale = np.nanstd(said) if said.size else 0.0
        near = np.abs(found - said) <= 1e-4 * max(1.0, scale) + 1e-3 * np.abs(said)
        handed_on = np.isnan(found) & np.isnan(said) & (found.shape[1] > 1)
        return (near | handed_on).all(axis=1)
    if found.dtype.kind in "iu" and said.dtype.kind in "iufb":
        return (found == said).all(axis=1)
    return (found.astype(str) == said.astype(str)).all(axis=1)


def v2(name, values):
    """A tensor of the Open Inference Protocol."""
    return {
        "name": name,
        "datatype": DATATYPES.get(values.dtype.name, "BYTES"),
        "shape": list(values.shape),
        "data": plain(values.reshape(-1)),
    }


def plain(values):
    """Elements for JSON, where what is no number is null and what is too large is a word."""
    if values.dtype.kind == "f":
        words = {np.inf: "Infinity", -np.inf: "-Infinity"}
        return [None if np.isnan(value) else words.get(value, float(value)) for value in values]
    return values.tolist() if values.dtype.kind in "iub" else [str(value) for value in values]
