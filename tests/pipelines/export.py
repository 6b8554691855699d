"""A trained model to the bytes of an ONNX file, with options chosen at random among those that it takes."""

import contextlib
import io

import onnxmltools
from onnxmltools.convert.common import data_types as plain_types
from skl2onnx import convert_sklearn, update_registered_converter
from skl2onnx.common import data_types
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes as classifier_shapes
from skl2onnx.common.shape_calculator import calculate_linear_regressor_output_shapes as regressor_shapes
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

TYPES = {
    "float32": "FloatTensorType",
    "float64": "DoubleTensorType",
    "int64": "Int64TensorType",
    "bool": "BooleanTensorType",
    "object": "StringTensorType",
}


def register_boosting(libraries):
    """Teaches skl2onnx the boosting libraries' models, so that they may stand in a pipeline."""
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    if "lightgbm" in libraries:
        import lightgbm
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

        update_registered_converter(
            lightgbm.LGBMClassifier, "LightGbmLGBMClassifier", classifier_shapes, convert_lightgbm, options=options
        )
        update_registered_converter(
            lightgbm.LGBMRegressor, "LightGbmLGBMRegressor", regressor_shapes, convert_lightgbm, options={"split": None}
        )
    if "xgboost" in libraries:
        import xgboost
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost

        for model in (xgboost.XGBClassifier, xgboost.XGBRFClassifier):
            update_registered_converter(model, f"XGBoost{model.__name__}", classifier_shapes, convert_xgboost, options=options)
        update_registered_converter(xgboost.XGBRegressor, "XGBoostXGBRegressor", regressor_shapes, convert_xgboost)


def export(dice, model, table, library):
    """The file's bytes, and in words how it was made."""
    with contextlib.redirect_stdout(io.StringIO()):
        if library == "catboost":
            return of_catboost(model)
        if library in ("lightgbm", "xgboost") and not hasattr(model, "steps"):
            return of_onnxmltools(dice, model, table, library)
        return of_skl2onnx(dice, model, table, library)


def of_catboost(model):
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        model.save_model(path, format="onnx")
        with open(path, "rb") as file:
            return file.read(), "catboost"


def of_onnxmltools(dice, model, table, library):
    convert = {"lightgbm": onnxmltools.convert_lightgbm, "xgboost": onnxmltools.convert_xgboost}[library]
    settings = {"target_opset": dice.of(12, 13, 15)}
    if library == "lightgbm":
        settings["zipmap"] = dice.chance(0.5)
    onnx_model = convert(model, initial_types=declared(table, plain_types), **settings)
    return onnx_model.SerializeToString(), f"onnxmltools {settings}"


def of_skl2onnx(dice, model, table, library):
    opsets = {"": dice.of(12, 13, 15, 17, 18, 21), "ai.onnx.ml": dice.of(1, 2, 3, 3, 3, 3)}
    if library != "sklearn":
        opsets = {"": 15, "ai.onnx.ml": 3}
    wanted = {}
    if hasattr(model, "classes_"):
        wanted["zipmap"] = dice.of(False, False, False, True, "columns")
        if wanted["zipmap"] is False and dice.chance(0.1):
            wanted["raw_scores"] = True
        if wanted["zipmap"] is False and dice.chance(0.1):
            wanted["output_class_labels"] = True
    elif dice.chance(0.3):
        wanted = dice.of({"return_std": True}, {"score_samples": True}, {"decision_leaf": True}, {})
    # Not every model takes every option; the converter says so and is asked again without.
    # Not every machine has the locale that the converter asks for when texts become lower case.
    texts = {CountVectorizer: {"locale": "C"}, TfidfVectorizer: {"locale": "C"}}
    for options in (wanted, {key: value for key, value in wanted.items() if key == "zipmap"}, {}):
        try:
            onnx_model = convert_sklearn(
                model,
                initial_types=declared(table, data_types),
                options=texts | ({id(model): options} if options else {}),
                target_opset=opsets,
            )
            return onnx_model.SerializeToString(), f"skl2onnx {opsets} {options}"
        except (NameError, KeyError) as error:
            refusal = error
    raise refusal


def declared(table, types):
    """The inputs with their types, any number of rows."""
    return [
        (name, getattr(types, TYPES[values.dtype.name])([None, *values.shape[1:]]))
        for name, values in table.inputs.items()
    ]
