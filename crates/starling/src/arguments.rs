//! The command line: Asterisk's options under either name, and Starling's own subcommands.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// What the program is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// The exchange (in the background unless an option says otherwise).
    Exchange,
    /// A console of an exchange that runs already.
    Remote(Remote),
    /// `demo`: an exchange to try.
    Demo {
        /// Where it keeps its files, when that was said.
        folder: Option<PathBuf>,
        /// Its SIP port, when that was said.
        port: Option<u16>,
    },
    /// `config check`: says what is wrong with the configuration, and ends.
    ConfigCheck,
    /// `check`: the same with more to say how; its own words follow.
    Check(Vec<String>),
    /// `database`: brings rows from Asterisk's file, or to it; its own words follow.
    Database(Vec<String>),
    /// `explain`: tells the path of a call; its own words follow.
    Explain(Vec<String>),
    /// `say`: makes a sound file of a text; its own words follow.
    Say(Vec<String>),
    /// `test`: runs tests of the dialplan; its own words follow.
    PlanTests(Vec<String>),
    /// `migrate`: what a modern Asterisk would need; its own words follow.
    Migrate(Vec<String>),
    /// `docs`: writes the reference pages.
    Docs {
        /// Only tell which pages are out of date.
        check: bool,
        /// Where the pages are.
        folder: PathBuf,
    },
    /// `-V`.
    Version,
    /// `-h`.
    Help,
}

/// How to be a console.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Remote {
    /// `-x`: run this and end.
    pub(crate) command: Option<String>,
    /// `-R`: connect again when the exchange goes away.
    pub(crate) reconnect: bool,
    /// `-m`: no verbose text and no log lines.
    pub(crate) mute: bool,
    /// `-s`: the control socket, where asterisk.conf does not say it.
    pub(crate) socket: Option<PathBuf>,
}

/// The whole command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// What to be.
    pub(crate) task: Task,
    /// `-C`: asterisk.conf.
    pub(crate) config: PathBuf,
    /// `-f`, `-c`, `-v` or `-d` at the start: stay in the foreground.
    pub(crate) foreground: bool,
    /// `-F`: go to the background even so.
    pub(crate) always_fork: bool,
    /// `-c`: with a console.
    pub(crate) console: bool,
    /// `-q`: no messages at the start.
    pub(crate) quiet: bool,
    /// `-n`: no colours.
    pub(crate) no_color: bool,
    /// `-T`: the time before each line of the console.
    pub(crate) timestamp: bool,
    /// `-v`, `-vvv`: detail of verbose text.
    pub(crate) verbose: u8,
    /// `-d`: detail of debug lines.
    pub(crate) debug: u8,
    /// `-U`: the user to become.
    pub(crate) user: Option<String>,
    /// `-G`: the group to become.
    pub(crate) group: Option<String>,
    /// `-M`: number of calls at once.
    pub(crate) max_calls: Option<u32>,
    /// `--strict`: reject what Asterisk rejects.
    pub(crate) strict: bool,
    /// `-X`: `#exec` in asterisk.conf is allowed.
    pub(crate) allow_exec: bool,
    /// Options that were understood and have no effect here, with the reason.
    pub(crate) without_effect: Vec<(char, &'static str)>,
}

impl Arguments {
    /// Reads the command line of this process.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub(crate) fn from_env() -> Result<Self, String> {
        Self::parse(std::env::args_os())
    }

    /// Reads a command line, the program's name first.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let words: Vec<OsString> = words.into_iter().collect();
        let name = words.first().map(PathBuf::from).unwrap_or_default();
        let mut this = Self::default();
        if let Some(task) = rehearsal(&words)? {
            this.task = task;
            return Ok(this);
        }
        // Distributions install this name as a console.
        let remote = name.file_name().is_some_and(|name| name == "rasterisk");
        let mut wanted = Wanted {
            remote,
            ..Wanted::default()
        };
        let mut parser = lexopt::Parser::from_iter(words);
        let told = this.read(&mut parser, &mut wanted);
        told.map_err(|fault| format!("{fault}; try --help"))?;
        // As Asterisk: whoever wants to see more wants to see it.
        this.foreground |= wanted.chatty && !this.always_fork;
        this.task = wanted.task(&this)?;
        Ok(this)
    }

    fn read(
        &mut self,
        parser: &mut lexopt::Parser,
        wanted: &mut Wanted,
    ) -> Result<(), lexopt::Error> {
        while let Some(argument) = parser.next()? {
            match argument {
                Short('r') => wanted.remote = true,
                Short('R') => {
                    wanted.remote = true;
                    wanted.console.reconnect = true;
                }
                Short('x') => {
                    wanted.remote = true;
                    wanted.console.command = Some(parser.value()?.string()?);
                }
                Short('m') => wanted.console.mute = true,
                Short('s') => wanted.console.socket = Some(parser.value()?.into()),
                Short('V') | Long("version") => wanted.version = true,
                Short('h') | Long("help") => wanted.help = true,
                Short('C') | Long("config") => self.config = parser.value()?.into(),
                Short('f') => self.foreground = true,
                Short('F') => self.always_fork = true,
                Short('c') => {
                    self.console = true;
                    self.foreground = true;
                }
                Short('q') => self.quiet = true,
                Short('n') => self.no_color = true,
                Short('T') => self.timestamp = true,
                Short('v') => {
                    self.verbose = self.verbose.saturating_add(1);
                    wanted.chatty = true;
                }
                Short('d') => {
                    self.debug = self.debug.saturating_add(1);
                    wanted.chatty = true;
                }
                Short('U') => self.user = Some(parser.value()?.string()?),
                Short('G') => self.group = Some(parser.value()?.string()?),
                Short('M') => self.max_calls = Some(parser.value()?.parse()?),
                Short('X') => self.allow_exec = true,
                Long("strict") => self.strict = true,
                Long("check") => wanted.check = true,
                Long("folder") => wanted.folder = Some(parser.value()?.into()),
                Long("port") => wanted.port = Some(parser.value()?.parse()?),
                Short(letter) if without_effect(letter).is_some() => {
                    self.without_effect
                        .extend(without_effect(letter).map(|(why, _)| (letter, why)));
                    if without_effect(letter).is_some_and(|(_, takes_value)| takes_value) {
                        parser.value()?;
                    }
                }
                Value(word) => wanted.words.push(word.string()?),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(())
    }
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            task: Task::Exchange,
            config: PathBuf::from(DEFAULT_CONFIG),
            foreground: false,
            always_fork: false,
            console: false,
            quiet: false,
            no_color: false,
            timestamp: false,
            verbose: 0,
            debug: 0,
            user: None,
            group: None,
            max_calls: None,
            strict: false,
            allow_exec: false,
            without_effect: Vec::new(),
        }
    }
}

/// The text of `-h`; `program` is the name that the program was called by.
pub(crate) fn help(program: &str) -> String {
    HELP.replace("@PROGRAM@", program)
}

/// Everything that together decides about the task.
#[derive(Default)]
struct Wanted {
    words: Vec<String>,
    remote: bool,
    console: Remote,
    version: bool,
    help: bool,
    check: bool,
    chatty: bool,
    folder: Option<PathBuf>,
    port: Option<u16>,
}

impl Wanted {
    fn task(self, arguments: &Arguments) -> Result<Task, String> {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let refuse = |option: &str, present: bool, of: &str| match present {
            true => Err(format!("{option} belongs to '{of}'; try --help")),
            false => Ok(()),
        };
        if self.help {
            return Ok(Task::Help);
        }
        if self.version {
            return Ok(Task::Version);
        }
        refuse("--check", self.check && words != ["docs"], "docs")?;
        refuse("--port", self.port.is_some() && words != ["demo"], "demo")?;
        let of_folder = words == ["demo"] || words == ["docs"];
        refuse(
            "--folder",
            self.folder.is_some() && !of_folder,
            "demo' or 'docs",
        )?;
        match words.as_slice() {
            [] if self.remote => Ok(Task::Remote(self.console)),
            [] => Ok(Task::Exchange),
            _ if self.remote => Err(format!(
                "'{}' cannot follow -r; try --help",
                words.join(" ")
            )),
            ["demo"] => Ok(Task::Demo {
                folder: self.folder,
                port: self.port,
            }),
            ["config", "check"] => Ok(Task::ConfigCheck),
            ["docs"] => {
                let folder = self.folder.unwrap_or_else(|| PathBuf::from(DOCS_FOLDER));
                Ok(Task::Docs {
                    check: self.check,
                    folder,
                })
            }
            _ => {
                let config = arguments.config.display();
                let words = words.join(" ");
                Err(format!(
                    "'{words}' is no command (configuration: {config}); try --help"
                ))
            }
        }
    }
}

/// Tasks that read their own words.
fn rehearsal(words: &[OsString]) -> Result<Option<Task>, String> {
    let task: fn(Vec<String>) -> Task = match words.get(1).and_then(|word| word.to_str()) {
        Some("check") => Task::Check,
        Some("explain") => Task::Explain,
        Some("database") => Task::Database,
        Some("say") => Task::Say,
        Some("test") => Task::PlanTests,
        Some("migrate") => Task::Migrate,
        _ => return Ok(None),
    };
    let rest = words
        .iter()
        .skip(2)
        .map(|word| word.to_str().map(str::to_owned));
    let rest: Option<Vec<String>> = rest.collect();
    let rest = rest.ok_or_else(|| "the command line is not UTF-8".to_owned())?;
    Ok(Some(task(rest)))
}

/// Why an option of Asterisk's means nothing here, and whether a value follows it. Start scripts give
/// such options all the same.
fn without_effect(letter: char) -> Option<(&'static str, bool)> {
    let row = WITHOUT_EFFECT.iter().find(|(known, ..)| *known == letter);
    row.map(|(_, takes_value, why)| (*why, *takes_value))
}

/// Letter, whether a value follows, why it has no effect.
const WITHOUT_EFFECT: &[(char, bool, &str)] = &[
    ('B', false, "colours do not depend on the background"),
    ('W', false, "colours do not depend on the background"),
    ('e', true, "free memory is not watched"),
    (
        'g',
        false,
        "the system decides about core files (ulimit -c)",
    ),
    ('i', false, "there are no keys with passwords"),
    ('I', false, "there is only one way to keep time"),
    ('L', true, "the machine's load is not watched"),
    ('N', true, "nothing here has this option"),
    (
        'p',
        false,
        "priority is given by the service's own settings (Nice=)",
    ),
    ('t', false, "recordings are not written twice"),
];
const DEFAULT_CONFIG: &str = "/etc/asterisk/asterisk.conf";
const DOCS_FOLDER: &str = "docs/generated";

const HELP: &str = "\
Starling, a telephone exchange that runs Asterisk's configuration.

Usage: @PROGRAM@ [options]              run the exchange
       @PROGRAM@ -r [-x 'command']      console of an exchange that runs
       @PROGRAM@ demo [--folder DIR] [--port N]
                                        an exchange to try, with its own files
       @PROGRAM@ config check [--strict] [-C FILE]
                                        say what is wrong with the configuration
       @PROGRAM@ check [DIR]            the same and more, with severities and reports
       @PROGRAM@ database import|export FILE [DIR]
       @PROGRAM@ explain --from PHONE NUMBER
                                        tell what a call will do; nothing is performed
       @PROGRAM@ test DIR               run tests of the dialplan
       @PROGRAM@ migrate [DIR]          what Asterisk 21 and later would need, as a diff
       @PROGRAM@ say TEXT -o FILE       make a sound file of a text
                                        (each of the five has its own --help)
       @PROGRAM@ docs [--check] [--folder DIR]
                                        write the reference pages

It may be called 'starling' or 'asterisk'; it does the same under both names.

Running:
  -C FILE    use this asterisk.conf (/etc/asterisk/asterisk.conf)
  -f         stay in the foreground
  -F         go to the background, whatever asterisk.conf says
  -c         stay in the foreground with a console
  -q         say nothing at the start
  -v, -d     more verbose text, more debug lines; may be repeated (-vvv)
  -U USER    become this user        -G GROUP   become this group
  -M N       at most N calls at once
  -T         put the time before each line
  -n         no colours
  -X         allow #exec in asterisk.conf
  --strict   reject faulty files as Asterisk does, instead of bearing them

Console:
  -r         connect to the exchange that runs
  -R         the same, and connect again whenever it comes back
  -x CMD     run one command and end
  -m         show no verbose text and no log lines
  -s FILE    use this control socket

  -V         tell the version        -h         this text

Accepted for Asterisk's start scripts, without effect:
  -B -W -e N -g -i -I -L N -N N -p -t
";

#[cfg(test)]
mod tests;
