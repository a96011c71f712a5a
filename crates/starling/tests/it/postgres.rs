//! A PostgreSQL server of a test's own: a fresh cluster in a folder, on a port of its own.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::clock;
use crate::folder::{Folder, free_port};

/// A running server. User and database are `postgres`, there is no password.
pub(crate) struct Postgres {
    pub(crate) port: u16,
    folder: Folder,
    server: Child,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        let (folder, port) = (Folder::new(), free_port());
        let data = folder.path().join("pg");
        std::fs::create_dir(&data).unwrap();
        if is_root() {
            // The server refuses to run as root.
            chown(&data, Some(NOBODY), Some(NOBODY)).unwrap();
            open(folder.path());
        }
        let made = command("initdb")
            .args([
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .output()
            .expect("postgresql is installed");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let server = serve(&data, port);
        let this = Self {
            port,
            folder,
            server,
        };
        clock::until("PostgreSQL answers", || this.try_sql("SELECT 1"));
        this
    }

    /// Starts it again after it was killed.
    pub(crate) fn again(&mut self) {
        let _ = self.server.wait();
        let data = self.folder.path().join("pg");
        let _ = std::fs::remove_file(data.join("postmaster.pid"));
        self.server = serve(&data, self.port);
        clock::until("PostgreSQL answers again", || self.try_sql("SELECT 1"));
    }

    /// Has statements done; gives what `psql` prints.
    pub(crate) fn sql(&self, text: &str) -> String {
        self.try_sql(text).unwrap_or_else(|| panic!("{text}"))
    }

    fn try_sql(&self, text: &str) -> Option<String> {
        let output = command("psql")
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
            ])
            .args(["-U", "postgres", "-p", &self.port.to_string(), "-c", text])
            .current_dir("/")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then_some(printed)
    }

    /// Sends a signal to the server and to everything that it runs.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.server.id().to_string();
        let children = Command::new("pgrep").args(["-P", &pid]).output().unwrap();
        let children = String::from_utf8_lossy(&children.stdout).into_owned();
        for pid in children.split_whitespace().chain([pid.as_str()]) {
            let _ = Command::new("kill")
                .stderr(Stdio::null())
                .args([&format!("-{name}"), pid])
                .status();
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.signal("KILL");
        let _ = self.server.wait();
    }
}

fn serve(data: &Path, port: u16) -> Child {
    command("postgres")
        .args([
            "-h",
            "127.0.0.1",
            "-k",
            "",
            "-F",
            "-p",
            &port.to_string(),
            "-D",
        ])
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|facts| {
        use std::os::unix::fs::MetadataExt;
        facts.uid() == 0
    })
}

/// Lets others look through the folders on the way.
fn open(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, permissions).unwrap();
}

fn command(name: &str) -> Command {
    let mut command = Command::new(program(name));
    command.stdin(Stdio::null()).current_dir("/");
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Debian keeps the server's programs out of everybody's way.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut found: Vec<PathBuf> = versions
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

const NOBODY: u32 = 65_534;
