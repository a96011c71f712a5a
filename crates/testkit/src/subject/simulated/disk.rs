//! Files in memory, for what is recorded.

use std::collections::BTreeMap;
use std::sync::Arc;

use audio::Sound;
use audio::file::{self, Format};
use call::FileFacts;
use media::recorder::{Disk, HEAD_BYTES};

/// Files by their paths.
#[derive(Default)]
pub(super) struct MemoryDisk(BTreeMap<String, Vec<u8>>);

impl MemoryDisk {
    /// All that is in a file.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).cloned()
    }

    /// What is known of a file.
    pub(super) fn facts(&self, path: &str) -> Option<FileFacts> {
        self.0.get(path).map(|file| FileFacts {
            is_folder: false,
            is_file: true,
            mode: 0o100_644,
            size: file.len() as u64,
            times: [0; 3],
        })
    }

    /// A recorded sound by its name without ending.
    pub(super) fn sound(&self, name: &str) -> Option<Arc<Sound>> {
        let stem = match name.starts_with('/') {
            true => name.to_owned(),
            false => format!("{}/sounds/{name}", super::DATA_FOLDER),
        };
        let formats = file::formats().iter();
        let read = |format: &'static Format| {
            let ending = format.extension();
            let bytes = self.0.get(&format!("{stem}.{ending}"))?;
            file::read(ending, bytes).ok().map(Arc::new)
        };
        formats.filter(|it| it.can_be_written()).find_map(read)
    }

    fn file(&mut self, path: &str) -> Result<&mut Vec<u8>, String> {
        self.0
            .get_mut(path)
            .ok_or_else(|| format!("'{path}' is not there"))
    }
}

impl Disk for MemoryDisk {
    fn open(&mut self, path: &str, keep: bool) -> Result<(u64, Vec<u8>), String> {
        let file = self.0.entry(path.to_owned()).or_default();
        if !keep {
            file.clear();
        }
        let head = file[..file.len().min(HEAD_BYTES)].to_vec();
        Ok((file.len() as u64, head))
    }

    fn write(&mut self, path: &str, at: u64, bytes: &[u8]) -> Result<(), String> {
        let file = self.file(path)?;
        let (at, end) = (at as usize, at as usize + bytes.len());
        if file.len() < end {
            file.resize(end, 0);
        }
        file[at..end].copy_from_slice(bytes);
        Ok(())
    }

    fn cut(&mut self, path: &str, length: u64) -> Result<(), String> {
        self.file(path)?.truncate(length as usize);
        Ok(())
    }

    fn close(&mut self, _: &str) {}

    fn rename(&mut self, from: &str, to: &str) -> Result<(), String> {
        let file = std::mem::take(self.file(from)?);
        self.0.remove(from);
        self.0.insert(to.to_owned(), file);
        Ok(())
    }

    fn delete(&mut self, path: &str) -> Result<(), String> {
        self.file(path)?;
        self.0.remove(path);
        Ok(())
    }
}
