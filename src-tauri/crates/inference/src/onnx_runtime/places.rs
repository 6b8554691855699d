//! Where the library may lie.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Names the library, and no other is looked for.
const VARIABLE: &str = "VITRINE_ONNXRUNTIME";

/// Where to look, best first.
#[derive(Debug, PartialEq)]
pub(crate) enum Places {
    /// This file, and nowhere else.
    File(PathBuf),
    /// These folders.
    Folders(Vec<PathBuf>),
}

/// The file that somebody named; else every folder of this machine that may hold the library.
pub(crate) fn wanted(named: Option<&PathBuf>) -> Places {
    let variable = || env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(path) = named.cloned().or_else(variable) {
        return Places::File(path);
    }
    let program = env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
    let mut folders = program.as_deref().map(beside).unwrap_or_default();
    let home = env::home_dir();
    let environments = ["VIRTUAL_ENV", "CONDA_PREFIX"].map(|name| env::var_os(name).map(PathBuf::from));
    folders.extend(pythons(environments.into_iter().flatten().collect(), home.as_deref()));
    Places::Folders(folders)
}

/// Folders of the program itself: as packages lay it out, and as `cargo xtask` does in a checkout.
fn beside(program: &Path) -> Vec<PathBuf> {
    let packaged = ["", "../lib/vitrine", "lib", "../Frameworks", "../Resources"];
    let mut folders: Vec<PathBuf> = packaged.iter().map(|folder| program.join(folder)).collect();
    // A program that cargo built lies in `target/release`, a test in `target/debug/deps`.
    let built = program.ancestors().take(2).find(|folder| {
        matches!(folder.file_name().and_then(|name| name.to_str()), Some("debug" | "release"))
    });
    folders.extend(built.map(|folder| folder.join("../onnxruntime")));
    folders
}

/// The folders that hold the library where Python's package `onnxruntime` is installed. Python is not run.
fn pythons(environments: Vec<PathBuf>, home: Option<&Path>) -> Vec<PathBuf> {
    let mut roots = environments;
    if let Some(home) = home {
        roots.push(home.join(".local"));
        roots.extend(versions(&home.join("Library/Python")));
        roots.extend(versions(&home.join(".pyenv/versions")));
    }
    roots.extend(["/usr/local", "/usr"].map(PathBuf::from));
    let mut folders = Vec::new();
    for root in roots {
        let lib = root.join("lib");
        let mut sites = vec![root.join("Lib/site-packages"), lib.join("python/site-packages")];
        for python in versions(&lib) {
            sites.extend(["site-packages", "dist-packages"].map(|packages| python.join(packages)));
        }
        folders.extend(sites.into_iter().map(|site| site.join("onnxruntime/capi")));
    }
    folders
}

/// The folders of Python versions in a folder, newest first: `python3.12`, `3.9.18`.
fn versions(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(Vec<u32>, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let version = name.strip_prefix("python").unwrap_or(&name).to_owned();
            let numbers: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
            Some((numbers?, entry.path()))
        })
        .collect();
    found.sort_by(|(left, _), (right, _)| right.cmp(left));
    found.into_iter().map(|(_, path)| path).collect()
}

impl Places {
    /// The libraries that are there.
    pub(crate) fn libraries(&self) -> Vec<PathBuf> {
        match self {
            Self::File(path) => vec![path.clone()],
            Self::Folders(folders) => folders.iter().filter_map(|folder| library_in(folder)).collect(),
        }
    }

    /// What to say when there is none.
    pub(crate) fn nothing_found(&self) -> String {
        format!(
            "ONNX Runtime was not found, neither beside the program nor in a Python of yours; \
             `pip install onnxruntime` brings it, or let {VARIABLE} name the library"
        )
    }
}

fn library_in(folder: &Path) -> Option<PathBuf> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| is_library(name))
        .collect();
    names.sort();
    names.pop().map(|name| folder.join(name))
}

/// `libonnxruntime.so.1.31.1`, `libonnxruntime.1.31.1.dylib`, `onnxruntime.dll`; not the libraries of providers.
fn is_library(name: &str) -> bool {
    let Some((start, rest)) = name.split_once('.') else { return false };
    let numbered = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match start {
        "libonnxruntime" => {
            rest.strip_prefix("so").is_some_and(numbered) || rest.strip_suffix("dylib").is_some_and(numbered)
        }
        "onnxruntime" => rest == "dll",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_told_from_its_neighbours() {
        for name in [
            "libonnxruntime.so",
            "libonnxruntime.so.1.31.1",
            "libonnxruntime.1.31.1.dylib",
            "onnxruntime.dll",
        ] {
            assert!(is_library(name), "{name}");
        }
        for name in
            ["libonnxruntime_providers_shared.so", "libonnxruntime.so.txt", "onnxruntime.pyd", "onnxruntime"]
        {
            assert!(!is_library(name), "{name}");
        }
    }

    #[test]
    fn a_checkout_has_it_in_the_target_folder_and_a_package_in_its_own() {
        let tests = beside(Path::new("/checkout/target/debug/deps"));
        assert_eq!(tests.last().unwrap(), Path::new("/checkout/target/debug/../onnxruntime"));
        let installed = beside(Path::new("/usr/bin"));
        assert!(installed.contains(&PathBuf::from("/usr/bin/../lib/vitrine")));
        assert!(installed.iter().all(|folder| !folder.ends_with("onnxruntime")));
    }

    #[test]
    fn the_newest_python_of_an_environment_comes_first() {
        let root = tempfile::tempdir().unwrap();
        for python in ["python3.9", "python3.12", "pkgconfig"] {
            let capi = root.path().join("lib").join(python).join("site-packages/onnxruntime/capi");
            fs::create_dir_all(&capi).unwrap();
            fs::write(capi.join("libonnxruntime.so.1.31.1"), "").unwrap();
        }
        let found = Places::Folders(pythons(vec![root.path().to_owned()], None)).libraries();
        let found: Vec<_> = found.iter().filter_map(|path| path.strip_prefix(root.path()).ok()).collect();
        let capi = |python: &str| {
            Path::new("lib").join(python).join("site-packages/onnxruntime/capi/libonnxruntime.so.1.31.1")
        };
        assert_eq!(found, [capi("python3.12"), capi("python3.9")]);
    }
}
