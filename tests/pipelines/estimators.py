"""Random estimators of scikit-learn, by what they learn."""

from sklearn import ensemble, gaussian_process, linear_model, mixture, naive_bayes, neighbors, neural_network, svm, tree
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.cross_decomposition import PLSRegression
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.gaussian_process import kernels
from sklearn.model_selection import GridSearchCV, TunedThresholdClassifierCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, MinMaxScaler


def forest(d):
    """What forests and trees share."""
    return {
        "max_depth": d.of(None, 2, 5, 9),
        "min_samples_leaf": d.of(1, 1, 5),
        "max_leaf_nodes": d.of(None, None, 7),
        "random_state": d.state(),
    }


def boosting(d):
    """What gradient boosting by histograms shares."""
    return {"max_iter": d.of(5, 30), "learning_rate": d.of(0.05, 0.3), "max_leaf_nodes": d.of(4, 31), "random_state": d.state()}


def machine(d):
    """What support vector machines share."""
    return {"kernel": d.of("rbf", "rbf", "linear", "poly", "sigmoid"), "gamma": d.of("scale", "auto", 0.1), "degree": d.of(2, 3)}


def near(d):
    """What neighbours share."""
    return {
        "n_neighbors": d.of(1, 3, 7),
        "weights": d.of("uniform", "distance"),
        "metric": d.of("minkowski", "euclidean", "manhattan", "chebyshev"),
    }


def network(d):
    """What networks share."""
    return {
        "hidden_layer_sizes": d.of((8,), (16, 8), (4, 4, 4)),
        "activation": d.of("relu", "tanh", "logistic", "identity"),
        "max_iter": 60,
        "random_state": d.state(),
    }


def kernel(d):
    """A kernel of a Gaussian process."""
    return d.of(
        None,
        kernels.RBF(1.5) + kernels.WhiteKernel(0.1),
        kernels.ConstantKernel(2.0) * kernels.RBF(0.7),
        kernels.DotProduct() + kernels.WhiteKernel(),
        kernels.RationalQuadratic(alpha=0.5) + kernels.WhiteKernel(),
        kernels.ExpSineSquared() + kernels.WhiteKernel(),
        kernels.Matern(nu=1.5),
    )


CLASSIFIERS = (
    lambda d: linear_model.LogisticRegression(C=d.of(0.1, 1, 10), max_iter=300, class_weight=d.of(None, "balanced")),
    lambda d: linear_model.LogisticRegression(l1_ratio=1, solver="saga", max_iter=200, random_state=d.state()),
    lambda d: linear_model.LogisticRegressionCV(Cs=3, cv=3, max_iter=200),
    lambda d: linear_model.RidgeClassifier(alpha=d.of(0.1, 1.0)),
    lambda d: linear_model.RidgeClassifierCV(),
    lambda d: linear_model.SGDClassifier(
        loss=d.of("hinge", "log_loss", "modified_huber", "perceptron"), random_state=d.state()
    ),
    lambda d: linear_model.Perceptron(random_state=d.state()),
    lambda d: svm.LinearSVC(C=d.of(0.1, 1), multi_class=d.of("ovr", "crammer_singer"), max_iter=2000, random_state=d.state()),
    lambda d: svm.SVC(**machine(d), probability=d.chance(0.6), decision_function_shape=d.of("ovr", "ovo"), random_state=d.state()),
    lambda d: svm.SVC(**machine(d), class_weight="balanced", break_ties=d.chance(0.2)),
    lambda d: svm.NuSVC(**machine(d), nu=0.2, probability=d.chance(0.6), random_state=d.state()),
    lambda d: tree.DecisionTreeClassifier(**forest(d), criterion=d.of("gini", "entropy"), splitter=d.of("best", "random")),
    lambda d: tree.ExtraTreeClassifier(**forest(d)),
    lambda d: ensemble.RandomForestClassifier(d.of(3, 20, 50), **forest(d), class_weight=d.of(None, "balanced")),
    lambda d: ensemble.ExtraTreesClassifier(d.of(3, 20), **forest(d), bootstrap=d.chance(0.3)),
    lambda d: ensemble.GradientBoostingClassifier(
        n_estimators=d.of(5, 30), max_depth=d.of(1, 3), subsample=d.of(0.7, 1.0), init=d.of(None, None, "zero"), random_state=d.state()
    ),
    lambda d: ensemble.HistGradientBoostingClassifier(**boosting(d)),
    lambda d: ensemble.AdaBoostClassifier(n_estimators=d.of(3, 15), random_state=d.state()),
    lambda d: ensemble.BaggingClassifier(simple_classifier(d), n_estimators=4, max_features=d.of(0.6, 1.0), random_state=d.state()),
    lambda d: naive_bayes.GaussianNB(),
    lambda d: naive_bayes.BernoulliNB(alpha=d.of(0.1, 1), binarize=d.of(0.0, 0.5)),
    lambda d: make_pipeline(MinMaxScaler(clip=True), naive_bayes.MultinomialNB(alpha=d.of(0.1, 1))),
    lambda d: make_pipeline(MinMaxScaler(clip=True), naive_bayes.ComplementNB(norm=d.chance(0.5))),
    lambda d: make_pipeline(KBinsDiscretizer(3, encode="ordinal", strategy="uniform"), naive_bayes.CategoricalNB()),
    lambda d: neighbors.KNeighborsClassifier(**near(d)),
    lambda d: neighbors.RadiusNeighborsClassifier(radius=25.0, outlier_label="most_frequent"),
    lambda d: make_pipeline(
        neighbors.NeighborhoodComponentsAnalysis(2, max_iter=10, random_state=d.state()), neighbors.KNeighborsClassifier(3)
    ),
    lambda d: LinearDiscriminantAnalysis(solver=d.of("svd", "lsqr", "eigen")),
    lambda d: QuadraticDiscriminantAnalysis(reg_param=d.of(0.1, 0.5)),
    lambda d: neural_network.MLPClassifier(**network(d)),
    lambda d: gaussian_process.GaussianProcessClassifier(d.of(None, kernels.RBF(1.5)), random_state=d.state()),
    lambda d: CalibratedClassifierCV(simple_classifier(d), method=d.of("sigmoid", "isotonic"), cv=3, ensemble=d.chance(0.6)),
    lambda d: ensemble.VotingClassifier(
        [("a", simple_classifier(d)), ("b", simple_classifier(d)), ("c", simple_classifier(d))],
        voting=d.of("hard", "soft"),
        weights=d.of(None, [1, 2, 3]),
    ),
    lambda d: ensemble.StackingClassifier(
        [("a", simple_classifier(d)), ("b", simple_classifier(d))],
        linear_model.LogisticRegression(max_iter=200),
        cv=3,
        passthrough=d.chance(0.4),
        stack_method=d.of("auto", "predict_proba", "predict"),
    ),
    lambda d: OneVsRestClassifier(simple_classifier(d)),
    lambda d: OneVsOneClassifier(linear_model.LogisticRegression(max_iter=200)),
    lambda d: GridSearchCV(linear_model.LogisticRegression(max_iter=200), {"C": [0.1, 1]}, cv=3),
    lambda d: TunedThresholdClassifierCV(linear_model.LogisticRegression(max_iter=200), cv=3),
)

REGRESSORS = (
    lambda d: linear_model.LinearRegression(fit_intercept=d.chance(0.8), positive=d.chance(0.2)),
    lambda d: linear_model.Ridge(alpha=d.of(0.1, 10)),
    lambda d: linear_model.RidgeCV(),
    lambda d: linear_model.Lasso(alpha=0.01),
    lambda d: linear_model.LassoCV(cv=3, random_state=d.state()),
    lambda d: linear_model.LassoLars(alpha=0.01),
    lambda d: linear_model.Lars(n_nonzero_coefs=2),
    lambda d: linear_model.ElasticNet(alpha=0.1, l1_ratio=d.of(0.2, 0.7)),
    lambda d: linear_model.ElasticNetCV(cv=3, random_state=d.state()),
    lambda d: linear_model.BayesianRidge(),
    lambda d: linear_model.ARDRegression(),
    lambda d: linear_model.HuberRegressor(max_iter=500),
    lambda d: linear_model.TheilSenRegressor(random_state=d.state(), max_subpopulation=300),
    lambda d: linear_model.RANSACRegressor(random_state=d.state()),
    lambda d: linear_model.OrthogonalMatchingPursuit(),
    lambda d: linear_model.SGDRegressor(loss=d.of("squared_error", "huber"), random_state=d.state()),
    lambda d: linear_model.QuantileRegressor(quantile=d.of(0.5, 0.9), alpha=0.01),
    lambda d: svm.SVR(**machine(d), C=d.of(1, 10)),
    lambda d: svm.NuSVR(**machine(d), nu=d.of(0.3, 0.6)),
    lambda d: svm.LinearSVR(max_iter=3000, random_state=d.state()),
    lambda d: tree.DecisionTreeRegressor(**forest(d)),
    lambda d: tree.ExtraTreeRegressor(**forest(d)),
    lambda d: ensemble.RandomForestRegressor(d.of(3, 20, 50), **forest(d)),
    lambda d: ensemble.ExtraTreesRegressor(d.of(3, 20), **forest(d)),
    lambda d: ensemble.GradientBoostingRegressor(
        n_estimators=d.of(5, 30), max_depth=d.of(1, 3), loss=d.of("squared_error", "huber", "quantile"), random_state=d.state()
    ),
    lambda d: ensemble.HistGradientBoostingRegressor(**boosting(d), loss=d.of("squared_error", "absolute_error")),
    lambda d: ensemble.AdaBoostRegressor(n_estimators=d.of(3, 10), loss=d.of("linear", "square"), random_state=d.state()),
    lambda d: ensemble.BaggingRegressor(simple_regressor(d), n_estimators=4, max_features=d.of(0.6, 1.0), random_state=d.state()),
    lambda d: neighbors.KNeighborsRegressor(**near(d)),
    lambda d: neighbors.RadiusNeighborsRegressor(radius=25.0),
    lambda d: neural_network.MLPRegressor(**network(d)),
    lambda d: gaussian_process.GaussianProcessRegressor(
        kernel(d), alpha=d.of(1e-4, 1e-2), normalize_y=d.chance(0.4), optimizer=d.of(None, "fmin_l_bfgs_b"), random_state=d.state()
    ),
    lambda d: PLSRegression(n_components=1),
    lambda d: ensemble.VotingRegressor([("a", simple_regressor(d)), ("b", simple_regressor(d))], weights=d.of(None, [1, 3])),
    lambda d: ensemble.StackingRegressor(
        [("a", simple_regressor(d)), ("b", simple_regressor(d))], linear_model.Ridge(), cv=3, passthrough=d.chance(0.4)
    ),
    lambda d: GridSearchCV(linear_model.Ridge(), {"alpha": [0.1, 1]}, cv=3),
)

# Of targets above 0: generalised linear models with a logarithm between.
POSITIVE_REGRESSORS = (
    lambda d: linear_model.PoissonRegressor(alpha=d.of(0.01, 1)),
    lambda d: linear_model.GammaRegressor(alpha=0.1),
    lambda d: linear_model.TweedieRegressor(power=d.of(0, 1, 1.5), link=d.of("auto", "log"), alpha=0.1),
    lambda d: ensemble.HistGradientBoostingRegressor(**boosting(d), loss=d.of("poisson", "gamma")),
)

CLASSIFIERS_OF_SEVERAL = (
    lambda d: MultiOutputClassifier(simple_classifier(d)),
    lambda d: tree.DecisionTreeClassifier(**forest(d)),
    lambda d: ensemble.RandomForestClassifier(10, **forest(d)),
    lambda d: ensemble.ExtraTreesClassifier(5, **forest(d)),
    lambda d: neighbors.KNeighborsClassifier(**near(d)),
    lambda d: neural_network.MLPClassifier(**network(d)),
)

REGRESSORS_OF_SEVERAL = (
    lambda d: MultiOutputRegressor(simple_regressor(d)),
    lambda d: linear_model.LinearRegression(),
    lambda d: linear_model.MultiTaskLasso(alpha=0.01),
    lambda d: linear_model.Ridge(),
    lambda d: tree.DecisionTreeRegressor(**forest(d)),
    lambda d: ensemble.RandomForestRegressor(10, **forest(d)),
    lambda d: neighbors.KNeighborsRegressor(**near(d)),
    lambda d: neural_network.MLPRegressor(**network(d)),
    lambda d: gaussian_process.GaussianProcessRegressor(kernels.RBF(1.5), alpha=1e-2, optimizer=None),
    lambda d: PLSRegression(n_components=1),
)

# What learns without a target: clusters, densities, outliers.
UNSUPERVISED = (
    lambda d: KMeans(n_clusters=d.of(2, 5, 9), n_init=2, random_state=d.state()),
    lambda d: MiniBatchKMeans(n_clusters=d.of(2, 4), n_init=2, random_state=d.state()),
    lambda d: mixture.GaussianMixture(d.of(1, 3), covariance_type=d.of("full", "tied", "diag", "spherical"), random_state=d.state()),
    lambda d: mixture.BayesianGaussianMixture(n_components=2, max_iter=200, random_state=d.state()),
    lambda d: ensemble.IsolationForest(n_estimators=d.of(5, 30), max_samples=d.of(32, 64), max_features=d.of(1.0, 0.7), random_state=d.state()),
    lambda d: svm.OneClassSVM(kernel=d.of("rbf", "linear", "sigmoid"), nu=0.1),
    lambda d: linear_model.SGDOneClassSVM(random_state=d.state()),
    lambda d: neighbors.LocalOutlierFactor(n_neighbors=d.of(5, 12), novelty=True),
)


def simple_classifier(d):
    """A classifier to be put into another one; each knows probabilities."""
    return d.of(
        linear_model.LogisticRegression(max_iter=200),
        tree.DecisionTreeClassifier(max_depth=3, random_state=d.state()),
        ensemble.RandomForestClassifier(5, max_depth=4, random_state=d.state()),
        naive_bayes.GaussianNB(),
        neighbors.KNeighborsClassifier(3),
        neural_network.MLPClassifier(hidden_layer_sizes=(5,), max_iter=50, random_state=d.state()),
        ensemble.GradientBoostingClassifier(n_estimators=4, random_state=d.state()),
    )


def simple_regressor(d):
    """A regressor to be put into another one."""
    return d.of(
        linear_model.Ridge(),
        tree.DecisionTreeRegressor(max_depth=3, random_state=d.state()),
        ensemble.RandomForestRegressor(5, max_depth=4, random_state=d.state()),
        neighbors.KNeighborsRegressor(3),
        svm.SVR(),
        neural_network.MLPRegressor(hidden_layer_sizes=(5,), max_iter=50, random_state=d.state()),
    )


def estimator(dice, task):
    """One that learns what the task asks for."""
    of_task = {
        "class": CLASSIFIERS,
        "number": REGRESSORS,
        "numbers above 0": POSITIVE_REGRESSORS,
        "classes of several": CLASSIFIERS_OF_SEVERAL,
        "numbers of several": REGRESSORS_OF_SEVERAL,
        "nothing": UNSUPERVISED,
    }
    return dice.choice(of_task[task])(dice)


def bears_gaps(dice, task):
    """One that takes missing values as they are."""
    if task == "class":
        return dice.of(
            ensemble.HistGradientBoostingClassifier(**boosting(dice)),
            tree.DecisionTreeClassifier(**forest(dice)),
            ensemble.RandomForestClassifier(10, **forest(dice)),
        )
    return dice.of(
        ensemble.HistGradientBoostingRegressor(**boosting(dice)),
        tree.DecisionTreeRegressor(**forest(dice)),
        ensemble.RandomForestRegressor(10, **forest(dice)),
    )
