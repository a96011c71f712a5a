//! The dialogue of a call with its program: a line comes, is done, and is answered, until one of both
//! has enough.

use std::time::Duration;

use call::WireRead;
use call::script::Wire;
use call::script::prelude::*;
use services::{AgiCommand, find_agi_command};

use super::command_line::words;
use super::commands;

/// How a dialogue ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// The program ended well.
    Success,
    /// It ended badly, or does not listen.
    Failure,
    /// The call is over.
    HungUp,
}

/// A running dialogue.
pub(crate) struct Dialogue {
    wire: Wire,
    /// A program on a server is told of the hang-up by a line.
    by_line: bool,
    /// `AGISIGHUP`: it is told at all.
    tells_hang_up: bool,
    /// `AGIEXITONHANGUP`: nobody waits for it after the hang-up.
    ends_with_call: bool,
    /// The call is over, and it was told.
    dead: bool,
}

impl Dialogue {
    /// Over a wire.
    pub(crate) fn new(call: &Call, mut wire: Wire, by_line: bool) -> Self {
        let is = |name: &str| call.variable(name).map(|v| v.trim().to_ascii_lowercase());
        let no = |v: String| matches!(v.as_str(), "no" | "false" | "0" | "n" | "f" | "off");
        let yes = |v: String| matches!(v.as_str(), "yes" | "true" | "1" | "y" | "t" | "on");
        let tells_hang_up = !is("AGISIGHUP").is_some_and(no);
        if !tells_hang_up {
            wire.leave_in_peace();
        }
        Self {
            wire,
            by_line,
            tells_hang_up,
            ends_with_call: is("AGIEXITONHANGUP").is_some_and(yes),
            dead: false,
        }
    }

    /// A call that is over from the beginning (`DeadAGI`, the extension `h`).
    pub(crate) fn of_the_dead(mut self) -> Self {
        self.dead = true;
        self
    }

    /// Says `greeting`, then does what comes.
    pub(crate) async fn run(mut self, call: &mut Call, greeting: String) -> Result<Over, HungUp> {
        if let Err(why) = self.wire.write(greeting).await? {
            call.warn(format!("AGI: {why}"));
            return Ok(Over::Failure);
        }
        loop {
            let read = match self.dead {
                false => match self.wire.read_line(LONGEST_LINE).await {
                    Ok(read) => read,
                    Err(HungUp) => {
                        if self.ends_with_call {
                            return Ok(Over::HungUp);
                        }
                        self.tell_hang_up().await?;
                        continue;
                    }
                },
                true => {
                    let read = self
                        .wire
                        .read_line_after_the_end(LONGEST_LINE, AFTERLIFE)
                        .await?;
                    let Some(read) = read else {
                        return Ok(self.over());
                    };
                    read
                }
            };
            let line = match read {
                WireRead::Line(line) => line,
                WireRead::Ended { status } => {
                    return Ok(match status {
                        Some(1..) if !call.is_hung_up() => Over::Failure,
                        _ => self.over(),
                    });
                }
            };
            let line = String::from_utf8_lossy(&line);
            call.verbose(5, || format!("<{}>AGI Rx << {line}", call.name()));
            let answer = self.answer(call, &line).await;
            call.verbose(5, || {
                let first = answer.lines().next().unwrap_or_default();
                format!("<{}>AGI Tx >> {first}", call.name())
            });
            if self.wire.write(answer).await?.is_err() {
                return Ok(self.over());
            }
        }
    }

    async fn tell_hang_up(&mut self) -> Result<(), HungUp> {
        self.dead = true;
        if self.tells_hang_up {
            self.wire.hang_up();
            if self.by_line {
                let _ = self.wire.write("HANGUP\n").await?;
            }
        }
        Ok(())
    }

    fn over(&self) -> Over {
        if self.dead {
            Over::HungUp
        } else {
            Over::Success
        }
    }

    /// Does one line; the reply is whole lines.
    async fn answer(&mut self, call: &mut Call, line: &str) -> String {
        let words = words(line);
        if words.is_empty() {
            return "510 Invalid or unknown command\n".to_owned();
        }
        let Some((command, length)) = find_agi_command(&words) else {
            return "510 Invalid or unknown command\n".to_owned();
        };
        if call.is_hung_up() && !command.after_the_call {
            return "511 Command Not Permitted on a dead channel or intercept routine\n".to_owned();
        }
        let arguments = &words[length..];
        let (least, most) = command.words;
        if arguments.len() < least || arguments.len() > most {
            return misused(command);
        }
        match commands::run(call, &mut self.wire, command.name, arguments).await {
            Some(mut reply) => {
                reply.push('\n');
                reply
            }
            None => misused(command),
        }
    }
}

fn misused(command: &AgiCommand) -> String {
    format!(
        "520-Invalid command syntax.  Proper usage follows:\n{}520 End of proper usage.\n",
        command.usage()
    )
}

/// What is longer counts as several lines.
const LONGEST_LINE: usize = 8_192;
/// A program that says nothing for so long after its call has lost its way.
const AFTERLIFE: Duration = Duration::from_secs(600);
