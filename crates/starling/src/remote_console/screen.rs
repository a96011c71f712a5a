//! Shows what happens while a person types, and leaves the terminal as it was.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use rustyline::ExternalPrinter;

use super::ConsoleOptions;
use super::editor::Editor;
use crate::clock;

/// Where events are shown.
pub(super) struct Screen {
    printer: Option<Box<dyn ExternalPrinter + Send>>,
    color: bool,
    timestamp: bool,
    root: bool,
    /// The terminal's settings before the line editor changed them, as `stty` tells them.
    before: Option<String>,
}

impl Screen {
    /// Shows nothing.
    pub(super) fn silent() -> Self {
        Self {
            printer: None,
            color: false,
            timestamp: false,
            root: false,
            before: None,
        }
    }

    /// Shows events above the line that is being typed.
    pub(super) fn above_the_prompt(
        editor: &mut Editor,
        options: &ConsoleOptions,
        color: bool,
    ) -> Self {
        let printer = if options.mute { None } else { editor.printer() };
        let (timestamp, root) = (options.timestamp, options.root);
        Self {
            printer,
            color,
            timestamp,
            root,
            before: terminal_settings(),
        }
    }

    /// Shows whole lines.
    pub(super) fn show(&mut self, lines: &str) {
        let Some(printer) = &mut self.printer else {
            return;
        };
        let mut text = String::new();
        for line in lines.lines() {
            if self.timestamp && !line.starts_with('[') {
                let now = apps::time::format_time(clock::since_epoch(), None, "%b %e %T");
                text.push_str(&format!("[{now}] "));
            }
            text.push_str(&if self.color {
                colored(line)
            } else {
                line.to_owned()
            });
            text.push('\n');
        }
        let _ = printer.print(text);
    }

    /// The connection is gone.
    pub(super) fn disconnected(&mut self) {
        if self.before.is_some() && !self.root {
            self.show("Disconnected from Asterisk server\n");
        }
    }

    /// Ends the program if somebody sits at a prompt that nobody will answer any more: the line
    /// editor cannot be called back, so the terminal is put right here.
    pub(super) fn end(self) {
        let Some(before) = self.before else { return };
        let _ = Command::new("stty")
            .arg(before)
            .stdin(Stdio::inherit())
            .status();
        if !self.root {
            let _ = writeln!(io::stdout());
            std::process::exit(0);
        }
    }
}

/// Does the output understand colours?
pub(super) fn takes_colors() -> bool {
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb" || term.is_empty());
    io::stdout().is_terminal() && !dumb && std::env::var_os("NO_COLOR").is_none()
}

/// Log lines in the colour of their level, marks of verbose lines in grey.
pub(super) fn colored(line: &str) -> String {
    if line.starts_with('[')
        && let Some((date, rest)) = line.split_once("] ")
    {
        let color = LEVEL_COLORS
            .iter()
            .find(|(level, _)| rest.starts_with(level));
        if let Some((level, color)) = color {
            let rest = &rest[level.len()..];
            return format!("{date}] \x1b[{color}m{level}\x1b[0m{rest}");
        }
    }
    let mark = MARKS.iter().find(|mark| line.starts_with(*mark));
    match mark {
        Some(mark) => format!("\x1b[90m{mark}\x1b[0m{}", &line[mark.len()..]),
        None => line.to_owned(),
    }
}

fn terminal_settings() -> Option<String> {
    let told = Command::new("stty")
        .arg("-g")
        .stdin(Stdio::inherit())
        .output()
        .ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    // Without `stty` the program still ends; the shell's own line editor puts most of it right.
    Some(text.trim().to_owned())
}

const LEVEL_COLORS: &[(&str, &str)] = &[
    ("ERROR", "1;31"),
    ("WARNING", "1;33"),
    ("NOTICE", "32"),
    ("DEBUG", "90"),
];
const MARKS: &[&str] = &["    -- ", "  == ", "       > "];
