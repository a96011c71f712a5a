//! Folders, ports and sound files that belong to one test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use audio::file::{Format, Writer};
use audio::measure;

/// A folder that goes with the test; `IT_KEEP=1` keeps it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("starling-it-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The text of a file; empty when there is none.
    pub(crate) fn read(&self, name: &str) -> String {
        let bytes = fs::read(self.0.join(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A tone as a sound file.
    pub(crate) fn write_tone(&self, name: &str, pitch: f64, ms: u32) {
        let mut writer = Writer::new(Format::find("wav").unwrap());
        let mut body = Vec::new();
        writer.append_samples(&measure::sine(pitch, 8000, ms, -12.0), &mut body);
        writer.finish(&mut body);
        let mut bytes = writer.header();
        bytes.append(&mut body);
        self.write(name, bytes);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::env::var_os("IT_KEEP").is_none() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// A port that nobody uses (nor the one above it, where softphones take TLS), below those that the
/// system hands out by itself, so that nobody takes it meanwhile. It is not tried out: a socket that was
/// bound for that would live on for a moment in programs that another thread is just starting.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id() % 50 * 220;
    let used = used_ports();
    for _ in 0..5000 {
        let number = first + NEXT.fetch_add(2, Ordering::Relaxed);
        let port = 21_000 + (number % 11_000) as u16;
        if !used.contains(&port) && !used.contains(&(port + 1)) {
            return port;
        }
    }
    panic!("no port is free");
}

fn used_ports() -> Vec<u16> {
    let tables = ["udp", "udp6", "tcp", "tcp6"].map(|name| format!("/proc/net/{name}"));
    let texts = tables
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok());
    let port = |line: &str| {
        let (_, port) = line.split_whitespace().nth(1)?.rsplit_once(':')?;
        u16::from_str_radix(port, 16).ok()
    };
    texts
        .flat_map(|text| text.lines().filter_map(port).collect::<Vec<_>>())
        .collect()
}

/// Material of real installations. `None`, with a word on the screen, when nobody said where it is;
/// in CI that is an error.
pub(crate) fn fixtures(path: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("STARLING_FIXTURES") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        println!("skipped: STARLING_FIXTURES is not set");
        return None;
    };
    Some(PathBuf::from(root).join(path))
}
