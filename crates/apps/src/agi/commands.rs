//! The commands: what each does and answers. `None` stands for wrong arguments.

use std::time::Duration;

use call::script::Wire;
use call::script::prelude::*;
use dialplan::Location;
use services::Database;

use super::{playing, saying};
use crate::places;

/// Runs one; its name is one of the table's.
pub(super) async fn run(
    call: &mut Call,
    wire: &mut Wire,
    name: &str,
    words: &[String],
) -> Option<String> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    Some(match name {
        "ANSWER" => result(match call.answer().await {
            Ok(()) => 0,
            Err(HungUp) => -1,
        }),
        "ASYNCAGI BREAK" => result(0),
        "CHANNEL STATUS" => result(channel_status(call, word(0))),
        "CONTROL STREAM FILE" => playing::control_stream_file(call, words).await,
        "DATABASE DEL" | "DATABASE DELTREE" | "DATABASE GET" | "DATABASE PUT" => {
            database(call, name, words)?
        }
        "EXEC" => exec(call, words).await,
        "GET DATA" => {
            playing::get_data(call, word(0), optional(words, 1)?, optional(words, 2)?).await
        }
        "GET FULL VARIABLE" => get_full_variable(call, word(0), word(1)).await,
        "GET OPTION" => playing::get_option(call, word(0), word(1), optional(words, 2)?).await,
        "GET VARIABLE" => get_variable(call, word(0)).await,
        "GOSUB" => return gosub(call, wire, words).await,
        "HANGUP" => result(hang_up(call, word(0))),
        "NOOP" => result(0),
        "RECEIVE CHAR" => playing::receive(call, number(word(0))?, "200 result=0 (timeout)").await,
        "RECEIVE TEXT" => playing::receive(call, number(word(0))?, "200 result=-1").await,
        "RECORD FILE" => playing::record_file(call, words).await?,
        "SAY ALPHA" | "SAY DIGITS" | "SAY NUMBER" | "SAY PHONETIC" | "SAY DATE" | "SAY TIME"
        | "SAY DATETIME" => saying::say(call, name, words).await?,
        "SEND IMAGE" | "TDD MODE" => {
            call.warn(format!("{name}: no channel of this exchange has it"));
            result(0)
        }
        "SEND TEXT" => send_text(call, word(0)).await,
        "SET AUTOHANGUP" => set_autohangup(call, number(word(0))?),
        "SET CALLERID" => {
            call.assign("CALLERID(all)", word(0)).await;
            result(1)
        }
        "SET CONTEXT" => {
            set_place(call, |at| Location::new(word(0), at.extension, at.priority));
            result(0)
        }
        "SET EXTENSION" => {
            set_place(call, |at| Location::new(at.context, word(0), at.priority));
            result(0)
        }
        "SET MUSIC" => set_music(call, word(0), word(1)).await?,
        "SET PRIORITY" => set_priority(call, word(0))?,
        "SET VARIABLE" => {
            call.assign(word(0), word(1)).await;
            result(1)
        }
        "STREAM FILE" => playing::stream_file(call, word(0), word(1), optional(words, 2)?).await,
        "VERBOSE" => verbose(call, word(0), optional(words, 1)?),
        "WAIT FOR DIGIT" => playing::wait_for_digit(call, number(word(0))?).await,
        _ => {
            call.warn(format!("{name}: there is no engine that recognizes speech"));
            result(0)
        }
    })
}

/// The usual reply.
pub(super) fn result(number: i32) -> String {
    format!("200 result={number}")
}

/// A whole number, with what stands behind it left out.
pub(super) fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    text[..sign + digits].parse().ok()
}

/// As `number`; 0 where the word is left out.
pub(super) fn optional(words: &[String], at: usize) -> Option<Option<i64>> {
    match words.get(at).filter(|word| !word.is_empty()) {
        Some(word) => number(word).map(Some),
        None => Some(None),
    }
}

/// Milliseconds as a duration; `None` for ever.
pub(super) fn patience(milliseconds: i64) -> Option<Duration> {
    u64::try_from(milliseconds).ok().map(Duration::from_millis)
}

fn channel_status(call: &Call, name: &str) -> i32 {
    let id = if name.is_empty() {
        Some(call.id())
    } else {
        call.find_channel(name)
    };
    id.and_then(|id| call.look_at(id, |c| i32::from(c.state.number())))
        .unwrap_or(-1)
}

fn database(call: &Call, name: &str, words: &[String]) -> Option<String> {
    let database = call.service::<Database>()?;
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    Some(match name {
        "DATABASE GET" => match database.get(word(0), word(1)) {
            Some(value) => format!("200 result=1 ({value})"),
            None => result(0),
        },
        "DATABASE PUT" => {
            database.put(word(0), word(1), word(2));
            result(1)
        }
        "DATABASE DEL" => result(i32::from(database.delete(word(0), word(1)))),
        _ => result(i32::from(database.delete_tree(word(0), word(1)) > 0)),
    })
}

async fn exec(call: &mut Call, words: &[String]) -> String {
    let name = words.first().map_or("", String::as_str);
    let arguments = words.get(1..).unwrap_or_default().join(",");
    match call.run_application(name, &arguments).await {
        Some(Ok(Next::Continue | Next::Incomplete)) => result(0),
        Some(Ok(Next::Digit(digit))) => result(code(digit)),
        Some(Ok(Next::End) | Err(HungUp)) => result(-1),
        None => {
            call.warn(format!("AGI: there is no application '{name}'"));
            result(-2)
        }
    }
}

/// The ASCII code of a digit.
pub(super) fn code(digit: char) -> i32 {
    i32::try_from(u32::from(digit)).unwrap_or(0)
}

async fn get_full_variable(call: &mut Call, text: &str, channel: &str) -> String {
    let mut there = match channel {
        "" => Some(call.clone()),
        name => call.find_channel(name).map(|id| call.on(id)),
    };
    match &mut there {
        Some(there) => format!(
            "200 result=1 ({})",
            one_line(&there.expand_text(text).await)
        ),
        None => result(0),
    }
}

async fn get_variable(call: &mut Call, name: &str) -> String {
    let value = match name.strip_suffix(')').and_then(|n| n.split_once('(')) {
        Some((function, arguments)) => {
            let (function, arguments) = (function.to_owned(), arguments.to_owned());
            Some(call.read_function(&function, &arguments).await)
        }
        None => call.variable(name),
    };
    match value {
        Some(value) => format!("200 result=1 ({})", one_line(&value)),
        None => result(0),
    }
}

/// A reply is one line: a value with several would be read as replies of its own.
fn one_line(value: &str) -> String {
    value.replace(['\r', '\n'], " ")
}

async fn gosub(call: &mut Call, wire: &mut Wire, words: &[String]) -> Option<String> {
    let [context, extension, priority, rest @ ..] = words else {
        return None;
    };
    let target = format!("{context},{extension},{priority}");
    let Ok(at) = places::target(call, &target) else {
        call.warn(format!("GOSUB: there is no {target}"));
        return Some("503 result=-2 Gosub label could not be determined".to_owned());
    };
    if wire.write("100 result=0 Trying...\n").await.ok()?.is_err() {
        return Some(result(-1));
    }
    let arguments = rest.first().map_or("", String::as_str);
    let arguments = Args(arguments).split();
    Some(match call.run_subroutine(at, &arguments).await {
        Ok(_) => "200 result=0 Gosub complete".to_owned(),
        Err(HungUp) => "200 result=-1 Gosub failed".to_owned(),
    })
}

fn hang_up(call: &Call, name: &str) -> i32 {
    if name.is_empty() {
        call.hang_up(HangupCause::NORMAL_CLEARING);
        return 1;
    }
    let Some(id) = call.find_channel(name) else {
        return -1;
    };
    call.hang_up_other(id, HangupCause::NORMAL_CLEARING);
    1
}

async fn send_text(call: &mut Call, text: &str) -> String {
    match call.run_application("SendText", text).await {
        Some(Ok(_)) => result(0),
        Some(Err(HungUp)) => result(-1),
        None => {
            call.warn("SEND TEXT: texts cannot be sent to this channel");
            result(-1)
        }
    }
}

fn set_autohangup(call: &Call, seconds: i64) -> String {
    let at = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0);
    let at = at.map(|seconds| call.after(Duration::from_secs(seconds)));
    call.change(|c| c.timeouts.absolute = at);
    result(0)
}

/// The next step follows this place.
fn set_place(call: &Call, change: impl FnOnce(Location) -> Location) {
    call.change(|c| c.location = change(c.location.clone()));
}

fn set_priority(call: &Call, text: &str) -> Option<String> {
    let at = call.location();
    let priority = match text.parse() {
        Ok(priority) => priority,
        Err(_) => places::label(call, &at.context, &at.extension, text)?,
    };
    call.jump(Location::new(at.context, at.extension, priority));
    Some(result(0))
}

async fn set_music(call: &mut Call, switch: &str, class: &str) -> Option<String> {
    if switch.eq_ignore_ascii_case("on") {
        let _ = call.start_music(class).await;
    } else if switch.eq_ignore_ascii_case("off") {
        call.restore_sound();
    } else {
        return None;
    }
    Some(result(0))
}

fn verbose(call: &Call, text: &str, level: Option<i64>) -> String {
    let level = u8::try_from(level.unwrap_or(0)).unwrap_or(0);
    let request = call.look(|c| c.application.1.clone()).unwrap_or_default();
    let script = request.split(',').next().unwrap_or_default().to_owned();
    call.verbose(level, || format!("{script}: {text}"));
    result(1)
}
