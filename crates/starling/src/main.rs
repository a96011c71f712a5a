//! Starling: a telephone exchange that runs Asterisk's configuration.

mod arguments;
mod astdb;
mod calendar;
mod check;
mod clock;
mod console_server;
mod control_thread;
mod daemon;
mod demo;
mod devices;
mod directories;
mod disk;
mod docs;
mod effects;
mod exchange;
mod explain;
mod guard;
mod house;
mod http_client;
mod load;
mod log;
mod media_thread;
mod migrate;
mod net;
mod plan_test;
mod programs;
mod recorder_thread;
mod records;
mod rehearsal;
mod reload;
mod remote_console;
mod say;
mod service_disk;
mod signals;
mod sounds;
mod spool_thread;
mod sql;
mod start;
mod store;
mod stored_files;
mod tls;
mod transports;
mod version;
mod voicemail;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use arguments::{Arguments, Remote, Task};
use directories::Installation;
use remote_console::ConsoleOptions;

fn main() -> ExitCode {
    let arguments = match Arguments::from_env() {
        Ok(arguments) => arguments,
        Err(fault) => return refuse(&fault),
    };
    match &arguments.task {
        Task::Help => print(&arguments::help(&program_name())),
        Task::Version => print(&format!("{}\n", version::line())),
        Task::Docs { check, folder } => write_docs(folder, *check),
        Task::ConfigCheck => check::configuration(&arguments),
        Task::Check(words) => check::run(words),
        Task::Database(words) => astdb::run(words),
        Task::Say(words) => say::run(words),
        Task::Explain(words) => explain::run(words),
        Task::PlanTests(words) => plan_test::run(words),
        Task::Migrate(words) => migrate::run(words),
        Task::Remote(remote) => attend_console(remote, &arguments),
        Task::Demo { folder, port } => start_demo(&arguments, folder.clone(), *port),
        Task::Exchange => start::exchange(&arguments),
    }
}

/// A console of an exchange that runs already.
fn attend_console(remote: &Remote, arguments: &Arguments) -> ExitCode {
    let (installation, _) = Installation::load(&arguments.config, false);
    let socket = remote
        .socket
        .clone()
        .unwrap_or_else(|| installation.control_socket());
    let options = ConsoleOptions {
        verbosity: arguments.verbose,
        color: !(arguments.no_color || installation.options.nocolor),
        timestamp: arguments.timestamp || installation.options.timestamp,
        root: false,
        reconnect: remote.reconnect,
        mute: remote.mute,
        socket,
    };
    let code = match &remote.command {
        Some(command) => remote_console::run_command(&options, command),
        None => remote_console::attend(&options),
    };
    if code == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn start_demo(arguments: &Arguments, folder: Option<PathBuf>, port: Option<u16>) -> ExitCode {
    let usual = demo::DemoOptions::default();
    let options = demo::DemoOptions {
        folder: folder.unwrap_or(usual.folder),
        port: port.unwrap_or(usual.port),
    };
    match demo::prepare(&options) {
        Ok(config) => start::exchange(&Arguments {
            config,
            foreground: true,
            ..arguments.clone()
        }),
        Err(error) => refuse(&format!("the demo's folder cannot be made: {error}")),
    }
}

fn write_docs(folder: &Path, check: bool) -> ExitCode {
    match docs::write(folder, &crate::load::registry(), check) {
        Ok(stale) if check && !stale.is_empty() => refuse(&format!(
            "out of date, run `cargo xtask docs`: {}",
            stale.join(", ")
        )),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("{}: {error}", folder.display())),
    }
}

fn print(text: &str) -> ExitCode {
    use std::io::Write as _;
    // A reader that closes the pipe early has seen enough.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

fn refuse(fault: &str) -> ExitCode {
    log::say(fault);
    ExitCode::FAILURE
}

fn program_name() -> String {
    let name = std::env::args_os()
        .next()
        .map(PathBuf::from)
        .unwrap_or_default();
    name.file_name().map_or_else(
        || "starling".to_owned(),
        |n| n.to_string_lossy().into_owned(),
    )
}
