//! From a path to the bytes of one ONNX model.

use std::{
    fs,
    hash::{DefaultHasher, Hasher as _},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::{
    Error, Limits,
    wire::{self, Look},
};

/// How much of a file is read first.
const START_BYTES: u64 = 1 << 16;

/// What stands at a path.
pub(crate) enum Source {
    /// One whole ONNX model.
    Onnx(OnnxSource),
    /// Anything else, with the reason why it cannot be deployed.
    Other {
        /// All files' bytes.
        size_bytes: u64,
        /// In words for people.
        reason: String,
    },
}

/// The bytes of a model and where it stands.
pub(crate) struct OnnxSource {
    /// The `.onnx` file.
    pub file: PathBuf,
    /// The folder that may hold its external data; none when a single file was given.
    pub folder: Option<PathBuf>,
    /// The file's content.
    pub bytes: Vec<u8>,
    /// All files' bytes.
    pub size_bytes: u64,
}

/// A file that is read again when it is needed, so that its bytes need not be kept; it must still be what it was.
pub(crate) struct Kept {
    file: PathBuf,
    size: usize,
    mark: u64,
}

impl Kept {
    /// The file of a model that has been read and checked.
    pub(crate) fn of(source: &OnnxSource) -> Self {
        Self { file: source.file.clone(), size: source.bytes.len(), mark: mark(&source.bytes) }
    }

    /// How many bytes it had.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The bytes that it had; none where it is gone or has changed.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        fs::read(&self.file).ok().filter(|bytes| mark(bytes) == self.mark)
    }
}

fn mark(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// Finds out what stands at a path, by its content.
pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Source, Error> {
    let metadata = fs::metadata(path).map_err(io_at(path))?;
    if metadata.is_dir() { open_folder(path, limits) } else { open_file(path, None, metadata.len(), limits) }
}

fn open_folder(path: &Path, limits: &Limits) -> Result<Source, Error> {
    let mut files = Vec::new();
    list(path, Path::new(""), &mut files)?;
    if files.is_empty() {
        return Err(Error::EmptyFolder { path: path.to_owned() });
    }
    let size_bytes = files.iter().map(|(_, size)| size).sum();
    let models: Vec<&PathBuf> =
        files.iter().map(|(file, _)| file).filter(|file| is_named_onnx(file)).collect();
    match models.as_slice() {
        [] => Ok(Source::Other {
            size_bytes,
            reason: "the folder holds no .onnx file; export the model to ONNX to deploy it".to_owned(),
        }),
        [model] => open_file(&path.join(model), Some(path), size_bytes, limits),
        several if let Some(model) = usual(several) => {
            open_file(&path.join(model), Some(path), size_bytes, limits)
        }
        several => Err(Error::SeveralModels {
            path: path.to_owned(),
            files: several.iter().map(|file| file.display().to_string()).collect(),
        }),
    }
}

/// The one of several that is named as exporters name the whole model; they put quantised and smaller ones beside it.
fn usual<'a>(models: &[&'a PathBuf]) -> Option<&'a PathBuf> {
    let mut whole = models.iter().filter(|model| model.file_name().is_some_and(|name| name == "model.onnx"));
    whole.next().filter(|_| whole.next().is_none()).copied()
}

/// All files below a folder with their lengths, in the order of their names. Links are not followed.
fn list(root: &Path, below: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<(), Error> {
    let folder = root.join(below);
    let entries = fs::read_dir(&folder).map_err(io_at(&folder))?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().map_err(io_at(&folder))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = below.join(entry.file_name());
        let metadata = entry.metadata().map_err(io_at(&entry.path()))?;
        if metadata.is_dir() {
            list(root, &name, files)?;
        } else if metadata.is_file() {
            files.push((name, metadata.len()));
        }
    }
    Ok(())
}

fn open_file(path: &Path, folder: Option<&Path>, size_bytes: u64, limits: &Limits) -> Result<Source, Error> {
    let length = fs::metadata(path).map_err(io_at(path))?.len();
    if length > limits.file_bytes {
        if is_named_onnx(path) {
            let what = format!("bytes in {}", path.display());
            return Err(Error::TooLarge {
                bound: "file_bytes",
                what,
                limit: limits.file_bytes,
                found: length,
            });
        }
        return Ok(Source::Other { size_bytes, reason: not_onnx("it is too large for one") });
    }
    let bytes = read(path).map_err(io_at(path))?;
    let found = match wire::look(&bytes) {
        Look::Model => {
            let (file, folder) = (path.to_owned(), folder.map(Path::to_owned));
            return Ok(Source::Onnx(OnnxSource { file, folder, bytes, size_bytes }));
        }
        Look::Truncated { field, missing } => {
            format!("it ends at byte {length}, {missing} bytes before the end of its field '{field}'")
        }
        Look::Foreign(found) => found,
    };
    if is_named_onnx(path) {
        return Err(Error::NotOnnx { path: path.to_owned(), found });
    }
    Ok(Source::Other { size_bytes, reason: not_onnx(&found) })
}

/// The whole file, or its start where that alone tells that it is no model: other files may be huge.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = fs::File::open(path)?;
    let mut bytes = Vec::new();
    file.by_ref().take(START_BYTES).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == START_BYTES && !matches!(wire::look(&bytes), Look::Foreign(_)) {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn not_onnx(found: &str) -> String {
    format!("the file is not an ONNX model ({found}); export the model to ONNX to deploy it")
}

fn is_named_onnx(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("onnx"))
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { path, source }
}
