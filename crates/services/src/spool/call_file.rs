//! A call file: who is called, and what happens when the call is answered.

use std::time::Duration;

use call::script::Origination;
use call::{OriginateTo, Party};

/// What is in a file.
#[derive(Clone, Debug)]
pub struct CallFile {
    /// `Tech/resource`.
    pub channel: String,
    /// The caller, as the called one sees it.
    pub caller: Option<Party>,
    /// How long it rings.
    pub wait: Duration,
    /// So often it is tried again.
    pub most_retries: u32,
    /// From the end of an attempt to the next one, in seconds.
    pub retry_seconds: u64,
    /// Account code.
    pub account: String,
    /// What runs.
    pub to: OriginateTo,
    /// Variables of the channel.
    pub variables: Vec<(String, String)>,
    /// Keep the file in `outgoing_done`.
    pub archive: bool,
    /// Remove it even if it was changed meanwhile.
    pub always_delete: bool,
    /// Begin when sound comes, answered or not.
    pub early_media: bool,
    /// Attempts that have ended.
    pub attempts: u32,
    /// Lines that mean nothing.
    pub odd: Vec<String>,
}

impl CallFile {
    /// Reads one; says why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut file = Self {
            channel: String::new(),
            caller: None,
            wait: Duration::from_secs(45),
            most_retries: 0,
            retry_seconds: 300,
            account: String::new(),
            to: OriginateTo::Application {
                name: String::new(),
                arguments: String::new(),
            },
            variables: Vec::new(),
            archive: false,
            always_delete: true,
            early_media: false,
            attempts: 0,
            odd: Vec::new(),
        };
        let mut target = Target::default();
        for (at, line) in text.lines().enumerate() {
            let line = without_comment(line);
            if line.is_empty() {
                continue;
            }
            let known = line.split_once(':').is_some_and(|(name, value)| {
                let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
                file.take(&name, value) || target.take(&name, value)
            });
            if !known && file.odd.len() < MOST_ODD {
                file.odd
                    .push(format!("line {}: '{line}' means nothing here", at + 1));
            }
        }
        if !file.channel.contains('/') {
            return Err("it has no Channel: Tech/resource".to_owned());
        }
        file.to = target.finish()?;
        Ok(file)
    }

    /// The call of one attempt.
    pub fn origination(&self, attempt: u32) -> Origination {
        let mut wanted = Origination::new(&self.channel, self.wait, self.to.clone());
        wanted.caller.clone_from(&self.caller);
        wanted.account.clone_from(&self.account);
        wanted.early_media = self.early_media;
        wanted.variables.clone_from(&self.variables);
        wanted
            .variables
            .push(("AST_OUTGOING_ATTEMPT".to_owned(), attempt.to_string()));
        wanted
    }

    fn take(&mut self, name: &str, value: &str) -> bool {
        match name {
            "channel" => value.clone_into(&mut self.channel),
            "callerid" => self.caller = Some(Party::parse(value)),
            "waittime" => {
                if let Some(seconds) = positive(value) {
                    self.wait = Duration::from_secs(seconds);
                }
            }
            "maxretries" => {
                self.most_retries = value.parse().unwrap_or(0);
            }
            "retrytime" => self.retry_seconds = positive(value).unwrap_or(300),
            "account" => value.clone_into(&mut self.account),
            "set" | "setvar" => match value.split_once('=') {
                Some((name, value)) if self.variables.len() < MOST_VARIABLES => {
                    let pair = (name.trim().to_owned(), value.trim().to_owned());
                    self.variables.push(pair);
                }
                _ => return false,
            },
            "archive" => self.archive = is_true(value),
            "alwaysdelete" => self.always_delete = is_true(value),
            "early_media" | "earlymedia" => self.early_media = is_true(value),
            "endretry" | "abortretry" | "retry" => self.attempts = self.attempts.saturating_add(1),
            "startretry" | "delayedretry" | "status" => {}
            _ => return false,
        }
        true
    }
}

/// What runs, line by line.
#[derive(Default)]
struct Target {
    application: String,
    data: String,
    context: String,
    extension: String,
    priority: Option<u32>,
}

impl Target {
    fn take(&mut self, name: &str, value: &str) -> bool {
        match name {
            "application" => value.clone_into(&mut self.application),
            "data" => value.clone_into(&mut self.data),
            "context" => value.clone_into(&mut self.context),
            "extension" => value.clone_into(&mut self.extension),
            "priority" => match value.parse() {
                Ok(priority @ 1..) => self.priority = Some(priority),
                _ => return false,
            },
            _ => return false,
        }
        true
    }

    fn finish(self) -> Result<OriginateTo, String> {
        if !self.application.is_empty() {
            return Ok(OriginateTo::Application {
                name: self.application,
                arguments: self.data,
            });
        }
        if self.extension.is_empty() {
            return Err("it has neither Application nor Extension".to_owned());
        }
        let context = match self.context.as_str() {
            "" => "default".to_owned(),
            _ => self.context,
        };
        Ok(OriginateTo::Extension {
            context,
            extension: self.extension,
            priority: self.priority.unwrap_or(1),
        })
    }
}

/// `#` begins a comment at the beginning or behind a blank, `;` anywhere unless a backslash precedes it.
fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let comment = match c {
            '#' => before.is_whitespace(),
            ';' => before != '\\',
            _ => false,
        };
        if comment {
            return line[..at].trim();
        }
        before = c;
    }
    line.trim()
}

fn positive(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number > 0)
}

fn is_true(text: &str) -> bool {
    ["yes", "true", "y", "t", "1", "on"]
        .iter()
        .any(|yes| yes.eq_ignore_ascii_case(text))
}

const MOST_VARIABLES: usize = 1_000;
const MOST_ODD: usize = 20;
