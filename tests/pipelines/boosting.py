"""Random models of the libraries that boost trees."""

import importlib.util

LIBRARIES = [name for name in ("lightgbm", "xgboost", "catboost") if importlib.util.find_spec(name)]


def estimator(dice, library, task):
    """A model of a library in scikit-learn's form, that learns what the task asks for."""
    return {"lightgbm": of_lightgbm, "xgboost": of_xgboost, "catboost": of_catboost}[library](dice, task)


def of_lightgbm(dice, task):
    import lightgbm

    settings = {
        "n_estimators": dice.of(3, 30, 100),
        "num_leaves": dice.of(4, 31),
        "learning_rate": dice.of(0.05, 0.3),
        "min_child_samples": dice.of(2, 20),
        "boosting_type": dice.of("gbdt", "gbdt", "dart"),
        "subsample": 0.8,
        "subsample_freq": 1,
        "n_jobs": 1,
        "verbose": -1,
        "random_state": dice.state(),
    }
    if task == "class":
        return lightgbm.LGBMClassifier(**settings, class_weight=dice.of(None, "balanced"))
    objectives = ("poisson", "tweedie", "gamma") if task == "numbers above 0" else ("regression", "huber", "quantile", "l1")
    return lightgbm.LGBMRegressor(**settings, objective=dice.of(*objectives))


def of_xgboost(dice, task):
    import xgboost

    settings = {
        "n_estimators": dice.of(3, 30, 100),
        "max_depth": dice.of(1, 3, 6),
        "learning_rate": dice.of(0.05, 0.3),
        "subsample": dice.of(0.7, 1.0),
        "n_jobs": 1,
        "random_state": dice.state(),
    }
    if task == "class":
        if dice.chance(0.15):
            return xgboost.XGBRFClassifier(n_estimators=10, max_depth=4, n_jobs=1)
        return xgboost.XGBClassifier(**settings)
    if task == "numbers above 0":
        return xgboost.XGBRegressor(**settings, objective=dice.of("count:poisson", "reg:gamma", "reg:tweedie"))
    return xgboost.XGBRegressor(**settings, objective=dice.of("reg:squarederror", "reg:absoluteerror"))


def of_catboost(dice, task):
    import catboost

    settings = {
        "iterations": dice.of(3, 30),
        "depth": dice.of(2, 5),
        "learning_rate": 0.2,
        "random_seed": dice.state(),
        "thread_count": 1,
        "verbose": False,
        "allow_writing_files": False,
    }
    if task == "class":
        return catboost.CatBoostClassifier(**settings)
    return catboost.CatBoostRegressor(**settings, loss_function=dice.of("RMSE", "MAE", "Quantile"))
