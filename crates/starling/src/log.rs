//! Log files and the foreground's screen, as `logger.conf` wants them.
//!
//! Lines are written by a thread of their own: a full or slow disk costs log lines, never a call.

mod queue_log;
mod settings;
mod writer;

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use call::{ChannelId, Event, LogLevel};
use config::{Files, Problem, Span};
use control::cli::{LogChannel, LogStamp, log_line, printable, verbose_line};

use crate::clock;
use crate::directories::Installation;
use queue_log::QueueLog;
use settings::{Level, Levels, Settings, Target};
use writer::{Sink, Writer};

/// Takes events and writes those that somebody wants to read.
pub(crate) struct Logger {
    settings: Settings,
    /// One for each target of the settings; `None` where it cannot be opened.
    open: Vec<bool>,
    writer: Writer,
    queues: QueueLog,
    folder: PathBuf,
    /// Somebody sees our standard error.
    screen: bool,
    calls: Calls,
    date: (u64, String),
    pid: u32,
}

impl Logger {
    /// Reads `logger.conf` and opens what it names. `screen`: this program is in the foreground
    /// without a console, so that lines for the console go to standard error. Start it after the
    /// fork, because it has a thread.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub(crate) fn open(
        installation: &Installation,
        files: &dyn Files,
        screen: bool,
    ) -> io::Result<(Self, Vec<Problem>)> {
        let folder = PathBuf::from(&installation.directories.log);
        let (settings, mut problems) = Settings::load(files, installation.options.strict);
        let (sinks, more) = open_targets(&settings, &folder, screen);
        problems.extend(more);
        let this = Self {
            open: sinks
                .iter()
                .map(|sink| !matches!(sink, Sink::Nothing))
                .collect(),
            writer: Writer::start(sinks, settings.queue_limit)?,
            queues: QueueLog::open(queue_log_path(&settings, &folder))?,
            settings,
            folder,
            screen,
            calls: Calls::default(),
            date: (u64::MAX, String::new()),
            pid: std::process::id(),
        };
        Ok((this, problems))
    }

    /// Reads `logger.conf` again and opens all files anew (`logger reload`). Tells what is wrong;
    /// a file that Asterisk would reject changes nothing but that files are reopened.
    pub(crate) fn reload(&mut self, files: &dyn Files, strict: bool) -> Vec<Problem> {
        let (settings, mut problems) = Settings::load(files, strict);
        if !problems
            .iter()
            .any(|problem| problem.severity == config::Severity::Error)
        {
            self.settings = settings;
        }
        let (sinks, more) = open_targets(&self.settings, &self.folder, self.screen);
        problems.extend(more);
        self.open = sinks
            .iter()
            .map(|sink| !matches!(sink, Sink::Nothing))
            .collect();
        self.writer.replace(sinks);
        self.queues
            .reopen(queue_log_path(&self.settings, &self.folder));
        self.date.0 = u64::MAX;
        problems
    }

    /// Writes an event where it is wanted. `verbosity` is the exchange's own (`-v`, `verbose=`).
    pub(crate) fn event(&mut self, event: &Event, verbosity: u8) {
        self.calls.learn(event);
        if let Event::QueueLog(line) = event {
            return self.queues.write(line);
        }
        let Some((level, text)) = self.words(event) else {
            return;
        };
        let mut line = None;
        for index in 0..self.settings.targets.len() {
            let Some(target) = self.settings.targets.get(index) else {
                continue;
            };
            let screen = target.is_screen();
            if !self.open[index] || !wants(&target.levels, screen, level, verbosity) {
                continue;
            }
            if let (true, Level::Verbose(level)) = (screen, level) {
                self.writer
                    .write(index, &format!("{}\n", verbose_line(level, &text)));
                continue;
            }
            let line = line.get_or_insert_with(|| self.line(event, level, &text));
            self.writer.write(index, line);
        }
    }

    /// The date as `dateformat` wants it, for the lines that consoles show.
    pub(crate) fn date(&mut self) -> &str {
        let now = clock::since_epoch();
        // Formats with parts of a second differ from line to line.
        if self.date.0 != now.as_secs() || self.settings.date_format.contains('q') {
            self.date = (now.as_secs(), self.format(now));
        }
        &self.date.1
    }

    /// The number of the call that an event is about.
    pub(crate) fn call_of(&self, event: &Event) -> Option<u64> {
        let channel = match event {
            Event::Log { channel, .. } | Event::Verbose { channel, .. } => (*channel)?,
            Event::DigitReceived { channel, .. } => *channel,
            _ => return None,
        };
        self.calls
            .numbers
            .get(&channel)
            .map(|call| call.number)
            .filter(|_| self.settings.call_ids)
    }

    /// Rows of `logger show channels`.
    pub(crate) fn channels(&self) -> Vec<LogChannel> {
        let rows = self.settings.targets.iter().zip(&self.open);
        let row = |(target, enabled): (&Target, &bool)| LogChannel {
            name: match target.is_screen() {
                true => "console".to_owned(),
                false => self.path(target).to_string_lossy().into_owned(),
            },
            kind: if target.is_screen() {
                "Console"
            } else {
                "File"
            },
            enabled: *enabled,
            levels: target.levels.to_string(),
        };
        rows.map(row).collect()
    }

    /// What an event says in a log, and at which level.
    fn words(&self, event: &Event) -> Option<(Level, String)> {
        match event {
            Event::Log { level, text, .. } => Some((Level::from(*level), text.clone())),
            Event::Verbose { level, text, .. } => Some((Level::Verbose(*level), text.clone())),
            Event::DigitReceived {
                channel,
                digit,
                duration_ms,
            } => {
                let name = self
                    .calls
                    .numbers
                    .get(channel)
                    .map_or("?", |call| call.name.as_str());
                let text =
                    format!("DTMF end '{digit}' received on {name}, duration {duration_ms} ms");
                Some((Level::Dtmf, text))
            }
            _ => None,
        }
    }

    fn line(&mut self, event: &Event, level: Level, text: &str) -> String {
        let (call, pid) = (self.call_of(event), self.pid);
        let date = self.date();
        let stamp = LogStamp { date, pid, call };
        let mut line = match level {
            Level::Debug => log_line(LogLevel::Debug, &stamp, text),
            Level::Notice => log_line(LogLevel::Notice, &stamp, text),
            Level::Warning => log_line(LogLevel::Warning, &stamp, text),
            Level::Error => log_line(LogLevel::Error, &stamp, text),
            Level::Verbose(_) | Level::Dtmf => {
                let call = call
                    .map(|number| format!("[C-{number:08x}]"))
                    .unwrap_or_default();
                format!(
                    "[{date}] {}[{pid}]{call}: {}",
                    level.name(),
                    printable(text.trim_end())
                )
            }
        };
        line.push('\n');
        line
    }

    fn format(&self, at: Duration) -> String {
        apps::time::format_time(at, None, &self.settings.date_format)
    }

    fn path(&self, target: &Target) -> PathBuf {
        path_of(&self.settings, &self.folder, target)
    }
}

fn queue_log_path(settings: &Settings, folder: &Path) -> Option<PathBuf> {
    settings.queue_log.as_ref().map(|name| folder.join(name))
}

fn wants(levels: &Levels, screen: bool, level: Level, verbosity: u8) -> bool {
    match level {
        // A screen shows what `-v` asks for, whatever logger.conf says.
        Level::Verbose(level) if screen => level <= verbosity,
        _ => levels.take(level, verbosity),
    }
}

fn open_targets(settings: &Settings, folder: &Path, screen: bool) -> (Vec<Sink>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut open = |target: &Target| {
        if target.is_screen() {
            return if screen { Sink::Screen } else { Sink::Nothing };
        }
        let path = path_of(settings, folder, target);
        match std::fs::File::options()
            .append(true)
            .create(true)
            .open(&path)
        {
            Ok(file) => Sink::File(file),
            Err(error) => {
                let text = format!("the log file {} cannot be opened: {error}", path.display());
                problems.push(Problem::warning(&target.span, text));
                Sink::Nothing
            }
        }
    };
    let sinks = settings.targets.iter().map(&mut open).collect();
    (sinks, problems)
}

fn path_of(settings: &Settings, folder: &Path, target: &Target) -> PathBuf {
    let host = crate::version::host_name();
    let name = if settings.append_host {
        format!("{}.{host}", target.name)
    } else {
        target.name.clone()
    };
    folder.join(name)
}

/// Says on standard error what is wrong before any logger is open.
pub(crate) fn say(text: &str) {
    // Without a screen nobody can be told.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Numbers of calls (`C-00000001`): all channels that one call made have the same.
#[derive(Default)]
struct Calls {
    numbers: BTreeMap<ChannelId, Call>,
    /// Channels that are gone; lines about them may still come.
    gone: VecDeque<ChannelId>,
    last: u64,
}

struct Call {
    number: u64,
    name: String,
}

impl Calls {
    fn learn(&mut self, event: &Event) {
        match event {
            Event::ChannelCreated { channel, name, .. } => {
                self.last += 1;
                let call = Call {
                    number: self.last,
                    name: name.clone(),
                };
                self.numbers.insert(*channel, call);
            }
            Event::DialBegins {
                caller: Some(caller),
                callee,
                ..
            } => {
                let number = self.numbers.get(caller).map(|call| call.number);
                if let (Some(number), Some(call)) = (number, self.numbers.get_mut(callee)) {
                    call.number = number;
                }
            }
            Event::ChannelDestroyed { channel, .. } => {
                self.gone.push_back(*channel);
                if self.gone.len() > REMEMBERED
                    && let Some(oldest) = self.gone.pop_front()
                {
                    self.numbers.remove(&oldest);
                }
            }
            _ => {}
        }
    }
}

impl Target {
    fn is_screen(&self) -> bool {
        self.name == SCREEN
    }

    /// What there is without logger.conf.
    fn usual() -> Vec<Self> {
        let target = |name: &str, levels: &str| Self {
            name: name.to_owned(),
            levels: Levels::parse(levels).0,
            span: Span::of_file(settings::FILE),
        };
        vec![
            target(SCREEN, "warning,error"),
            target("messages", "notice,warning,error"),
        ]
    }
}

const SCREEN: &str = "console";
const REMEMBERED: usize = 256;

#[cfg(test)]
mod tests;
