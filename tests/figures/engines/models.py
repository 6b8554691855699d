"""Trains the models that the figures of the engines need and the fixtures lack, into the folder that is named.

Each NAME.onnx comes with NAME.f32, 256 rows of its one input, row-major. The boosted ones also come as C, compiled by
Treelite's tl2cgen into NAME.so, where a C compiler is found.
"""

import pathlib
import shutil
import sys

import lightgbm
import numpy
import onnxmltools
import skl2onnx
import tl2cgen
import treelite
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from sklearn.datasets import load_digits, make_classification
from sklearn.ensemble import RandomForestClassifier

ROWS = 256
TREES = 200
LEAVES = 31


def main(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    digits, digit = load_digits(return_X_y=True)
    forest = RandomForestClassifier(n_estimators=100, random_state=7).fit(digits, digit)
    options = {id(forest): {"zipmap": False}}
    rows = digits[:ROWS].astype(numpy.float32)
    keep(folder, "forest_100", skl2onnx.to_onnx(forest, rows[:1], options=options, target_opset=17), rows)

    table, answer = make_classification(8000, 30, n_informative=20, random_state=7)
    table = table.astype(numpy.float32)
    boosted = lightgbm.LGBMClassifier(n_estimators=TREES, num_leaves=LEAVES, random_state=7, n_jobs=1, verbose=-1)
    boosted.fit(table, answer)
    kind = [("X", FloatTensorType([None, table.shape[1]]))]
    exported = onnxmltools.convert_lightgbm(boosted, initial_types=kind, zipmap=False, target_opset=15)
    keep(folder, "lightgbm_200", exported, table[:ROWS])
    compile_to_c(folder, "lightgbm_200", treelite.frontend.from_lightgbm(boosted.booster_))

    boosted = xgboost.XGBClassifier(n_estimators=TREES, max_depth=6, random_state=7, n_jobs=1)
    boosted.fit(table, answer)
    exported = onnxmltools.convert_xgboost(boosted, initial_types=kind, target_opset=15)
    keep(folder, "xgboost_200", exported, table[:ROWS])
    compile_to_c(folder, "xgboost_200", treelite.frontend.from_xgboost(boosted.get_booster()))


def keep(folder: pathlib.Path, name: str, model, rows: numpy.ndarray) -> None:
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    rows.tofile(folder / f"{name}.f32")


def compile_to_c(folder: pathlib.Path, name: str, model: treelite.Model) -> None:
    if shutil.which("gcc"):
        tl2cgen.export_lib(model, "gcc", libpath=str(folder / f"{name}.so"), params={"parallel_comp": 2})


main(pathlib.Path(sys.argv[1]))
