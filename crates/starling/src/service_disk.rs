//! The disk under services: every step survives a power cut, and other programs are kept off with the
//! lock files that they know.

use std::any::Any;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use call::disk::{Disk, DiskFault};

use crate::clock;

/// The machine's file systems.
pub(crate) struct ServiceDisk;

impl Disk for ServiceDisk {
    fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, DiskFault> {
        match fs::read(path) {
            Ok(contents) => Ok(Some(contents)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("'{path}' cannot be read: {error}")),
        }
    }

    fn write(&self, path: &str, contents: &[u8]) -> Result<(), DiskFault> {
        replace(Path::new(path), contents)
            .map_err(|error| format!("'{path}' cannot be written: {error}"))
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), DiskFault> {
        let renamed = (|| {
            if let Some(folder) = Path::new(to).parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(from, to)?;
            sync_folder(Path::new(to))
        })();
        renamed.map_err(|error| format!("'{from}' cannot become '{to}': {error}"))
    }

    fn remove(&self, path: &str) -> Result<(), DiskFault> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(format!("'{path}' cannot be removed: {error}"))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn secure(&self, path: &str) -> Result<(), DiskFault> {
        let secured = File::open(path).and_then(|file| file.sync_all());
        secured.map_err(|error| format!("'{path}' may be lost: {error}"))
    }

    fn lock(&self, folder: &str) -> Result<Box<dyn Any>, DiskFault> {
        let locked = Lock::take(Path::new(folder));
        match locked {
            Ok(lock) => Ok(Box::new(lock)),
            Err(error) => Err(format!("'{folder}' cannot be locked: {error}")),
        }
    }
}

/// Writes beside the file, makes it safe, and puts it in the file's place with the file's permissions.
fn replace(path: &Path, contents: &[u8]) -> std::io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or_else(|| Path::new("/"));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_else(|| OsStr::new("file"));
    let beside = folder.join(format!(".{}.{:x}.tmp", name.to_string_lossy(), unique()));
    let written = (|| {
        let mut file = File::options().write(true).create_new(true).open(&beside)?;
        if let Ok(there) = fs::metadata(&path) {
            file.set_permissions(there.permissions())?;
        } else {
            file.set_permissions(fs::Permissions::from_mode(NEW_FILE_MODE))?;
        }
        file.write_all(contents)?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        sync_folder(&path)
    })();
    if written.is_err() {
        // A full disk must not get fuller.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn sync_folder(of: &Path) -> std::io::Result<()> {
    File::open(of.parent().unwrap_or_else(|| Path::new("/")))?.sync_all()
}

/// A number that is this process's own, and another each time.
fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    own_token().wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed))
}

fn own_token() -> u64 {
    static TOKEN: OnceLock<u64> = OnceLock::new();
    *TOKEN.get_or_init(clock::random_seed)
}

/// `.lock` in a folder, made as a hard link so that only one can make it.
struct Lock {
    path: PathBuf,
}

impl Lock {
    fn take(folder: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(".lock");
        let own = folder.join(format!(".lock-{:016x}", unique()));
        let mark = format!("starling {} {:016x}", std::process::id(), own_token());
        fs::write(&own, &mark)?;
        let until = clock::now() + PATIENCE;
        let linked = loop {
            match fs::hard_link(&own, &path) {
                Ok(()) => break Ok(()),
                Err(error) if error.kind() != ErrorKind::AlreadyExists => break Err(error),
                Err(_) if is_stale(&path) => {
                    let _ = fs::remove_file(&path);
                }
                Err(error) if clock::now() > until => break Err(error),
                Err(_) => clock::rest(PAUSE),
            }
        };
        let _ = fs::remove_file(&own);
        linked.map(|()| Self { path })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Did its owner die? Ours say who they are; those of other programs are old after a minute.
fn is_stale(lock: &Path) -> bool {
    let mark = fs::read_to_string(lock).unwrap_or_default();
    let mut words = mark.split_whitespace();
    if words.next() == Some("starling")
        && let (Some(process), Some(token)) = (words.next(), words.next())
    {
        let own = process == std::process::id().to_string();
        let alive = Path::new("/proc").join(process).exists();
        return !alive || own && token != format!("{:016x}", own_token());
    }
    let age = fs::metadata(lock).and_then(|facts| facts.modified());
    let age = age.ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age > OLD)
}

/// Asterisk's programs wait as long.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);
const OLD: Duration = Duration::from_secs(60);
const NEW_FILE_MODE: u32 = 0o660;

#[cfg(test)]
mod tests;
