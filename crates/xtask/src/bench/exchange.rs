//! The program under measurement: started in a folder of its own, stopped whatever happens.

use std::fs::{self, File};
use std::io;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::bench::clock::{now, pause};
use crate::bench::setup;
use crate::bench::usage::{Memory, Spent, Usage};
use crate::bench::wire::{REGISTRANTS, Wire};

/// A running exchange.
pub(super) struct Exchange {
    child: Child,
    binary: PathBuf,
    folder: PathBuf,
    /// From exec to its first answer.
    pub(super) started_in: Duration,
}

impl Exchange {
    /// Starts `binary` for `wire` with so many users, and waits until it answers OPTIONS.
    pub(super) fn start(binary: &Path, wire: &Wire, users: usize) -> Result<Self, String> {
        let folder = folder();
        let told = |error: io::Error| format!("{}: {error}", folder.display());
        setup::write(&folder, wire, users).map_err(told)?;
        Self::run(binary, wire, folder)
    }

    /// The same with these contexts in the dialplan.
    pub(super) fn with_plan(binary: &Path, wire: &Wire, plan: &str) -> Result<Self, String> {
        let folder = folder();
        let told = |error: io::Error| format!("{}: {error}", folder.display());
        setup::write(&folder, wire, 0).map_err(told)?;
        let path = folder.join("etc/extensions.conf");
        let all = fs::read_to_string(&path).map_err(told)? + plan;
        fs::write(&path, all).map_err(told)?;
        Self::run(binary, wire, folder)
    }

    fn run(binary: &Path, wire: &Wire, folder: PathBuf) -> Result<Self, String> {
        let told = |error: io::Error| format!("{}: {error}", folder.display());
        let output = File::create(folder.join("output.log")).map_err(told)?;
        let errors = output.try_clone().map_err(told)?;
        let asker = UdpSocket::bind((REGISTRANTS, 0)).map_err(told)?;
        asker.set_nonblocking(true).map_err(told)?;
        let start = now();
        let child = Command::new(binary)
            .arg("-f")
            .arg("-C")
            .arg(folder.join("asterisk.conf"))
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", binary.display()))?;
        let mut exchange = Self {
            child,
            binary: binary.to_owned(),
            folder,
            started_in: Duration::ZERO,
        };
        for attempt in 0.. {
            exchange.started_in = now().duration_since(start);
            if answers(&asker, wire, attempt) {
                return Ok(exchange);
            }
            if let Some(status) = exchange.ended() {
                return Err(format!("ended with {status}: {}", exchange.last_words()));
            }
            if exchange.started_in > PATIENCE {
                break;
            }
        }
        Err(format!(
            "did not answer OPTIONS in {PATIENCE:?}: {}",
            exchange.last_words()
        ))
    }

    /// Processor time until now.
    pub(super) fn usage(&self) -> Result<Usage, String> {
        let gone = || format!("the exchange is gone: {}", self.last_words());
        Usage::of(self.child.id()).ok_or_else(gone)
    }

    /// What a console command answers.
    pub(super) fn console(&self, command: &str) -> Result<String, String> {
        let output = Command::new(&self.binary)
            .arg("-C")
            .arg(self.folder.join("asterisk.conf"))
            .args(["-rx", command])
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("'{command}': {error}"))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    pub(super) fn memory(&self) -> Memory {
        Memory::of(self.child.id())
    }

    /// Waits until it uses next to nothing, or a few seconds are over.
    pub(super) fn settle(&self) -> Result<(), String> {
        self.rest(SETTLE_MAX)
    }

    /// The same with more patience.
    pub(super) fn rest(&self, at_most: Duration) -> Result<(), String> {
        let until = now() + at_most;
        let mut before = self.usage()?;
        while now() < until {
            pause(SETTLE);
            let after = self.usage()?;
            if after.since(&before).total < SETTLE / 50 {
                return Ok(());
            }
            before = after;
        }
        Ok(())
    }

    /// Processor time over the next `window`.
    pub(super) fn spends(&self, window: Duration) -> Result<Spent, String> {
        let before = self.usage()?;
        pause(window);
        Ok(self.usage()?.since(&before))
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    fn last_words(&self) -> String {
        let text = fs::read(self.folder.join("output.log")).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<&str> = text.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n  ")
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        for _ in 0..STOP_ROUNDS {
            if self.ended().is_some() {
                break;
            }
            pause(STOP);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Asks once; whatever answers, answers.
fn answers(asker: &UdpSocket, wire: &Wire, attempt: u32) -> bool {
    let Ok(from) = asker.local_addr() else {
        return false;
    };
    let exchange = wire.exchange;
    let id = format!("{attempt}-{}", from.port());
    let question = format!(
        "OPTIONS sip:answer-0@{exchange} SIP/2.0\r\n\
         Via: SIP/2.0/UDP {from};branch=z9hG4bKo{id};rport\r\nMax-Forwards: 70\r\n\
         From: <sip:asker@{from}>;tag={attempt}\r\nTo: <sip:answer-0@{exchange}>\r\n\
         Call-ID: o{id}@{from}\r\nCSeq: 1 OPTIONS\r\nContact: <sip:asker@{from}>\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let _ = asker.send_to(question.as_bytes(), exchange);
    pause(QUESTION);
    let mut buffer = [0; 2048];
    let heard = asker.recv(&mut buffer);
    heard.is_ok_and(|length| buffer[..length].starts_with(b"SIP/2.0 "))
}

/// A name that no other run on this machine has.
fn folder() -> PathBuf {
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    let name = format!("starling-bench-{}-{number}", std::process::id());
    std::env::temp_dir().join(name)
}

static STARTED: AtomicU32 = AtomicU32::new(0);
const PATIENCE: Duration = Duration::from_secs(20);
const QUESTION: Duration = Duration::from_micros(500);
const SETTLE: Duration = Duration::from_millis(250);
const SETTLE_MAX: Duration = Duration::from_secs(3);
const STOP: Duration = Duration::from_millis(20);
const STOP_ROUNDS: u32 = 250;
