//! A terminal for the interactive console: `script` runs it on a pseudo-terminal.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::clock;
use crate::exchange::Killed;

/// A program on a terminal.
pub(crate) struct Terminal {
    process: Killed,
    screen: Arc<Mutex<String>>,
}

impl Terminal {
    /// Starts a command line of the shell, with this home.
    pub(crate) fn open(command: &str, home: &std::path::Path) -> Self {
        let mut child = Command::new("script")
            .args(["-qefc", command, "/dev/null"])
            .env("HOME", home)
            .env("TERM", "xterm")
            .env("COLUMNS", "200")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("script (bsdutils) is there");
        let screen = Arc::<Mutex<String>>::default();
        let (shown, mut output) = (screen.clone(), child.stdout.take().unwrap());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut buffer) {
                shown
                    .lock()
                    .unwrap()
                    .push_str(&String::from_utf8_lossy(&buffer[..length]));
            }
        });
        Self {
            process: Killed(child),
            screen,
        }
    }

    /// Types a line.
    pub(crate) fn types(&mut self, line: &str) {
        let input = self.process.0.stdin.as_mut().unwrap();
        input.write_all(format!("{line}\r").as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Waits until this is on the screen, and forgets everything up to it.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> String {
        let found = clock::within(clock::PATIENCE, || {
            let mut screen = self.screen.lock().unwrap();
            let plain = without_colors(&screen);
            let end = plain.find(text)? + text.len();
            *screen = plain[end..].to_owned();
            Some(plain[..end].to_owned())
        });
        match found {
            Some(found) => found,
            None => panic!("'{text}' is not shown, but {}", self.screen.lock().unwrap()),
        }
    }

    /// Waits for its end; gives the exit code.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> Option<i32> {
        clock::until("the console ends", || self.process.0.try_wait().unwrap()).code()
    }
}

/// The text without what moves the cursor and colours it.
fn without_colors(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\x1b') {
        plain.push_str(before);
        let end = after
            .find(|c: char| c.is_ascii_alphabetic())
            .map_or(after.len(), |at| at + 1);
        // Half a sequence at the end is completed later.
        if end == after.len() && !after.ends_with(|c: char| c.is_ascii_alphabetic()) {
            plain.push('\x1b');
            plain.push_str(after);
            return plain;
        }
        rest = &after[end..];
    }
    plain.push_str(rest);
    plain
}
