//! What a walked pickle means for people.

use std::collections::BTreeSet;

use super::{Contents, Import};
use crate::{bounds::IMPORTS_TOLD, found::Found};

/// Training libraries by the module that their objects come from; earlier ones wrap later ones.
const LIBRARIES: &[(&str, &str)] = &[
    ("sklearn", "sklearn"),
    ("imblearn", "sklearn"),
    ("xgboost", "xgboost"),
    ("lightgbm", "lightgbm"),
    ("catboost", "catboost"),
    ("keras", "keras"),
    ("tensorflow", "tensorflow"),
    ("torch", "torch"),
    ("statsmodels", "statsmodels"),
    ("prophet", "prophet"),
    ("spacy", "spacy"),
    ("gensim", "gensim"),
    ("lifelines", "lifelines"),
    ("surprise", "surprise"),
];

/// Modules whose every name can do harm when a pickle calls it.
const HARMFUL: &[&str] = &[
    "os",
    "posix",
    "nt",
    "subprocess",
    "sys",
    "socket",
    "shutil",
    "pty",
    "runpy",
    "importlib",
    "imp",
    "ctypes",
    "webbrowser",
    "requests",
    "urllib",
    "urllib2",
    "httplib",
    "http",
    "ftplib",
    "smtplib",
    "asyncio",
    "pickle",
    "_pickle",
    "cPickle",
    "dill",
    "marshal",
    "code",
    "codeop",
    "pip",
    "commands",
    "timeit",
    "bdb",
    "pdb",
    "cProfile",
    "profile",
    "trace",
    "multiprocessing",
    "threading",
    "signal",
    "tempfile",
    "zipimport",
    "pkgutil",
    "site",
    "venv",
    "platform",
    "builtins.eval",
    "builtins.exec",
    "builtins.compile",
    "builtins.open",
    "builtins.__import__",
    "builtins.getattr",
    "builtins.setattr",
    "builtins.delattr",
    "builtins.input",
    "builtins.breakpoint",
    "builtins.globals",
    "builtins.locals",
    "builtins.vars",
    "__builtin__.eval",
    "__builtin__.exec",
    "__builtin__.execfile",
    "__builtin__.compile",
    "__builtin__.open",
    "__builtin__.file",
    "__builtin__.__import__",
    "__builtin__.getattr",
    "__builtin__.setattr",
    "__builtin__.delattr",
    "__builtin__.apply",
    "__builtin__.input",
    "_io.open",
    "io.open",
    "types.FunctionType",
    "types.CodeType",
    "operator.attrgetter",
    "operator.methodcaller",
    "torch.load",
    "torch.hub",
    "torch.storage._load_from_bytes",
    "numpy.load",
    "numpy.testing",
    "joblib.load",
    "cloudpickle",
    "functools.partial",
];

/// The training library that the pickle's objects come from.
pub(crate) fn framework(contents: &Contents) -> Option<&'static str> {
    let of = |import: &Import| {
        let root = import.module.split('.').next().unwrap_or_default();
        LIBRARIES.iter().find(|(module, _)| *module == root).map(|(_, name)| *name)
    };
    contents.top.as_ref().and_then(of).or_else(|| {
        let found: BTreeSet<&str> = contents.imports.keys().filter_map(of).collect();
        LIBRARIES.iter().map(|(_, name)| *name).find(|name| found.contains(name))
    })
}

/// Adds what a pickle holds to what is said of its file.
pub(crate) fn describe(contents: &Contents, found: &mut Found) {
    let harmful: Vec<&Import> = contents.imports.keys().filter(|import| is_harmful(import)).collect();
    if !harmful.is_empty() {
        found.remarks.push(format!(
            "Careful: loading it in Python would reach {}, which can run commands or read and change files. Load it only \
            if you know who made it.",
            listed(harmful.iter().copied())
        ));
    }
    if contents.computed_import {
        found.remarks.push(
            "Loading it in Python would import something whose name is put together only then; that is unusual."
                .to_owned(),
        );
    }
    found.remarks.push(match contents.imports.len() {
        0 => "Loading it in Python would import nothing.".to_owned(),
        _ => format!("Loading it in Python would import {}.", listed(contents.imports.keys())),
    });
    if contents.more_imports {
        found.remarks.push("It imports more than is listed here.".to_owned());
    }
    if let Some(problem) = &contents.problem {
        found
            .remarks
            .push(format!("It could not be read to its end: {problem}. It may import more than is listed."));
    }
    if let Some(top) = &contents.top {
        found.say("class", top.path());
    }
    found.say("pickle_protocol", contents.protocol.to_string());
    if contents.tensors > 0 {
        found.say("tensors", contents.tensors.to_string());
        found.say("parameters", contents.parameters.to_string());
    }
    found.framework = found.framework.take().or_else(|| framework(contents).map(str::to_owned));
    if found.framework.as_deref() == Some("sklearn") {
        found.framework_version = contents.sklearn_version.clone();
    }
}

fn is_harmful(import: &Import) -> bool {
    let path = import.path();
    HARMFUL.iter().any(|harmful| {
        path.strip_prefix(harmful).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn listed<'a>(imports: impl Iterator<Item = &'a Import> + Clone) -> String {
    let all = imports.clone().count();
    let mut names: Vec<String> = imports.take(IMPORTS_TOLD).map(Import::path).collect();
    match all.saturating_sub(names.len()) {
        0 => {}
        more => names.push(format!("and {more} more")),
    }
    names.join(", ")
}

impl Import {
    /// As Python writes it: `sklearn.pipeline.Pipeline`. What no name would hold is made visible.
    pub(super) fn path(&self) -> String {
        format!("{}.{}", self.module, self.name)
            .chars()
            .map(|c| if c.is_control() { '·' } else { c })
            .collect()
    }
}
