//! Becoming a service: background, process id, folders, user. Everything here happens before the
//! first thread starts, because a fork takes only the thread that calls it along.
#![allow(
    unsafe_code,
    reason = "fork, setuid and their kind exist only as C functions"
)]

use std::ffi::CString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::fs::{OpenOptionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use crate::directories::{Directories, Installation};

/// Why the program cannot be a service; one line for the administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// The background process's line to the one that somebody waits for. Whoever started it sees it end
/// only when `ready` or `failed` is called, or this process dies.
#[derive(Debug)]
pub(crate) struct Background {
    to_parent: Option<File>,
}

impl Background {
    /// Stays in the foreground: nobody waits.
    pub(crate) fn none() -> Self {
        Self { to_parent: None }
    }

    /// Goes to the background. Returns in the child only; the parent waits for the start's outcome,
    /// prints why it failed, and ends. No thread may have been started yet.
    pub(crate) fn enter() -> Result<Self, Refused> {
        let (from_child, to_parent) = pipe().map_err(|e| refused("cannot make a pipe", &e))?;
        // SAFETY: no other thread runs, so the child finds no lock taken by a thread it lacks.
        match unsafe { libc::fork() } {
            -1 => Err(refused(
                "cannot go to the background",
                &io::Error::last_os_error(),
            )),
            0 => {
                drop(from_child);
                // SAFETY: plain system call without arguments; a fresh child leads no group, so it
                // cannot fail.
                unsafe { libc::setsid() };
                Ok(Self {
                    to_parent: Some(to_parent),
                })
            }
            _ => {
                drop(to_parent);
                std::process::exit(outcome_of_child(from_child));
            }
        }
    }

    /// The start went well: lets the parent end, and leaves the terminal.
    pub(crate) fn ready(&mut self) -> Result<(), Refused> {
        let Some(mut to_parent) = self.to_parent.take() else {
            return Ok(());
        };
        let nothing = File::options().read(true).write(true).open("/dev/null");
        let nothing = nothing.map_err(|e| refused("cannot open /dev/null", &e))?;
        for stream in 0..=2 {
            // SAFETY: both are open file descriptors of this process, and dup2 keeps no memory.
            if unsafe { libc::dup2(nothing.as_raw_fd(), stream) } < 0 {
                return Err(refused(
                    "cannot leave the terminal",
                    &io::Error::last_os_error(),
                ));
            }
        }
        // Nobody may be there any more to hear it.
        let _ = to_parent.write_all(&[READY]);
        // A folder must not be kept busy by a service that was started in it.
        let _ = std::env::set_current_dir("/");
        Ok(())
    }

    /// The start failed: the parent prints this and ends with an error. In the foreground it is
    /// printed here.
    pub(crate) fn failed(self, why: &str) {
        match self.to_parent {
            Some(mut to_parent) => drop(to_parent.write_all(format!("{FAILED}{why}").as_bytes())),
            None => drop(writeln!(io::stderr(), "{why}")),
        }
    }
}

/// Refuses a second exchange on the same control socket; removes what a dead one left.
pub(crate) fn claim_socket(socket: &Path) -> Result<(), Refused> {
    match UnixStream::connect(socket) {
        Ok(_) => Err(Refused(format!(
            "Asterisk already running on {}.  Use 'asterisk -r' to connect.",
            socket.display()
        ))),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            io::ErrorKind::ConnectionRefused => fs::remove_file(socket)
                .map_err(|e| refused(&format!("cannot remove {}", socket.display()), &e)),
            _ => Err(refused(
                &format!("cannot use the socket {}", socket.display()),
                &error,
            )),
        },
    }
}

/// Makes the folders that the exchange writes to, and gives those that are new to `owner`.
pub(crate) fn make_folders(
    directories: &Directories,
    owner: Option<&Owner>,
) -> Result<(), Refused> {
    let d = directories;
    let spool = Path::new(&d.spool);
    let mut wanted: Vec<PathBuf> = [&d.run, &d.log, &d.database, &d.spool]
        .iter()
        .map(PathBuf::from)
        .collect();
    wanted.extend(["outgoing", "monitor", "voicemail", "tmp"].map(|name| spool.join(name)));
    for folder in wanted {
        if folder.is_dir() {
            continue;
        }
        let cannot = |error: &io::Error| {
            let place = folder.display();
            refused(
                &format!("cannot make the folder {place}: make it, or change asterisk.conf"),
                error,
            )
        };
        fs::create_dir_all(&folder).map_err(|e| cannot(&e))?;
        if let Some(owner) = owner {
            chown(&folder, owner.user, owner.group).map_err(|e| cannot(&e))?;
        }
    }
    Ok(())
}

/// Writes the process id; the file is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct PidFile {
    path: PathBuf,
}

impl PidFile {
    /// `astrundir/asterisk.pid`, with this process's id.
    pub(crate) fn write(installation: &Installation) -> Result<Self, Refused> {
        let path = Path::new(&installation.directories.run).join("asterisk.pid");
        let cannot = |e: io::Error| refused(&format!("cannot write {}", path.display()), &e);
        let mut options = File::options();
        let options = options.write(true).create(true).truncate(true).mode(0o644);
        let mut file = options.open(&path).map_err(cannot)?;
        writeln!(file, "{}", std::process::id()).map_err(cannot)?;
        Ok(Self { path })
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A user and a group to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// User id, when a user was named.
    user: Option<u32>,
    /// Group id, when a group was named or the user has one.
    group: Option<u32>,
    /// For the further groups of the user.
    name: Option<CString>,
}

impl Owner {
    /// Looks up the names; `None` when none is given.
    pub(crate) fn find(user: &str, group: &str) -> Result<Option<Self>, Refused> {
        let mut this = Self {
            user: None,
            group: None,
            name: None,
        };
        if !user.is_empty() {
            let entry = entry_of("/etc/passwd", user).or_else(|| user_from_system(user));
            let (id, group) = entry.ok_or_else(|| Refused(format!("No such user '{user}'!")))?;
            (this.user, this.group) = (Some(id), group);
            this.name = CString::new(user).ok();
        }
        if !group.is_empty() {
            let entry = entry_of("/etc/group", group).map(|(id, _)| id);
            let id = entry.or_else(|| group_from_system(group));
            this.group = Some(id.ok_or_else(|| Refused(format!("No such group '{group}'!")))?);
        }
        let named = this.user.is_some() || this.group.is_some();
        Ok(named.then_some(this))
    }

    /// Becomes them, for good. Already being them is fine.
    pub(crate) fn become_it(&self) -> Result<(), Refused> {
        // SAFETY: plain system call without arguments.
        let (now_user, now_group) = unsafe { (libc::geteuid(), libc::getegid()) };
        let same_group = self.group.is_none_or(|group| group == now_group);
        if self.user.is_none_or(|user| user == now_user) && same_group {
            return Ok(());
        }
        if let Some(group) = self.group {
            // SAFETY: numbers only.
            checked(unsafe { libc::setgid(group) }, "cannot change the group")?;
        }
        if let (Some(name), Some(group)) = (&self.name, self.group) {
            // SAFETY: `name` ends in a NUL and lives until the call is over.
            checked(
                unsafe { libc::initgroups(name.as_ptr(), group) },
                "cannot take the user's groups",
            )?;
        }
        if let Some(user) = self.user {
            // SAFETY: numbers only.
            checked(unsafe { libc::setuid(user) }, "cannot change the user")?;
        }
        Ok(())
    }
}

/// Waits for what the child says about its start; gives the exit code.
fn outcome_of_child(mut from_child: File) -> i32 {
    let mut told = Vec::new();
    let _ = from_child.read_to_end(&mut told);
    if told == [READY] {
        return 0;
    }
    let why = String::from_utf8_lossy(&told);
    let why = why
        .strip_prefix(FAILED)
        .unwrap_or("the exchange died while it started");
    let _ = writeln!(io::stderr(), "{why}");
    1
}

fn pipe() -> io::Result<(File, File)> {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for the two descriptors that are written.
    if unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: pipe2 has just made both, and nobody else knows them.
    let ends = ends.map(|end| unsafe { OwnedFd::from_raw_fd(end) });
    let [read, write] = ends.map(File::from);
    Ok((read, write))
}

/// Id and group of a name in `/etc/passwd`, or the id in `/etc/group`.
fn entry_of(file: &str, name: &str) -> Option<(u32, Option<u32>)> {
    let text = String::from_utf8_lossy(&fs::read(file).ok()?).into_owned();
    let line = text
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let id = fields.next()?.parse().ok()?;
    let group = fields.next().and_then(|group| group.parse().ok());
    Some((id, group))
}

/// Users of directories (LDAP and the like), which are in no file.
fn user_from_system(name: &str) -> Option<(u32, Option<u32>)> {
    let name = CString::new(name).ok()?;
    // SAFETY: `name` ends in a NUL; the answer is read before anything else can ask, as no other
    // thread runs yet.
    let entry = unsafe { libc::getpwnam(name.as_ptr()).as_ref() }?;
    Some((entry.pw_uid, Some(entry.pw_gid)))
}

fn group_from_system(name: &str) -> Option<u32> {
    let name = CString::new(name).ok()?;
    // SAFETY: as in `user_from_system`.
    let entry = unsafe { libc::getgrnam(name.as_ptr()).as_ref() }?;
    Some(entry.gr_gid)
}

fn checked(result: i32, what: &str) -> Result<(), Refused> {
    match result {
        0 => Ok(()),
        _ => Err(refused(what, &io::Error::last_os_error())),
    }
}

fn refused(what: &str, error: &io::Error) -> Refused {
    Refused(format!("{what}: {error}"))
}

const READY: u8 = b'+';
const FAILED: &str = "-";

#[cfg(test)]
mod tests;
