//! Prompts and music on disk: found by name and language as Asterisk finds them, read once, kept.

use std::collections::HashMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use audio::{Codec, Sound, file, translation_cost};
use services::MusicClasses;

/// Finds and reads sounds; shared by the threads that read files.
pub(crate) struct SoundLibrary {
    places: Places,
    kept: Mutex<Kept>,
}

/// Where sounds are.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Folders with sounds, the first is searched first.
    pub(crate) sounds: Vec<PathBuf>,
    /// The folder that relative folders of music classes are in.
    pub(crate) data: PathBuf,
    /// Further folders for relative folders of music classes.
    pub(crate) more_data: Vec<PathBuf>,
    /// `languageprefix`: `fr/digits/1`, not `digits/fr/1`.
    pub(crate) language_first: bool,
    /// The music classes.
    pub(crate) music: MusicClasses,
}

#[derive(Default)]
struct Kept {
    /// With the time and size that the file had: messages and greetings change.
    sounds: HashMap<PathBuf, (Stamp, Arc<Sound>)>,
    bytes: usize,
}

impl SoundLibrary {
    /// A library with nothing read yet.
    pub(crate) fn new(places: Places) -> Self {
        Self {
            places,
            kept: Mutex::default(),
        }
    }

    /// The sound of this name in this language, in the format that is cheapest for `codec`.
    pub(crate) fn find(
        &self,
        name: &str,
        language: &str,
        codec: Option<Codec>,
    ) -> Option<Arc<Sound>> {
        self.candidates(name, language)
            .iter()
            .find_map(|stem| self.best(stem, codec))
    }

    /// All sounds of a music class.
    pub(crate) fn music(&self, class: &str, codec: Option<Codec>) -> Arc<[Arc<Sound>]> {
        let Some(class) = self.places.music.find(class) else {
            return Arc::new([]);
        };
        let folder = Path::new(&class.directory);
        let roots = std::iter::once(&self.places.data).chain(&self.places.more_data);
        let stems = roots
            .map(|root| stems_in(&root.join(folder)))
            .find(|s| !s.is_empty());
        let stems = stems.unwrap_or_default();
        stems
            .iter()
            .filter_map(|stem| self.best(stem, codec))
            .collect()
    }

    /// Where a name may be, without endings: the channel's language, its part before `_`, none, `en`.
    fn candidates(&self, name: &str, language: &str) -> Vec<PathBuf> {
        if name.starts_with('/') {
            return vec![PathBuf::from(name)];
        }
        if name.split('/').any(|part| part == "..") {
            return Vec::new();
        }
        let mut languages = vec![language];
        languages.extend(language.split_once('_').map(|(stem, _)| stem));
        languages.extend(["", "en"]);
        let mut found = Vec::new();
        for language in languages {
            for root in &self.places.sounds {
                let stem = self.stem(root, name, language);
                if !found.contains(&stem) {
                    found.push(stem);
                }
            }
        }
        found
    }

    fn stem(&self, root: &Path, name: &str, language: &str) -> PathBuf {
        if self.places.language_first || language.is_empty() {
            return root.join(language).join(name);
        }
        match name.rsplit_once('/') {
            Some((folder, file)) => root.join(folder).join(language).join(file),
            None => root.join(language).join(name),
        }
    }

    fn best(&self, stem: &Path, codec: Option<Codec>) -> Option<Arc<Sound>> {
        let mut files: Vec<(u32, PathBuf, &str)> = Vec::new();
        for format in file::formats() {
            for extension in format.extensions {
                let path = with_ending(stem, extension);
                if path.is_file() {
                    let wanted = codec.unwrap_or(Codec::Ulaw);
                    if let Some(cost) = translation_cost(format.codec, wanted) {
                        files.push((cost, path, extension));
                    }
                }
            }
        }
        files.sort_by_key(|(cost, ..)| *cost);
        files
            .iter()
            .find_map(|(_, path, extension)| self.read(path, extension))
    }

    fn read(&self, path: &Path, extension: &str) -> Option<Arc<Sound>> {
        let facts = std::fs::metadata(path).ok()?;
        let stamp = (facts.mtime(), facts.mtime_nsec(), facts.len());
        if let Ok(kept) = self.kept.lock()
            && let Some((known, sound)) = kept.sounds.get(path)
            && *known == stamp
        {
            return Some(sound.clone());
        }
        if facts.len() > LARGEST_FILE {
            return None;
        }
        let sound = Arc::new(file::read(extension, &std::fs::read(path).ok()?).ok()?);
        self.keep(path, stamp, &sound);
        Some(sound)
    }

    fn keep(&self, path: &Path, stamp: Stamp, sound: &Arc<Sound>) {
        let Ok(mut kept) = self.kept.lock() else {
            return;
        };
        if kept.bytes + sound.data.len() > MOST_KEPT_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += sound.data.len();
        kept.sounds.insert(path.to_owned(), (stamp, sound.clone()));
    }
}

/// When a file was written, and how long it is.
type Stamp = (i64, i64, u64);

fn with_ending(stem: &Path, extension: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// The files of a folder without their endings, each once, by name.
fn stems_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut stems: Vec<PathBuf> = paths
        .filter(|p| {
            p.extension()
                .and_then(|e| e.to_str())
                .is_some_and(|e| file::Format::find(e).is_some())
        })
        .map(|p| p.with_extension(""))
        .collect();
    stems.sort();
    stems.dedup();
    stems
}

/// A prompt of an hour in 16-bit samples is 57 MB.
const LARGEST_FILE: u64 = 64 << 20;
/// What is kept in memory; beyond it everything is read anew.
const MOST_KEPT_BYTES: usize = 64 << 20;

#[cfg(test)]
mod tests;
