//! Walls inside the window's pages: which file under `ui/src` may import which.

use super::Source;

const BRIDGE: &str = "lib/ipc/tauri.ts";

/// Every import that breaks a wall, as a sentence.
#[must_use]
pub fn breaches(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .flat_map(|source| imports(&source.text).into_iter().filter_map(|to| breach(&source.path, to)))
        .collect()
}

fn breach(from: &str, import: &str) -> Option<String> {
    if import.starts_with("@tauri-apps/") {
        return (from != BRIDGE).then(|| format!("{from} imports {import}; only {BRIDGE} may"));
    }
    let to = resolve(from, import)?;
    let why = match (area(from), area(&to)) {
        (Area::Primitive, Area::Ipc | Area::Feature(_) | Area::View) => "a primitive knows no domain",
        (Area::Feature(own), Area::Feature(other)) if own != other => "a feature knows no other feature",
        (Area::Feature(_) | Area::Ipc | Area::Lib, Area::View) => "only views know views",
        (Area::Ipc | Area::Lib, Area::Feature(_)) => "what is shared knows no feature",
        _ => return None,
    };
    Some(format!("{from} imports {to}: {why}"))
}

#[derive(PartialEq)]
enum Area<'a> {
    /// `lib/ui`.
    Primitive,
    /// `lib/ipc`.
    Ipc,
    /// The rest of `lib`.
    Lib,
    /// `features/NAME`.
    Feature(&'a str),
    /// `views`.
    View,
    /// The entry and what lies beside it.
    Top,
}

fn area(path: &str) -> Area<'_> {
    let mut parts = path.split('/');
    match (parts.next(), parts.next()) {
        (Some("lib"), Some("ui")) => Area::Primitive,
        (Some("lib"), Some("ipc")) => Area::Ipc,
        (Some("lib"), Some(_)) => Area::Lib,
        (Some("features"), Some(name)) => Area::Feature(name),
        (Some("views"), Some(_)) => Area::View,
        _ => Area::Top,
    }
}

/// The path below `ui/src` that an import leads to; none for a package.
fn resolve(from: &str, import: &str) -> Option<String> {
    if let Some(rest) = import.strip_prefix('$') {
        return Some(rest.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if !import.starts_with('.') {
        return None;
    }
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// What a TypeScript or Svelte file imports: the text after `from`, `import` and `import(`.
fn imports(text: &str) -> Vec<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        line.match_indices(['"', '\'']).filter_map(|(at, quote)| {
            let before = line[..at].trim_end();
            let word = before.trim_end_matches('(').rsplit(|c: char| !c.is_alphanumeric()).next();
            let imported = matches!(word, Some("from" | "import"));
            imported.then(|| line[at + 1..].split(quote).next().unwrap_or_default())
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_of(path: &str, text: &str) -> Vec<String> {
        breaches(&[Source { path: path.to_owned(), text: text.to_owned() }])
    }

    #[test]
    fn each_wall_can_be_broken() {
        for (path, text) in [
            ("lib/ui/Button.svelte", "import { call } from \"../ipc/client\";"),
            ("lib/ui/Button.svelte", "import type { Model } from '$lib/ipc/bindings';"),
            ("lib/ui/Button.svelte", "import Grid from \"$features/models/Grid.svelte\";"),
            ("features/models/Grid.svelte", "import Form from \"../try/Form.svelte\";"),
            ("features/models/Grid.svelte", "const form = await import(\"$features/try/Form.svelte\");"),
            ("features/models/Grid.svelte", "import View from \"../../views/Models.svelte\";"),
            ("lib/state/resource.svelte.ts", "import { rows } from \"$features/models/rows\";"),
            ("lib/ipc/http.ts", "import { invoke } from \"@tauri-apps/api/core\";"),
            ("features/models/Grid.svelte", "import \"@tauri-apps/api/core\";"),
            ("features/models/Grid.svelte", "import {\n  Form,\n} from \"../try/Form.svelte\";"),
        ] {
            assert_eq!(breaches_of(path, text).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn what_is_allowed_is_no_breach() {
        for (path, text) in [
            ("lib/ipc/tauri.ts", "import { invoke } from \"@tauri-apps/api/core\";"),
            (
                "lib/ui/Button.svelte",
                "import { Button } from \"bits-ui\"; import Icon from \"./Icon.svelte\";",
            ),
            (
                "features/models/Grid.svelte",
                "import Row from \"./Row.svelte\"; import { call } from \"$lib/ipc/client\";",
            ),
            ("features/models/rows/cell.ts", "import { key } from \"../key\";"),
            (
                "views/Models.svelte",
                "import Grid from \"$features/models/Grid.svelte\"; import Form from \"../features/try/Form.svelte\";",
            ),
            ("features/models/Grid.svelte", "// import Form from \"../try/Form.svelte\";"),
            ("features/models/words.ts", "const label = \"from ../try/Form.svelte\";"),
        ] {
            assert_eq!(breaches_of(path, text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}
