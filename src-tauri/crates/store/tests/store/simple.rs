//! The registry as one would tell it to a friend: maps and numbers. The store must behave like this whatever is asked of
//! it, in whatever order, and whenever it is killed.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use domain::{
    digest::Digest,
    filter::Filter,
    model::ModelVersion,
    name::Alias,
    reference::{ModelRef, Which},
    tags::Tags,
};
use sha2::{Digest as _, Sha256};
use store::{Error, Ingested, NewVersion, Store, Targets, Trashing, VersionQuery};

use crate::support::{ann, at, files_under, model, new};

const NAMES: [&str; 3] = ["iris", "cards", "wine"];
const KEYS: [&str; 2] = ["task", "team"];
const ALIASES: [&str; 2] = ["champion", "next"];

/// Something that somebody asks of the registry.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// The next version of a name, with this content.
    Register(&'static str, Content),
    /// The same, and the files stay where they lie.
    Refer(&'static str, Content),
    /// Several at once.
    Import(Vec<(&'static str, Content)>),
    Tag(ModelRef, &'static str, Option<String>),
    Describe(ModelRef, String),
    Alias(ModelRef, &'static str),
    Trash(Vec<ModelRef>),
    Restore(ModelRef),
    /// What the deletion of this number took away.
    Undo(u64),
    Purge(ModelRef),
    EmptyTrash,
    Collect,
    Verify,
}

/// What a version holds: a file, or a folder of two of which one is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Content {
    pub which: u8,
    pub folder: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Simple {
    models: BTreeMap<String, SimpleModel>,
    deletions: u64,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct SimpleModel {
    given: u32,
    tags: Tags,
    description: String,
    aliases: BTreeMap<&'static str, u32>,
    versions: BTreeMap<u32, SimpleVersion>,
}

#[derive(Debug, Clone, PartialEq)]
struct SimpleVersion {
    content: Content,
    in_place: bool,
    tags: Tags,
    description: String,
    /// With which deletion it went into the trash.
    trashed: Option<u64>,
}

/// Refused, because there is no such thing (or no longer, or in the trash).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotThere;

impl Op {
    /// An operation from eight random bytes; every one is likely to find something to do.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        let [kind, name, version, content, folder, a, b, c] = bytes;
        let name_of = |byte: u8| NAMES[usize::from(byte) % NAMES.len()];
        let content_of = |byte: u8| Content { which: byte % 5, folder: byte.is_multiple_of(3) };
        let name = name_of(name);
        let numbered = |byte: u8| at(&format!("{name}:{}", byte % 6 + 1));
        let reference = if version.is_multiple_of(4) { at(name) } else { numbered(version) };
        let content = Content { which: content % 5, folder: folder.is_multiple_of(3) };
        match kind % 18 {
            0..=2 => Self::Register(name, content),
            3 => Self::Import([a, b, c].iter().map(|&byte| (name_of(byte / 16), content_of(byte))).collect()),
            4 | 5 => Self::Tag(
                reference,
                KEYS[usize::from(a) % KEYS.len()],
                (!b.is_multiple_of(3)).then(|| format!("v{}", b % 4)),
            ),
            6 => Self::Describe(reference, format!("words {}", a % 4)),
            7 | 8 => Self::Trash(vec![reference]),
            9 => Self::Trash(vec![reference, numbered(a), at(name_of(b))]),
            10 => Self::Restore(reference),
            11 => Self::Undo(u64::from(a % 8) + 1),
            12 => Self::Purge(reference),
            13 => Self::EmptyTrash,
            14 => Self::Collect,
            15 => Self::Alias(reference, ALIASES[usize::from(a) % ALIASES.len()]),
            16 => Self::Refer(name, content),
            _ => Self::Verify,
        }
    }
}

impl Content {
    /// The files by their paths; one without a name for a file.
    fn files(self) -> Vec<(&'static str, Vec<u8>)> {
        // Big enough that a copy of it can be cut short.
        let bytes = |which: u8| format!("content {which} ").repeat(3_000).into_bytes();
        match self.folder {
            false => vec![("model.bin", bytes(self.which))],
            true => vec![("a", bytes(self.which)), ("inner/b", bytes(0))],
        }
    }

    /// Writes every content where it can be registered from.
    pub fn write_all(folder: &Path) {
        for content in (0..5).flat_map(|which| [false, true].map(|folder| Self { which, folder })) {
            for (path, bytes) in content.files() {
                let file = content.root(folder).join(path);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, bytes).unwrap();
            }
        }
    }

    fn root(self, folder: &Path) -> PathBuf {
        folder.join(format!("source-{}-{}", self.which, self.folder))
    }

    fn path(self, folder: &Path) -> PathBuf {
        if self.folder { self.root(folder) } else { self.root(folder).join("model.bin") }
    }

    fn digests(self) -> Vec<(&'static str, Digest)> {
        let hash = |bytes: Vec<u8>| Digest::from_bytes(Sha256::digest(bytes).into());
        self.files().into_iter().map(|(path, bytes)| (path, hash(bytes))).collect()
    }

    /// The artifact's own hash.
    fn digest(self) -> Digest {
        let files = self.digests();
        if !self.folder {
            return files[0].1.clone();
        }
        let lines: String = files.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
        Digest::from_bytes(Sha256::digest(lines).into())
    }
}

impl Simple {
    pub fn apply(&mut self, op: &Op) -> Result<(), NotThere> {
        match op {
            Op::Register(name, content) => self.register(name, *content, false),
            Op::Refer(name, content) => self.register(name, *content, true),
            Op::Import(many) => many.iter().for_each(|(name, content)| self.register(name, *content, false)),
            Op::Tag(reference, key, value) => {
                let tags = self.tags(reference)?;
                match value {
                    Some(value) => tags.insert((*key).to_owned(), value.clone()),
                    None => tags.remove(*key),
                };
            }
            Op::Describe(reference, words) => self.describe(reference, words)?,
            Op::Alias(reference, alias) => {
                let latest = self.select(reference, false).ok_or(NotThere)?.pop().ok_or(NotThere)?;
                self.models.get_mut(&latest.0).unwrap().aliases.insert(alias, latest.1);
            }
            Op::Trash(references) => self.trash(references)?,
            Op::Restore(reference) => {
                let gone = self.select(reference, true).ok_or(NotThere)?;
                self.versions(&gone, |version| version.trashed = None);
            }
            Op::Undo(deletion) => {
                let all = self.all();
                let gone: Vec<_> =
                    all.into_iter().filter(|at| self.at(at).trashed == Some(*deletion)).collect();
                if gone.is_empty() {
                    return Err(NotThere);
                }
                self.versions(&gone, |version| version.trashed = None);
            }
            Op::Purge(reference) => {
                let live = self.select(reference, false).unwrap_or_default();
                let trashed = self.select(reference, true).unwrap_or_default();
                if live.is_empty() && trashed.is_empty() {
                    return Err(NotThere);
                }
                self.remove(live.iter().chain(&trashed));
            }
            Op::EmptyTrash => {
                let gone: Vec<_> =
                    self.all().into_iter().filter(|at| self.at(at).trashed.is_some()).collect();
                self.remove(gone.iter());
            }
            Op::Collect | Op::Verify => {}
        }
        Ok(())
    }

    fn register(&mut self, name: &str, content: Content, in_place: bool) {
        let model = self.models.entry(name.to_owned()).or_default();
        model.given += 1;
        let (tags, description) = (Tags::new(), String::new());
        let version = SimpleVersion { content, in_place, tags, description, trashed: None };
        model.versions.insert(model.given, version);
    }

    fn trash(&mut self, references: &[ModelRef]) -> Result<(), NotThere> {
        let mut gone = Vec::new();
        for reference in references {
            gone.extend(self.select(reference, false).ok_or(NotThere)?);
        }
        self.deletions += 1;
        let deletion = self.deletions;
        self.versions(&gone, |version| version.trashed = Some(deletion));
        Ok(())
    }

    /// The versions that a reference names, in the trash or not; none when there are none.
    fn select(&self, reference: &ModelRef, trashed: bool) -> Option<Vec<(String, u32)>> {
        let name = reference.name.as_str();
        let found: Vec<_> = self
            .models
            .get(name)?
            .versions
            .iter()
            .filter(|(number, version)| {
                version.trashed.is_some() == trashed && number_of(reference).is_none_or(|n| n == **number)
            })
            .map(|(number, _)| (name.to_owned(), *number))
            .collect();
        (!found.is_empty()).then_some(found)
    }

    fn tags(&mut self, reference: &ModelRef) -> Result<&mut Tags, NotThere> {
        let found = self.select(reference, false).ok_or(NotThere)?;
        let model = self.models.get_mut(reference.name.as_str()).unwrap();
        Ok(match number_of(reference) {
            None => &mut model.tags,
            Some(_) => &mut model.versions.get_mut(&found[0].1).unwrap().tags,
        })
    }

    fn describe(&mut self, reference: &ModelRef, words: &str) -> Result<(), NotThere> {
        let found = self.select(reference, false).ok_or(NotThere)?;
        let model = self.models.get_mut(reference.name.as_str()).unwrap();
        match number_of(reference) {
            None => words.clone_into(&mut model.description),
            Some(_) => words.clone_into(&mut model.versions.get_mut(&found[0].1).unwrap().description),
        }
        Ok(())
    }

    fn all(&self) -> Vec<(String, u32)> {
        let of = |(name, model): (&String, &SimpleModel)| {
            model.versions.keys().map(|number| (name.clone(), *number)).collect::<Vec<_>>()
        };
        self.models.iter().flat_map(of).collect()
    }

    fn at(&self, (name, number): &(String, u32)) -> &SimpleVersion {
        &self.models[name].versions[number]
    }

    fn versions(&mut self, at: &[(String, u32)], change: impl Fn(&mut SimpleVersion)) {
        for (name, number) in at {
            change(self.models.get_mut(name).unwrap().versions.get_mut(number).unwrap());
        }
    }

    fn remove<'a>(&mut self, gone: impl Iterator<Item = &'a (String, u32)>) {
        for (name, number) in gone {
            let model = self.models.get_mut(name).unwrap();
            model.versions.remove(number);
            model.aliases.retain(|_, at| at != number);
            if model.versions.is_empty() {
                model.tags.clear();
                model.description.clear();
            }
        }
    }

    /// Everything that can be read, a line each.
    pub fn told(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for (name, model) in &self.models {
            if model.versions.values().any(|version| version.trashed.is_none()) {
                lines.insert(format!("{name}: {:?} {:?}", model.tags, model.description));
            }
            for (number, version) in &model.versions {
                let digest = version.content.digest();
                lines.insert(match version.trashed {
                    None => {
                        let here = model.aliases.iter().filter(|(_, at)| *at == number);
                        let aliases: Vec<&str> = here.map(|(alias, _)| *alias).collect();
                        let SimpleVersion { tags, description, .. } = version;
                        format!("{name}:{number} {digest} {tags:?} {description:?} {aliases:?}")
                    }
                    Some(deletion) => {
                        format!("{name}:{number} in the trash with {deletion} {:?}", version.description)
                    }
                });
            }
        }
        lines
    }

    /// The versions that are said to be this, of themselves or by their model.
    fn described(&self, words: &str) -> BTreeSet<String> {
        let shown = self.all().into_iter().filter(|at| {
            let (version, model) = (self.at(at), &self.models[&at.0]);
            version.trashed.is_none()
                && [&version.description, &model.description].contains(&&words.to_owned())
        });
        shown.map(|(name, number)| format!("{name}:{number}")).collect()
    }

    /// What is stored of the versions, and not kept in place.
    fn stored(&self) -> impl Iterator<Item = Content> {
        let versions = self.models.values().flat_map(|model| model.versions.values());
        versions.filter(|version| !version.in_place).map(|version| version.content)
    }

    /// Every file that the versions need, as it lies under `artifacts`.
    pub fn files(&self) -> Vec<String> {
        let mut files = BTreeSet::new();
        for content in self.stored() {
            for (path, digest) in content.digests() {
                files.insert(format!("objects/{}/{digest}", &digest.as_str()[..2]));
                if content.folder {
                    files.insert(format!("trees/{}/{path}", content.digest()));
                }
            }
        }
        files.into_iter().collect()
    }

    /// The bytes of what is stored, each content once.
    fn bytes(&self) -> u64 {
        let contents: BTreeSet<Vec<u8>> =
            self.stored().flat_map(|content| content.files().into_iter().map(|(_, bytes)| bytes)).collect();
        contents.iter().map(|bytes| bytes.len() as u64).sum()
    }
}

fn number_of(reference: &ModelRef) -> Option<u32> {
    match reference.version {
        Some(Which::Number(number)) => Some(number),
        _ => None,
    }
}

/// Asks the same of a store. `folder` is where [`Content::write_all`] has written.
pub async fn apply(store: &Store, op: &Op, folder: &Path) -> Result<(), NotThere> {
    let go = |_| ControlFlow::Continue(());
    let done = match op {
        Op::Register(name, content) => register(store, name, *content, folder).await,
        Op::Refer(name, content) => refer(store, name, *content, folder).await,
        Op::Import(many) => import(store, many, folder).await,
        Op::Tag(reference, key, value) => {
            let set: Tags = value.iter().map(|value| ((*key).to_owned(), value.clone())).collect();
            let remove = if value.is_none() { vec![(*key).to_owned()] } else { Vec::new() };
            store.set_tags(reference, set, &remove, &ann()).await.map(drop)
        }
        Op::Describe(reference, words) => store.describe(reference, words.clone(), &ann()).await,
        Op::Alias(reference, alias) => {
            let targets = Targets::References(vec![reference.clone()]);
            store.alias_all(&targets, &[Alias::parse(alias).unwrap()], &[], &ann()).await.map(drop)
        }
        Op::Trash(references) => {
            let trashing = Trashing { references: references.clone(), skip: false };
            store.trash(&trashing, &ann()).await.map(drop)
        }
        Op::Restore(reference) => store.restore(std::slice::from_ref(reference), &ann()).await.map(drop),
        Op::Undo(deletion) => store.undo(*deletion, &ann()).await.map(drop),
        Op::Purge(reference) => store.purge(std::slice::from_ref(reference), &ann()).await.map(drop),
        Op::EmptyTrash => store.empty_trash(&[], &ann(), go).await.map(drop),
        Op::Collect => store.collect_garbage(go).await.map(drop),
        Op::Verify => {
            let found = store.verify(None, |_, _| ControlFlow::Continue(())).await.unwrap();
            assert_eq!(found.damage, [], "nothing was damaged");
            Ok(())
        }
    };
    match done {
        Ok(()) => Ok(()),
        Err(
            Error::NoModel { .. }
            | Error::NoVersion { .. }
            | Error::InTrash(_)
            | Error::NotInTrash(_)
            | Error::NothingToUndo(_),
        ) => Err(NotThere),
        Err(other) => panic!("{op:?}: {other}"),
    }
}

async fn register(store: &Store, name: &str, content: Content, folder: &Path) -> Result<(), Error> {
    let files = store.ingest(&content.path(folder), |_, _| ControlFlow::Continue(())).await?;
    store.add_version(&files, new(name), &ann()).await.map(drop)
}

async fn refer(store: &Store, name: &str, content: Content, folder: &Path) -> Result<(), Error> {
    let files = store.refer(&content.path(folder), |_, _| ControlFlow::Continue(())).await?;
    store.add_version(&files, new(name), &ann()).await.map(drop)
}

async fn import(store: &Store, many: &[(&str, Content)], folder: &Path) -> Result<(), Error> {
    let paths = many.iter().map(|(_, content)| content.path(folder)).collect();
    let files = store.ingest_many(paths, |_| ControlFlow::Continue(())).await?;
    let versions: Result<Vec<(Ingested, NewVersion)>, Error> =
        files.into_iter().zip(many).map(|(files, (name, _))| Ok((files?, new(name)))).collect();
    store.add_versions(&versions?, &ann()).await?.into_iter().try_for_each(|added| added.map(drop))
}

/// Everything that a store tells, as [`Simple::told`] does.
pub async fn told(store: &Store) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let query = VersionQuery { limit: 10_000, ..VersionQuery::default() };
    let page = store.versions(&query).await.unwrap();
    assert_eq!(page.total, page.versions.len() as u64);
    assert_eq!(store.counts().await.unwrap().versions, page.total);
    for version in page.versions {
        let (name, number) = (&version.name, version.version);
        let aliases: Vec<&str> = version.aliases.iter().map(Alias::as_str).collect();
        let ModelVersion { digest, tags, description, .. } = &version;
        lines.insert(format!("{name}:{number} {digest} {tags:?} {description:?} {aliases:?}"));
        let model = store.model(&model(name.as_str())).await.unwrap();
        lines.insert(format!("{name}: {:?} {:?}", model.tags, model.description));
    }
    let trash = store.trashed(10_000, None).await.unwrap();
    assert_eq!(trash.total, trash.versions.len() as u64);
    for version in trash.versions {
        let (name, number) = (version.name, version.version);
        lines.insert(format!("{name}:{number} in the trash with {} {:?}", version.undo, version.description));
    }
    lines
}

/// The store holds what it should and nothing beside, on the disk too.
pub async fn is_like(store: &Store, workspace: &Path, simple: &Simple) {
    assert_eq!(told(store).await, simple.told());
    for words in (0..4).map(|number| format!("words {number}")) {
        let filter = Filter::parse(&format!("\"{words}\"")).unwrap();
        let query = VersionQuery { filter, limit: 10_000, ..VersionQuery::default() };
        let found = store.versions(&query).await.unwrap().versions;
        let found = found.iter().map(|version| version.reference().to_string()).collect::<BTreeSet<_>>();
        assert_eq!(found, simple.described(&words));
    }
    assert_eq!(store.counts().await.unwrap().artifact_bytes, simple.bytes());
    store.collect_garbage(|_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!(files_under(&workspace.join("artifacts")), simple.files());
    let found = store.verify(None, |_, _| ControlFlow::Continue(())).await.unwrap();
    assert_eq!(found.damage, []);
}
