//! `-r`: a console of an exchange that runs, over its control socket.

mod editor;
mod link;
mod screen;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use control::cli::wire::{Frame, Greeting, Request, Status};

use editor::{Editor, Typed};
use link::{Answers, Link};
use screen::Screen;

/// What kind of console.
#[derive(Clone, Debug)]
pub(crate) struct ConsoleOptions {
    /// The control socket.
    pub(crate) socket: PathBuf,
    /// Verbose text up to this level is shown.
    pub(crate) verbosity: u8,
    /// Colours are wanted; they are left out anyway where the output is no terminal.
    pub(crate) color: bool,
    /// The time stands before each verbose line.
    pub(crate) timestamp: bool,
    /// Nothing that happens is shown.
    pub(crate) mute: bool,
    /// Connect again when the exchange goes away.
    pub(crate) reconnect: bool,
    /// The console of this very process (`-c`): it cannot be left, only the exchange stopped.
    pub(crate) root: bool,
}

/// Runs one command and prints its answer (`-rx`). Gives the exit code: 0 whatever the command says,
/// 1 when no exchange could be asked.
pub(crate) fn run_command(options: &ConsoleOptions, command: &str) -> i32 {
    let (mut link, _) = match Link::connect(&options.socket) {
        Ok(connected) => connected,
        Err(error) => return unable_to_connect(options, &error),
    };
    let once = Request::Hello {
        verbosity: 0,
        watching: false,
    };
    let answers = match link
        .send(&once)
        .and_then(|()| link.listen(Screen::silent(), false))
    {
        Ok(answers) => answers,
        Err(error) => return unable_to_connect(options, &error),
    };
    // An exchange that stops does not say goodbye.
    let _ = ask(&mut link, &answers, command);
    link.close();
    0
}

/// A console for a person, or for commands from a pipe. Gives the exit code.
pub(crate) fn attend(options: &ConsoleOptions) -> i32 {
    let (mut link, greeting) = match Link::connect(&options.socket) {
        Ok(connected) => connected,
        Err(error) => return unable_to_connect(options, &error),
    };
    let outcome = if io::stdin().is_terminal() {
        with_a_person(options, &mut link, &greeting)
    } else {
        from_a_pipe(&mut link)
    };
    link.close();
    match outcome {
        Ok(()) => 0,
        Err(error) => {
            let _ = writeln!(io::stderr(), "The console ends: {error}");
            1
        }
    }
}

fn unable_to_connect(options: &ConsoleOptions, error: &io::Error) -> i32 {
    let socket = options.socket.display();
    let mut text = format!("Unable to connect to remote asterisk (does {socket} exist?)");
    // A missing socket and one that nobody listens at are what the question is about.
    if !matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
    ) {
        text.push_str(&format!(": {error}"));
    }
    let _ = writeln!(io::stderr(), "{text}");
    1
}

fn from_a_pipe(link: &mut Link) -> io::Result<()> {
    link.send(&Request::Hello {
        verbosity: 0,
        watching: false,
    })?;
    let answers = link.listen(Screen::silent(), false)?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        match Line::of(&line) {
            Line::Leave => return Ok(()),
            Line::Shell(_) | Line::Nothing => {}
            Line::Command(command) => {
                if ask(link, &answers, command) == Asked::Gone {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

fn with_a_person(options: &ConsoleOptions, link: &mut Link, greeting: &Greeting) -> io::Result<()> {
    let Greeting { host, pid, version } = greeting;
    let color = options.color && screen::takes_colors();
    if !options.root {
        let text = "currently running on";
        writeln!(
            io::stdout(),
            "Connected to Asterisk {version} {text} {host} (pid = {pid})"
        )?;
    }
    link.send(&Request::Hello {
        verbosity: options.verbosity,
        watching: true,
    })?;
    let mut editor = Editor::new(color).map_err(io::Error::other)?;
    let screen = Screen::above_the_prompt(&mut editor, options, color);
    let answers = link.listen(screen, options.reconnect)?;
    editor.complete_with(link, &answers);
    let prompt = format!("{host}*CLI> ");
    loop {
        let typed = match editor.read(&prompt) {
            Typed::Line(line) => line,
            Typed::Nothing => continue,
            Typed::End if options.root => continue,
            Typed::End => return Ok(()),
        };
        match Line::of(&typed) {
            Line::Nothing => {}
            Line::Leave if options.root => {
                writeln!(
                    io::stdout(),
                    "This is the exchange itself; 'core stop now' ends it."
                )?;
            }
            Line::Leave => return Ok(()),
            Line::Shell(command) => run_shell(command),
            Line::Command(command) => match ask(link, &answers, command) {
                Asked::Answered => {}
                Asked::Gone if options.reconnect => {}
                Asked::Gone => return Ok(()),
            },
        }
    }
}

/// What a typed line is.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Nothing,
    Leave,
    /// For the shell of whoever sits here; empty for a whole shell.
    Shell(&'a str),
    Command(&'a str),
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let line = line.trim();
        match line.strip_prefix('!') {
            Some(command) => Self::Shell(command.trim()),
            None if line.is_empty() => Self::Nothing,
            None if ["quit", "exit"]
                .iter()
                .any(|word| word.eq_ignore_ascii_case(line)) =>
            {
                Self::Leave
            }
            None => Self::Command(line),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Answered,
    /// The exchange is no longer there, or wants this console to end.
    Gone,
}

/// Runs a command there and prints the answer. Asks again while the exchange is still starting.
fn ask(link: &mut Link, answers: &Answers, command: &str) -> Asked {
    let request = Request::Execute(command.to_owned());
    if link.send(&request).is_err() {
        return Asked::Gone;
    }
    loop {
        match answers.next(None) {
            Ok(Frame::Output(text)) => {
                // Whoever reads us may have left (`| head`).
                if io::stdout().write_all(text.as_bytes()).is_err() {
                    return Asked::Gone;
                }
            }
            Ok(Frame::Done(Status::Done | Status::Failed)) => break,
            Ok(Frame::Done(Status::Quit)) => return Asked::Gone,
            Ok(Frame::Done(Status::NotYet)) => {
                std::thread::park_timeout(ASK_AGAIN);
                if link.send(&request).is_err() {
                    return Asked::Gone;
                }
            }
            // A late answer to a completion that was given up.
            Ok(Frame::Names(_) | Frame::Event(_)) => {}
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Asked::Gone,
        }
    }
    let _ = io::stdout().flush();
    Asked::Answered
}

fn run_shell(command: &str) {
    let shell = std::env::var("SHELL").unwrap_or_else(|_| "/bin/sh".to_owned());
    let mut child = Command::new(&shell);
    if !command.is_empty() {
        child.arg("-c").arg(command);
    }
    if let Err(error) = child.status() {
        let _ = writeln!(io::stderr(), "{shell}: {error}");
    }
}

const ASK_AGAIN: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests;
