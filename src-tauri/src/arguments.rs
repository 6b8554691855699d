//! What can be typed after the program's name.

use std::{ffi::OsString, path::PathBuf};

/// How the program is called.
const USAGE: &str = "Usage: vitrine-desktop [--workspace DIR]";

/// The workspace that the arguments name; none for the usual one.
///
/// # Errors
/// How the program is called, when it was called otherwise.
pub fn workspace(arguments: impl Iterator<Item = OsString>) -> Result<Option<PathBuf>, &'static str> {
    let arguments: Vec<OsString> = arguments.collect();
    match arguments.as_slice() {
        [] => Ok(None),
        [option, folder] if option == "--workspace" => Ok(Some(folder.into())),
        _ => Err(USAGE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_may_be_named_and_nothing_else() {
        let parse = |words: &[&str]| workspace(words.iter().map(OsString::from));
        assert_eq!(parse(&[]), Ok(None));
        assert_eq!(parse(&["--workspace", "/w"]), Ok(Some("/w".into())));
        for wrong in [&["--workspace"][..], &["--other", "/w"], &["/w"], &["--workspace", "/w", "x"]] {
            assert_eq!(parse(wrong), Err(USAGE), "{wrong:?}");
        }
    }
}
