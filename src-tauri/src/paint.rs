//! How pages are painted on a machine without a graphics card.
//!
//! The web view paints for a card. Where there is none, another library pretends to be one, and a frame takes ten times
//! as long as painted plainly, from shared memory. The environment of the process says which way it is, and a process
//! does not change its own while threads may read it: the program starts itself anew instead.

use std::{env, fs, os::unix::process::CommandExt as _, path::Path, process::Command};

/// What tells the web view to paint plainly. Whoever has set it has chosen.
const PLAIN: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Where Linux has what draws, each as `renderD` and a number.
const CARDS: &str = "/dev/dri";

/// Starts the program anew, to paint plainly, where there is no card. Comes back where nothing had to change, or it could
/// not: slow pages are better than none.
pub fn plainly_without_a_card() {
    if env::var_os(PLAIN).is_some() || has_card(Path::new(CARDS)) {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let error = Command::new(program).args(env::args_os().skip(1)).env(PLAIN, "1").exec();
    eprintln!("Pages are painted slowly, because the program did not start anew: {error}");
}

fn has_card(folder: &Path) -> bool {
    let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_what_can_render() {
        let folder = env::temp_dir().join(format!("vitrine-cards-{}", std::process::id()));
        assert!(!has_card(&folder), "no folder, no card");
        fs::create_dir(&folder).expect("a folder can be made");
        fs::write(folder.join("card0"), "").expect("a file can be written");
        let screen_only = has_card(&folder);
        fs::write(folder.join("renderD128"), "").expect("a file can be written");
        let renders = has_card(&folder);
        fs::remove_dir_all(&folder).expect("the folder is ours");
        assert_eq!((screen_only, renders), (false, true));
    }
}
