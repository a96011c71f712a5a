//! `logger.conf`: which lines go where.

use std::fmt;

use call::LogLevel;
use config::{Files, LoadOptions, OptionTable, Problem, Section, Span};

config::options! {
    /// How lines look.
    struct General as "logger.conf [general]" {
        /// Format of dates, as strftime reads it; `%3q` gives milliseconds.
        dateformat: String = "%b %e %T",
        /// Lines about a call have its number.
        use_callids: bool = "yes",
        /// The machine's name goes behind names of files.
        appendhostname: bool = "no",
        /// Lines that may wait for a slow disk before more are left out.
        logger_queue_limit: u32 = "1000",
        /// What happens in queues is logged.
        queue_log: bool = "yes",
        /// The name of that file.
        queue_log_name: String = "queue_log",
    }
    unsupported: [
        "rotatestrategy", "exec_after_rotate", "custom_levels",
        "queue_log_realtime_use_gmt", "queue_adaptive_realtime",
    ];
    ignored: ["queue_log_to_file"];
}

/// All of it, with what is meant where nothing is said.
pub(super) struct Settings {
    pub(super) date_format: String,
    pub(super) call_ids: bool,
    pub(super) append_host: bool,
    pub(super) queue_limit: usize,
    /// The name of the log of the queues, if there shall be one.
    pub(super) queue_log: Option<String>,
    pub(super) targets: Vec<Target>,
}

/// A place that lines go to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// `console`, or the name of a file.
    pub(super) name: String,
    pub(super) levels: Levels,
    pub(super) span: Span,
}

/// How serious a line is, or what kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Debug,
    Notice,
    Warning,
    Error,
    Verbose(u8),
    Dtmf,
}

/// The levels that one place takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Levels {
    plain: Vec<Level>,
    verbose: Option<VerboseUpTo>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum VerboseUpTo {
    /// `verbose`: as detailed as the exchange itself.
    Own,
    /// `verbose(3)`.
    Level(u8),
}

impl Settings {
    /// Reads the file; what is wrong in it is told, and borne.
    pub(super) fn load(files: &dyn Files, strict: bool) -> (Self, Vec<Problem>) {
        let options = LoadOptions {
            strict,
            ..LoadOptions::default()
        };
        let (loaded, mut problems) = match config::load_if_present(files, FILE, &options) {
            Ok(Some(loaded)) => (Some(loaded.tree), loaded.problems),
            Ok(None) => (None, Vec::new()),
            Err(problems) => (None, problems),
        };
        let section = |name| loaded.as_ref().and_then(|tree| tree.find(name));
        let (general, more) = section("general").map(General::load).unwrap_or_default();
        problems.extend(more);
        let targets = match section("logfiles") {
            Some(section) => targets(section, &mut problems),
            None => Target::usual(),
        };
        let this = Self {
            date_format: general.dateformat,
            call_ids: general.use_callids,
            append_host: general.appendhostname,
            queue_limit: usize::try_from(general.logger_queue_limit)
                .unwrap_or(usize::MAX)
                .clamp(10, 100_000),
            queue_log: general.queue_log.then_some(general.queue_log_name),
            targets,
        };
        (this, problems)
    }
}

fn targets(section: &Section, problems: &mut Vec<Problem>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for entry in &section.entries {
        let warn = |text: String| Problem::warning(&entry.span, text);
        if entry.name.starts_with("syslog") {
            let text =
                "lines cannot go to syslog; the system's journal takes standard error".to_owned();
            problems.push(warn(text));
            continue;
        }
        if targets.len() >= MOST_TARGETS {
            problems.push(warn(format!(
                "more than {MOST_TARGETS} log files; this one is left out"
            )));
            continue;
        }
        let value = entry.value.trim();
        let (format, levels) = match value
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            Some((format, levels)) => (format.trim(), levels),
            None => ("default", value),
        };
        if !["default", "plain"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(format))
        {
            let text = format!("lines cannot be written as '{format}'; they are plain text here");
            problems.push(warn(text));
        }
        let (levels, unknown) = Levels::parse(levels);
        problems.extend(unknown.into_iter().map(warn));
        targets.push(Target {
            name: entry.name.clone(),
            levels,
            span: entry.span.clone(),
        });
    }
    targets
}

impl Levels {
    /// Reads `notice,warning,verbose(3)`, and says which words have no effect.
    pub(super) fn parse(text: &str) -> (Self, Vec<String>) {
        let (mut this, mut faults) = (Self::default(), Vec::new());
        let words = text.split(',').map(|word| word.trim().to_ascii_lowercase());
        for word in words.filter(|word| !word.is_empty()) {
            let argument = word
                .split_once('(')
                .and_then(|(_, rest)| rest.strip_suffix(')'));
            match word.split('(').next().unwrap_or_default() {
                "*" => {
                    this = Self {
                        plain: ALL.to_vec(),
                        verbose: Some(VerboseUpTo::Own),
                    }
                }
                "verbose" => match argument.map(str::parse) {
                    None => this.verbose = Some(VerboseUpTo::Own),
                    Some(Ok(level)) => this.verbose = Some(VerboseUpTo::Level(level)),
                    Some(Err(_)) => {
                        faults.push(format!("'{word}': expected verbose(1) to verbose(255)"))
                    }
                },
                name if SILENT.contains(&name) => {
                    faults.push(format!("nothing is ever logged at level '{name}' here"));
                }
                name => match ALL
                    .iter()
                    .find(|level| level.name().eq_ignore_ascii_case(name))
                {
                    Some(level) => this.plain.push(*level),
                    None => faults.push(format!("there is no log level '{name}'")),
                },
            }
        }
        (this, faults)
    }

    /// Does a line of this level go there?
    pub(super) fn take(&self, level: Level, own_verbosity: u8) -> bool {
        match (level, self.verbose) {
            (Level::Verbose(level), Some(VerboseUpTo::Own)) => level <= own_verbosity,
            (Level::Verbose(level), Some(VerboseUpTo::Level(most))) => level <= most,
            (Level::Verbose(_), None) => false,
            _ => self.plain.contains(&level),
        }
    }
}

impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = self.plain.iter().map(|l| l.name().to_owned()).collect();
        match self.verbose {
            Some(VerboseUpTo::Own) => words.push("VERBOSE".to_owned()),
            Some(VerboseUpTo::Level(level)) => words.push(format!("VERBOSE({level})")),
            None => {}
        }
        f.write_str(&words.join(" "))
    }
}

impl Level {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Notice => "NOTICE",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
            Self::Verbose(_) => "VERBOSE",
            Self::Dtmf => "DTMF",
        }
    }
}

impl From<LogLevel> for Level {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Debug => Self::Debug,
            LogLevel::Notice => Self::Notice,
            LogLevel::Warning => Self::Warning,
            LogLevel::Error => Self::Error,
        }
    }
}

pub(super) const FILE: &str = "logger.conf";
const ALL: &[Level] = &[
    Level::Debug,
    Level::Notice,
    Level::Warning,
    Level::Error,
    Level::Dtmf,
];
/// Levels of Asterisk that no part of this program logs at.
const SILENT: &[&str] = &["security", "fax", "trace"];
const MOST_TARGETS: usize = 64;
