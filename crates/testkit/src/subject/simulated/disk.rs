//! Files in memory, for what is recorded.

use std::rc::Rc;
use std::sync::Arc;

use audio::Sound;
use audio::file::{self, Format};
use call::FileFacts;
use call::disk::MemoryDisk as Files;
use media::recorder::{Disk, HEAD_BYTES};

/// Files by their paths.
#[derive(Default)]
pub(super) struct MemoryDisk(pub(super) Rc<Files>);

impl MemoryDisk {
    /// All that is in a file.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path)
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
            file::read(ending, &bytes).ok().map(Arc::new)
        };
        formats.filter(|it| it.can_be_written()).find_map(read)
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0
            .get(path)
            .ok_or_else(|| format!("'{path}' is not there"))
    }
}

impl Disk for MemoryDisk {
    fn open(&mut self, path: &str, keep: bool) -> Result<(u64, Vec<u8>), String> {
        let mut file = self.0.get(path).unwrap_or_default();
        if !keep {
            file.clear();
        }
        let head = file[..file.len().min(HEAD_BYTES)].to_vec();
        let length = file.len() as u64;
        self.0.put(path, file);
        Ok((length, head))
    }

    fn write(&mut self, path: &str, at: u64, bytes: &[u8]) -> Result<(), String> {
        let mut file = self.file(path)?;
        let (at, end) = (at as usize, at as usize + bytes.len());
        if file.len() < end {
            file.resize(end, 0);
        }
        file[at..end].copy_from_slice(bytes);
        self.0.put(path, file);
        Ok(())
    }

    fn cut(&mut self, path: &str, length: u64) -> Result<(), String> {
        let mut file = self.file(path)?;
        file.truncate(length as usize);
        self.0.put(path, file);
        Ok(())
    }

    fn close(&mut self, _: &str) {}

    fn rename(&mut self, from: &str, to: &str) -> Result<(), String> {
        let file = self.file(from)?;
        call::disk::Disk::remove(&*self.0, from)?;
        self.0.put(to, file);
        Ok(())
    }

    fn delete(&mut self, path: &str) -> Result<(), String> {
        self.file(path)?;
        call::disk::Disk::remove(&*self.0, path)
    }
}
