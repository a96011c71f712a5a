//! The line that a person types: history, completion by the exchange, a coloured prompt.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::time::Duration;

use control::cli::wire::{Frame, Request};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{ColorMode, CompletionType, Config, Context, ExternalPrinter, Helper};

use super::link::{Answers, Link};

/// Reads lines from a terminal.
pub(super) struct Editor {
    inner: rustyline::Editor<Assistance, DefaultHistory>,
    history: Option<PathBuf>,
    /// It was said once that the history cannot be kept.
    complained: bool,
}

/// What came from the keyboard.
pub(super) enum Typed {
    Line(String),
    /// The line was given up.
    Nothing,
    End,
}

impl Editor {
    /// An editor with the history of earlier consoles.
    pub(super) fn new(color: bool) -> rustyline::Result<Self> {
        let mode = if color {
            ColorMode::Enabled
        } else {
            ColorMode::Disabled
        };
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .color_mode(mode)
            .max_history_size(MOST_HISTORY)?
            .history_ignore_dups(true)?
            .build();
        let mut inner = rustyline::Editor::with_config(config)?;
        inner.set_helper(Some(Assistance::default()));
        let history = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(HISTORY));
        let mut this = Self {
            inner,
            history,
            complained: false,
        };
        this.load_history();
        Ok(this)
    }

    /// Lets the exchange complete what is typed.
    pub(super) fn complete_with(&mut self, link: &Link, answers: &Answers) {
        let source = Some((link.clone(), answers.clone()));
        self.inner.set_helper(Some(Assistance { source }));
    }

    /// Prints above the line that is being typed, from another thread.
    pub(super) fn printer(&mut self) -> Option<Box<dyn ExternalPrinter + Send>> {
        let printer = self.inner.create_external_printer().ok()?;
        Some(Box::new(printer))
    }

    /// The next line.
    pub(super) fn read(&mut self, prompt: &str) -> Typed {
        match self.inner.readline(prompt) {
            Ok(line) => {
                if !line.trim().is_empty()
                    && self.inner.add_history_entry(&line).is_ok_and(|new| new)
                {
                    self.keep_history();
                }
                Typed::Line(line)
            }
            Err(ReadlineError::Interrupted) => Typed::Nothing,
            Err(_) => Typed::End,
        }
    }

    fn load_history(&mut self) {
        let Some(path) = self.history.clone() else {
            return;
        };
        match self.inner.load_history(&path) {
            Ok(()) => {}
            Err(ReadlineError::Io(error)) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => self.complain(&format!(
                "Unable to read history from file {}: {error}",
                path.display()
            )),
        }
    }

    fn keep_history(&mut self) {
        let Some(path) = self.history.clone() else {
            return;
        };
        if let Err(error) = self.inner.append_history(&path) {
            self.complain(&format!(
                "Unable to write history to file {}: {error}",
                path.display()
            ));
        }
    }

    fn complain(&mut self, text: &str) {
        if !self.complained {
            self.complained = true;
            let _ = writeln!(io::stderr(), "{text}");
        }
    }
}

/// What the line editor asks about a line.
#[derive(Default)]
struct Assistance {
    source: Option<(Link, Answers)>,
}

impl Completer for Assistance {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..position).unwrap_or(line);
        let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let Some((link, answers)) = &self.source else {
            return Ok((start, Vec::new()));
        };
        if link
            .clone()
            .send(&Request::Complete(typed.to_owned()))
            .is_err()
        {
            return Ok((start, Vec::new()));
        }
        loop {
            match answers.next(Some(PATIENCE)) {
                Ok(Frame::Names(names)) => return Ok((start, finished(names))),
                Ok(_) => {}
                Err(_) => return Ok((start, Vec::new())),
            }
        }
    }
}

/// A single choice is complete: the next word may follow.
fn finished(mut names: Vec<String>) -> Vec<String> {
    if let [only] = names.as_mut_slice()
        && !only.ends_with('/')
    {
        only.push(' ');
    }
    names
}

impl Highlighter for Assistance {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        Cow::Owned(format!("\x1b[1m{prompt}\x1b[0m"))
    }
}

impl Hinter for Assistance {
    type Hint = String;
}

impl Validator for Assistance {}

impl Helper for Assistance {}

const HISTORY: &str = ".asterisk_history";
const MOST_HISTORY: usize = 1000;
/// For an answer to the tabulator key; a person would have gone on by then.
const PATIENCE: Duration = Duration::from_secs(2);
