//! Walls between the crates: what a room may not depend on, and what its source may not name.

use super::Source;

/// A crate: what its manifest asks for and what its source says.
#[derive(Debug, Clone, Default)]
pub struct Room {
    /// Its name.
    pub name: String,
    /// The names of the packages it depends on itself, for building and testing too.
    pub dependencies: Vec<String>,
    /// Its Rust files.
    pub sources: Vec<Source>,
}

struct Wall {
    room: &'static str,
    /// Packages that it may not depend on.
    packages: &'static [&'static str],
    /// Paths that its source may not name.
    paths: &'static [&'static str],
}

const WALLS: &[Wall] = &[
    Wall {
        room: "domain",
        packages: &[
            "api",
            "app",
            "axum",
            "formats",
            "getrandom",
            "graph",
            "inference",
            "packaging",
            "reqwest",
            "serving",
            "store",
            "telemetry",
            "tokio",
        ],
        paths: &[
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "SystemTime::now",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ],
    },
    Wall {
        room: "graph",
        packages: &["api", "app", "inference", "packaging", "serving", "store", "telemetry", "tokio"],
        paths: &["std::env", "std::fs", "std::net", "std::thread", "SystemTime::now", "Instant::now"],
    },
    Wall {
        room: "store",
        packages: &["api", "app", "formats", "graph", "inference", "packaging", "serving", "telemetry"],
        paths: &[],
    },
    Wall {
        room: "inference",
        packages: &["api", "app", "formats", "graph", "packaging", "serving", "store", "telemetry"],
        paths: &[],
    },
    Wall {
        room: "formats",
        packages: &[
            "api",
            "app",
            "graph",
            "inference",
            "packaging",
            "reqwest",
            "serving",
            "store",
            "telemetry",
        ],
        paths: &["std::net", "std::process"],
    },
    Wall {
        room: "telemetry",
        packages: &["api", "app", "formats", "graph", "inference", "packaging", "serving", "store"],
        paths: &[],
    },
    Wall {
        room: "packaging",
        packages: &["api", "app", "formats", "graph", "inference", "serving", "store", "telemetry"],
        paths: &[],
    },
    Wall {
        room: "serving",
        packages: &["api", "app", "formats", "graph", "packaging", "store", "telemetry"],
        paths: &[],
    },
    Wall {
        room: "download",
        packages: &[
            "api",
            "app",
            "formats",
            "graph",
            "inference",
            "packaging",
            "serving",
            "store",
            "telemetry",
        ],
        paths: &["std::env", "std::process"],
    },
    Wall {
        room: "app",
        packages: &["api", "axum", "clap", "http", "hyper", "reqwest", "tonic"],
        paths: &["axum", "http::StatusCode", "StatusCode"],
    },
    Wall { room: "api", packages: &["cli", "desktop"], paths: &[] },
    Wall { room: "cli", packages: &["desktop"], paths: &[] },
    Wall { room: "desktop", packages: &["axum", "cli"], paths: &[] },
];

/// A heavy package lives in these rooms only.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("notify", &["app"]),
    ("ort", &["inference"]),
    ("plotters", &["telemetry"]),
    // The tests of api and serving call what they serve.
    ("reqwest", &["api", "cli", "download", "serving"]),
    ("resvg", &["graph"]),
    ("sqlx", &["formats", "store", "telemetry"]),
    ("tauri", &["desktop"]),
    ("tract-onnx", &["inference"]),
];

/// Every place where a room breaks a wall, as a sentence.
#[must_use]
pub fn breaches(rooms: &[Room]) -> Vec<String> {
    let mut found = Vec::new();
    for wall in WALLS {
        match rooms.iter().find(|room| room.name == wall.room) {
            Some(room) => found.extend(wall.breaches(room)),
            None => found.push(format!("the room '{}' is gone", wall.room)),
        }
    }
    found.extend(rooms.iter().flat_map(strays));
    found
}

impl Wall {
    fn breaches(&self, room: &Room) -> Vec<String> {
        let depends = self.packages.iter().filter(|package| room.dependencies.iter().any(|d| d == *package));
        let mut found: Vec<String> =
            depends.map(|package| format!("{} may not depend on {package}", self.room)).collect();
        for source in &room.sources {
            let named = names(&source.text);
            let bad = self.paths.iter().filter(|path| named.iter().any(|name| holds(name, path)));
            found.extend(bad.map(|path| format!("{} may not name {path} (in {})", self.room, source.path)));
        }
        found
    }
}

/// Heavy packages outside their rooms.
fn strays(room: &Room) -> Vec<String> {
    let away = HOMES.iter().filter(|(package, homes)| {
        room.dependencies.iter().any(|d| d == package) && !homes.contains(&room.name.as_str())
    });
    away.map(|(package, homes)| {
        format!("{} may not depend on {package}, whose home is {}", room.name, homes.join(" and "))
    })
    .collect()
}

/// Whether the path `name` has the segments of `part` next to each other.
fn holds(name: &str, part: &str) -> bool {
    let name: Vec<&str> = name.split("::").collect();
    let part: Vec<&str> = part.split("::").collect();
    name.windows(part.len()).any(|window| window == part)
}

/// Every path that Rust source names outside comments and tests: `std::fs` of `use std::{env, fs}` too.
fn names(text: &str) -> Vec<String> {
    let code: String = text
        .split("mod tests {")
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" ");
    let mut found = Vec::new();
    let mut prefixes: Vec<String> = vec![String::new()];
    let mut path = String::new();
    for character in code.chars() {
        match character {
            c if c.is_alphanumeric() || c == '_' || c == ':' => path.push(c),
            '{' => {
                // Only after `::` do braces list the ends of one path.
                let prefix = if path.ends_with("::") {
                    prefixes.last().cloned().unwrap_or_default() + &path
                } else {
                    String::new()
                };
                prefixes.push(prefix);
                path.clear();
            }
            other => {
                if !path.is_empty() {
                    found.push(prefixes.last().cloned().unwrap_or_default() + &path);
                    path.clear();
                }
                if other == '}' && prefixes.len() > 1 {
                    prefixes.pop();
                }
            }
        }
    }
    found.extend((!path.is_empty()).then_some(path));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house() -> Vec<Room> {
        WALLS.iter().map(|wall| Room { name: wall.room.to_owned(), ..Room::default() }).collect()
    }

    fn room<'a>(rooms: &'a mut [Room], name: &str) -> &'a mut Room {
        rooms.iter_mut().find(|room| room.name == name).unwrap()
    }

    #[test]
    fn a_house_with_empty_rooms_breaks_nothing() {
        assert_eq!(breaches(&house()), Vec::<String>::new());
    }

    #[test]
    fn a_dependency_through_a_wall_is_found() {
        for (from, to) in [
            ("store", "telemetry"),
            ("serving", "store"),
            ("app", "axum"),
            ("cli", "desktop"),
            ("api", "cli"),
        ] {
            let mut rooms = house();
            room(&mut rooms, from).dependencies.push(to.to_owned());
            assert_eq!(breaches(&rooms), [format!("{from} may not depend on {to}")]);
        }
    }

    #[test]
    fn a_heavy_package_away_from_home_is_found() {
        let mut rooms = house();
        room(&mut rooms, "cli").dependencies.push("tauri".to_owned());
        assert_eq!(breaches(&rooms), ["cli may not depend on tauri, whose home is desktop"]);
    }

    #[test]
    fn a_forbidden_name_is_found_however_it_is_written() {
        for text in [
            "fn f() { std::fs::read(\"x\"); }",
            "use std::fs;",
            "use std::{collections::BTreeMap, fs};",
            "use std::{\n    collections::{BTreeMap, BTreeSet},\n    fs::File,\n};",
        ] {
            let mut rooms = house();
            room(&mut rooms, "domain").sources = vec![Source { path: "a.rs".into(), text: text.into() }];
            assert_eq!(breaches(&rooms), ["domain may not name std::fs (in a.rs)"], "{text}");
        }
    }

    #[test]
    fn comments_tests_and_likenesses_are_no_breach() {
        for text in [
            "// std::fs is not for this room",
            "use std::fmt; use crate::fs;",
            "use std::collections::BTreeMap; struct S { fs: u8 }",
            "struct Instantly;",
            "#[cfg(test)] mod tests { use std::fs; }",
        ] {
            let mut rooms = house();
            room(&mut rooms, "domain").sources = vec![Source { path: "a.rs".into(), text: text.into() }];
            assert_eq!(breaches(&rooms), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_missing_room_is_found() {
        let mut rooms = house();
        rooms.retain(|room| room.name != "packaging");
        assert_eq!(breaches(&rooms), ["the room 'packaging' is gone"]);
    }
}
