"""Random preprocessing, by what it takes: numbers, categories or texts."""

from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA, IncrementalPCA, KernelPCA, TruncatedSVD
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomTreesEmbedding
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import (
    RFE,
    GenericUnivariateSelect,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    f_classif,
    f_regression,
)
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)
from sklearn.random_projection import GaussianRandomProjection

SCALERS = (
    lambda d: StandardScaler(with_mean=d.chance(0.8), with_std=d.chance(0.8)),
    lambda d: MinMaxScaler(feature_range=d.of((0, 1), (-1, 1)), clip=d.chance(0.3)),
    lambda d: RobustScaler(with_centering=d.chance(0.8), quantile_range=d.of((25, 75), (10, 90))),
    lambda d: MaxAbsScaler(),
    lambda d: PowerTransformer(method="yeo-johnson", standardize=d.chance(0.7)),
    lambda d: QuantileTransformer(n_quantiles=d.of(10, 50), output_distribution="uniform"),
)

SHAPERS = (
    lambda d: Normalizer(norm=d.of("l1", "l2", "max")),
    lambda d: Binarizer(threshold=d.of(0.0, 0.5)),
    lambda d: KBinsDiscretizer(
        n_bins=d.of(3, 5), encode=d.of("ordinal", "onehot-dense", "onehot"), strategy=d.of("uniform", "quantile", "kmeans")
    ),
    lambda d: PolynomialFeatures(degree=d.of(2, 2, 3), interaction_only=d.chance(0.4), include_bias=d.chance(0.5)),
    lambda d: PCA(n_components=d.of(1, 2, 0.9), whiten=d.chance(0.3), random_state=d.state()),
    lambda d: IncrementalPCA(n_components=2, whiten=d.chance(0.3)),
    lambda d: TruncatedSVD(n_components=1, random_state=d.state()),
    lambda d: KernelPCA(n_components=2, kernel=d.of("rbf", "linear", "poly", "cosine", "sigmoid"), random_state=d.state()),
    lambda d: GaussianRandomProjection(n_components=2, random_state=d.state()),
    lambda d: KMeans(n_clusters=d.of(2, 5), n_init=1, random_state=d.state()),
    lambda d: VarianceThreshold(d.of(0.0, 0.01)),
    lambda d: RandomTreesEmbedding(n_estimators=d.of(3, 8), max_depth=3, sparse_output=False, random_state=d.state()),
    lambda d: FunctionTransformer(),
    lambda d: FeatureUnion([("scaled", StandardScaler()), ("reduced", PCA(n_components=1))]),
    lambda d: FeatureUnion(
        [("bins", KBinsDiscretizer(n_bins=3, encode="onehot-dense")), ("range", MinMaxScaler())],
        transformer_weights=d.of(None, {"bins": 0.5, "range": 2.0}),
    ),
)

ENCODERS = (
    lambda d: OneHotEncoder(handle_unknown="ignore", sparse_output=d.chance(0.5)),
    lambda d: OneHotEncoder(handle_unknown="ignore", drop=d.of(None, "if_binary", "first")),
    lambda d: OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=d.of(5, 20), sparse_output=False),
    lambda d: OneHotEncoder(handle_unknown="error", sparse_output=False),
    lambda d: OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
    lambda d: OrdinalEncoder(),
)


def selector(dice, classes):
    """A choice of columns by their use for the target."""
    score = f_classif if classes else f_regression
    trees = (ExtraTreesClassifier if classes else ExtraTreesRegressor)(n_estimators=8, random_state=dice.state())
    line = LogisticRegression(max_iter=200) if classes else Ridge()
    return dice.of(
        SelectKBest(score, k=dice.of(1, 2)),
        SelectPercentile(score, percentile=50),
        GenericUnivariateSelect(score, mode="k_best", param=1),
        SelectFromModel(trees, max_features=2),
        SelectFromModel(line, threshold="median"),
        RFE(line, n_features_to_select=1),
    )


def imputer(dice):
    """Fills missing numbers."""
    return dice.of(
        SimpleImputer(strategy="mean"),
        SimpleImputer(strategy="median"),
        SimpleImputer(strategy="most_frequent"),
        SimpleImputer(strategy="constant", fill_value=-1.0),
        KNNImputer(n_neighbors=3),
    )


def of_numbers(dice, task, missing, most=3):
    """Up to so many steps for a matrix of numbers."""
    steps = [imputer(dice)] if missing else []
    for _ in range(dice.randrange(0, most + 1)):
        pick = dice.random()
        if pick < 0.5:
            steps.append(dice.choice(SCALERS)(dice))
        elif pick < 0.9 or task == "nothing" or " of " in task:
            steps.append(dice.choice(SHAPERS)(dice))
        else:
            steps.append(selector(dice, task.startswith("class")))
    return steps


def of_words(dice, task):
    """Categories to numbers."""
    if task.startswith("class") and " of " not in task and dice.chance(0.1):
        return [TargetEncoder(random_state=dice.state())]
    return [dice.choice(ENCODERS)(dice)]


def of_texts(dice):
    """Texts to counts of their words or letters."""
    analyzer = dice.of("word", "word", "word", "char", "char_wb")
    shared = {
        "analyzer": analyzer,
        "ngram_range": dice.of((1, 1), (1, 2), (2, 3)),
        "lowercase": dice.chance(0.8),
        "min_df": dice.of(1, 2),
        "binary": dice.chance(0.2),
    }
    if analyzer == "word":
        shared["token_pattern"] = dice.of(r"(?u)\b\w\w+\b", r"[a-zA-Z]+")
        shared["stop_words"] = dice.of(None, None, ["the", "and", "a"])
        if dice.chance(0.2):
            shared["vocabulary"] = ["quick", "brown fox", "fox", "dog", "good", "bad", "seven"]
    if dice.chance(0.6):
        tfidf = {"norm": dice.of("l1", "l2", None), "use_idf": dice.chance(0.8), "sublinear_tf": dice.chance(0.3)}
        return [TfidfVectorizer(**shared, **tfidf, smooth_idf=dice.chance(0.8))]
    return [CountVectorizer(**shared)]


def of_frame(dice, table, task, missing):
    """Columns by their types, each to numbers."""
    parts = []
    numbers = table.columns("f", "i")
    if numbers:
        steps = of_numbers(dice, task, missing, most=2)
        parts.append(("numbers", make_pipeline(*steps) if steps else "passthrough", numbers))
    colours = table.columns("O")
    if colours:
        parts.append(("colours", make_pipeline(*of_words(dice, task)), colours))
    flags = table.columns("b")
    if flags:
        parts.append(("flags", dice.of("passthrough", "drop"), flags))
    weights = {"numbers": 2.0, "colours": 0.5} if dice.chance(0.1) else None
    return [ColumnTransformer(dice.sample(parts, len(parts)), transformer_weights=weights, sparse_threshold=0)]
