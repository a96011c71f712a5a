//! The console: one command a file, one list, served to any terminal that `starling` hands over.
//!
//! `Connection` is the whole server side of one console as a sans-IO machine; `wire` says how its
//! bytes are framed; `execute` and `complete` are for whoever has no connection.

mod command;
mod commands;
mod connection;
mod exchange;
mod line;
mod reply;
mod terminal;
pub mod wire;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;

use command::CommandEntry;

pub use connection::Connection;
pub use exchange::{Exchange, Facts, LogChannel, Stop};
pub use line::{LogStamp, log_line, printable, verbose_line};
pub use reply::{Ask, End, Reply};
pub use terminal::Terminal;

/// Runs a line as a user typed it. Unknown words and wrong arguments are answered in words.
pub fn execute(exchange: &mut dyn Exchange, line: &str) -> Reply {
    let words = command::split_words(line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.is_empty() {
        return Reply::text("");
    }
    if words.first().is_some_and(|first| first.starts_with('!')) {
        return Reply::failed("Shell commands run on your own side of the console only.\n");
    }
    let Some((entry, arguments)) = command::find(commands::COMMANDS, &words) else {
        let line = line.trim();
        return Reply::failed(format!(
            "No such command '{line}' (type 'core show help {}' for other possible commands)\n",
            beginning(&words)
        ));
    };
    let mut reply = (entry.run)(exchange, arguments);
    match reply.end {
        End::Misused => reply.text = entry.usage(),
        End::Failed => reply
            .text
            .push_str(&format!("Command '{}' failed.\n", line.trim())),
        End::Done | End::NotYet => {}
    }
    reply
}

/// The words that may stand where the last word of `line` is being typed, sorted. A line that ends in
/// a space asks for the next word.
pub fn complete(exchange: &dyn Exchange, line: &str) -> Vec<String> {
    command::complete(commands::COMMANDS, exchange, line)
}

/// As many words of an unknown command as some command begins with.
fn beginning(words: &[&str]) -> String {
    let known = |count: &usize| {
        commands::COMMANDS
            .iter()
            .any(|entry: &CommandEntry| entry.begins_with(&words[..*count]))
    };
    let count = (1..=words.len()).rev().find(known).unwrap_or(words.len());
    words[..count].join(" ")
}
