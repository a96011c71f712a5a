//! The start of the exchange, step by step, and what happens at its end.

use std::path::Path;
use std::process::ExitCode;

use config::Problem;

use crate::arguments::Arguments;
use crate::control_thread::ControlThread;
use crate::daemon::{self, Background, Owner, PidFile, Refused};
use crate::directories::Installation;
use crate::disk::Folder;
use crate::load;
use crate::log::{self, Logger};
use crate::remote_console::{self, ConsoleOptions};
use crate::stored_files::StoredFiles;

/// Runs the exchange, in the background unless the command line or a file says otherwise.
pub(crate) fn exchange(arguments: &Arguments) -> ExitCode {
    let (installation, problems) = installation(arguments);
    if let Err(refused) = daemon::claim_socket(&installation.control_socket()) {
        log::say(&refused.to_string());
        return ExitCode::FAILURE;
    }
    let mut background = match stays(arguments, &installation) {
        true => Background::none(),
        false => match Background::enter() {
            Ok(background) => background,
            Err(refused) => {
                log::say(&refused.to_string());
                return ExitCode::FAILURE;
            }
        },
    };
    match run(arguments, installation, problems, &mut background) {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => start_again(),
        Err(refused) => {
            background.failed(&refused.to_string());
            ExitCode::FAILURE
        }
    }
}

/// What `asterisk.conf` says, with the command line over it.
fn installation(arguments: &Arguments) -> (Installation, Vec<Problem>) {
    let (mut installation, problems) = Installation::load(&arguments.config, arguments.strict);
    let options = &mut installation.options;
    options.strict |= arguments.strict;
    options.execincludes |= arguments.allow_exec;
    options.verbose = options.verbose.max(arguments.verbose.into());
    options.debug = options.debug.max(arguments.debug.into());
    if let Some(most) = arguments.max_calls {
        options.maxcalls = most;
    }
    if let Some(user) = &arguments.user {
        options.runuser.clone_from(user);
    }
    if let Some(group) = &arguments.group {
        options.rungroup.clone_from(group);
    }
    (installation, problems)
}

fn stays(arguments: &Arguments, installation: &Installation) -> bool {
    let options = &installation.options;
    let wanted = arguments.foreground || arguments.console || options.nofork || options.console;
    wanted && !(arguments.always_fork || options.alwaysfork)
}

/// True when the exchange shall start again.
fn run(
    arguments: &Arguments,
    installation: Installation,
    mut problems: Vec<Problem>,
    background: &mut Background,
) -> Result<bool, Refused> {
    let owner = Owner::find(
        &installation.options.runuser,
        &installation.options.rungroup,
    )?;
    daemon::make_folders(&installation.directories, owner.as_ref())?;
    if let Some(owner) = &owner {
        owner.become_it()?;
    }
    let pid = PidFile::write(&installation)?;
    let files = Folder::new(&installation.directories.etc);
    let quiet = arguments.quiet || installation.options.quiet;
    let console = arguments.console || installation.options.console;
    let screen = stays(arguments, &installation) && !quiet && !console;
    let (logger, more) = Logger::open(&installation, &files, screen)
        .map_err(|error| Refused(format!("the log cannot be started: {error}")))?;
    problems.extend(more);
    let stored = StoredFiles::new(&files, installation.options.execincludes);
    let (configuration, more) = load::load(&installation, &stored)
        .map_err(|faults| Refused(refusal(&installation.directories.etc, &faults)))?;
    problems.extend(more);
    problems.extend(stored.take_problems());
    drop(stored);
    let wants_console =
        stays(arguments, &installation) && (arguments.console || installation.options.console);
    let console = ConsoleOptions {
        socket: installation.control_socket(),
        verbosity: u8::try_from(installation.options.verbose).unwrap_or(u8::MAX),
        color: !(arguments.no_color || installation.options.nocolor),
        timestamp: arguments.timestamp || installation.options.timestamp,
        mute: false,
        reconnect: false,
        root: true,
    };
    let mut control = ControlThread::start(installation, configuration, logger)
        .map_err(|error| Refused(format!("cannot start: {error}")))?;
    control.tell(&problems);
    for (letter, why) in &arguments.without_effect {
        control.notice(format!("-{letter} has no effect: {why}"));
    }
    background.ready()?;
    if wants_console {
        own_console(console)?;
    }
    let again = control.run();
    drop(pid);
    Ok(again)
}

/// `-c`: a console of our own in the foreground, on a thread of its own.
fn own_console(options: ConsoleOptions) -> Result<(), Refused> {
    let attend = move || remote_console::attend(&options);
    let thread = std::thread::Builder::new().name("console".to_owned());
    let started = thread.spawn(attend);
    started.map_err(|error| Refused(format!("the console cannot be started: {error}")))?;
    Ok(())
}

fn refusal(folder: &str, problems: &[Problem]) -> String {
    let mut text = format!("the configuration in {folder} is rejected (--strict):");
    for problem in problems {
        text.push_str(&format!("\n  {problem}"));
    }
    text
}

/// `core restart`: the same program with the same arguments takes our place.
fn start_again() -> ExitCode {
    use std::os::unix::process::CommandExt;
    let program = std::env::current_exe().unwrap_or_else(|_| Path::new("starling").to_owned());
    let error = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .exec();
    log::say(&format!("cannot start again: {error}"));
    ExitCode::FAILURE
}
