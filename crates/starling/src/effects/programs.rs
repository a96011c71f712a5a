//! Commands of the system's shell, each in a thread of its own so that none keeps the others waiting.
#![expect(
    unsafe_code,
    reason = "only libc ends a whole process group; the number is that of our own child"
)]

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use call::Outcome;

use crate::clock;

/// The environment of the commands, and how many run.
#[derive(Clone, Default)]
pub(super) struct Programs {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// What was set by `ENV()`, over our own environment.
    environment: BTreeMap<String, String>,
    running: usize,
}

impl Programs {
    /// Runs a command and gives its outcome to `done`, from another thread.
    pub(super) fn run(
        &self,
        command: String,
        limit: Duration,
        with_output: bool,
        done: impl FnOnce(Outcome) + Send + 'static,
    ) {
        let environment = {
            let mut shared = self.lock();
            if shared.running >= MOST_AT_ONCE {
                drop(shared);
                return done(Outcome::Failed(format!(
                    "{MOST_AT_ONCE} commands are running already"
                )));
            }
            shared.running += 1;
            shared.environment.clone()
        };
        let this = self.clone();
        let done = Arc::new(Mutex::new(Some(done)));
        let tell = done.clone();
        let work = move || {
            let outcome = run(&command, limit, with_output, &environment);
            this.lock().running -= 1;
            answer(&tell, outcome);
        };
        let thread = std::thread::Builder::new().name("command".to_owned());
        if let Err(error) = thread.spawn(work) {
            self.lock().running -= 1;
            answer(&done, Outcome::Failed(format!("no thread for it: {error}")));
        }
    }

    /// A variable as commands see it.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let set = self.lock().environment.get(name).cloned();
        set.or_else(|| std::env::var(name).ok())
            .filter(|value| !value.is_empty())
    }

    /// Commands see this from now on.
    pub(super) fn set_variable(&self, name: String, value: String) -> Outcome {
        if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
            return Outcome::Failed(format!("'{name}' cannot be a variable of the environment"));
        }
        let mut shared = self.lock();
        if shared.environment.len() >= MOST_VARIABLES && !shared.environment.contains_key(&name) {
            return Outcome::Failed("there are too many variables already".to_owned());
        }
        shared.environment.insert(name, value);
        Outcome::Done
    }

    /// Over our own environment; empty values remove a variable.
    pub(super) fn environment(&self) -> BTreeMap<String, String> {
        self.lock().environment.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever comes first says what came of it.
fn answer<F: FnOnce(Outcome)>(done: &Mutex<Option<F>>, outcome: Outcome) {
    let done = done.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(done) = done {
        done(outcome);
    }
}

fn run(
    command: &str,
    limit: Duration,
    with_output: bool,
    environment: &BTreeMap<String, String>,
) -> Outcome {
    let output = if with_output {
        Stdio::piped()
    } else {
        Stdio::null()
    };
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command);
    for (name, value) in environment {
        if value.is_empty() {
            shell.env_remove(name);
        } else {
            shell.env(name, value);
        }
    }
    let started = shell
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(Stdio::null())
        .process_group(0)
        .spawn();
    match started {
        Ok(child) => wait(child, limit),
        Err(error) => Outcome::Failed(format!("the shell cannot be started: {error}")),
    }
}

/// Waits for the end of the command and of its output.
fn wait(mut child: Child, limit: Duration) -> Outcome {
    let until = clock::now() + limit.min(LONGEST);
    let group = child.id();
    let output = child.stdout.take().map(read_all);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status.code(),
            Ok(None) if clock::now() < until => clock::rest(LOOK_AGAIN),
            Ok(None) | Err(_) => {
                end_group(group);
                let _ = child.wait();
                break None;
            }
        }
    };
    let output = output.map_or_else(Vec::new, |output| finish(&output, until, group));
    Outcome::Ran { status, output }
}

/// Reads what a command writes, in another thread; what is too much is read and left out.
fn read_all(mut from: std::process::ChildStdout) -> Receiver<Vec<u8>> {
    let (tell, output) = channel();
    let work = move || {
        let mut piece = vec![0; 4_096];
        let mut all = Vec::new();
        while let Ok(length @ 1..) = from.read(&mut piece) {
            let room = MOST_OUTPUT.saturating_sub(all.len()).min(length);
            all.extend_from_slice(&piece[..room]);
        }
        let _ = tell.send(all);
    };
    drop(
        std::thread::Builder::new()
            .name("output".to_owned())
            .spawn(work),
    );
    output
}

/// The shell may be over while a child of it still writes.
fn finish(output: &Receiver<Vec<u8>>, until: Instant, group: u32) -> Vec<u8> {
    let left = until.saturating_duration_since(clock::now());
    match output.recv_timeout(left) {
        Ok(all) => all,
        Err(RecvTimeoutError::Disconnected) => Vec::new(),
        Err(RecvTimeoutError::Timeout) => {
            end_group(group);
            output.recv_timeout(LAST_WORDS).unwrap_or_default()
        }
    }
}

/// Ends a child's group.
pub(super) fn end_group(group: u32) {
    send(group, libc::SIGKILL);
}

/// Tells a child, and not its own children, that its call is over.
pub(super) fn hang_up(child: u32) {
    if let Ok(child @ 2..) = i32::try_from(child) {
        // SAFETY: a system call with two numbers; the child is our own and not yet waited for.
        unsafe { libc::kill(child, libc::SIGHUP) };
    }
}

fn send(group: u32, signal: i32) {
    if let Ok(group @ 2..) = i32::try_from(group) {
        // SAFETY: a system call with two numbers; the group was made for our own child.
        unsafe { libc::kill(-group, signal) };
    }
}

const MOST_AT_ONCE: usize = 200;
const MOST_VARIABLES: usize = 1_000;
const MOST_OUTPUT: usize = 64 * 1_024;
const LONGEST: Duration = Duration::from_secs(86_400);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
const LAST_WORDS: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests;
