//! DISA: dial tone from outside, behind a password.

use std::time::Duration;

use call::script::prelude::*;
use call::{Party, Timeouts};
use dialplan::Location;

use crate::places;

options! {
    /// Options of `DISA`.
    pub(crate) struct DisaOptions {
        /// Do not answer.
        'n' => no_answer: bool,
        /// The number ends with `#`.
        'p' => pound_ends: bool,
    }
}

/// Gives a caller dial tone.
pub(crate) struct Disa;

impl Application for Disa {
    const DOC: AppDoc = AppDoc {
        name: "DISA",
        synopsis: "Give a caller from outside dial tone.",
        syntax: &[
            Param::required(
                "passcode",
                "A password, no-password, or the path of a file with lines of \
                 `password[,context[,caller ID[,mailbox]]]`.",
            ),
            Param::optional(
                "context",
                "Where numbers are looked up; disa when left out.",
            ),
            Param::optional("cid", "The caller ID from then on."),
            Param::optional(
                "mailbox",
                "A mailbox whose new messages change the tone; it does not yet.",
            ),
            Param::optional("options", "Letters, see below."),
        ],
        options: DisaOptions::PARAMS,
        description: "The password ends with `#`. Then the number that is dialled is looked up in the \
            context. A wrong password or number is answered by the congestion tone, and the call ends.",
        see_also: &["Authenticate", "WaitExten"],
        examples: &[
            "same => n,DISA(1234,outgoing)",
            "same => n,DISA(no-password,inside)",
        ],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        DisaOptions::check(arguments, 4)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        if part(0).is_empty() {
            call.warn("DISA needs a password, or no-password");
            return Ok(End);
        }
        let options = DisaOptions::parse(call, part(4)).unwrap_or_default();
        if !options.no_answer {
            call.answer().await?;
        }
        let context = if part(1).is_empty() { "disa" } else { part(1) };
        let (mut context, mut cid) = (context.to_owned(), part(2).to_owned());
        call.play_tone("dial");
        if !part(0).eq_ignore_ascii_case("no-password") {
            let typed = read(call, None, true).await?;
            let Some(row) = password_row(call, part(0), typed.as_deref()).await? else {
                call.log(LogLevel::Notice, "DISA: wrong password");
                return refuse(call).await;
            };
            if let Some(told) = row.first() {
                context.clone_from(told);
            }
            if let Some(told) = row.get(1) {
                cid.clone_from(told);
            }
            call.play_tone("dial");
        }
        dial(call, &context, &cid, options.pound_ends).await
    }
}

async fn dial(call: &mut Call, context: &str, cid: &str, pound_ends: bool) -> Flow {
    let number = read(call, Some(context), pound_ends).await?;
    let number = number.unwrap_or_default();
    let place = Location::new(context, number.as_str(), 1);
    if number.is_empty() || !places::exists(call, &place).await {
        call.log(
            LogLevel::Notice,
            format!("DISA: there is no extension '{number}' in '{context}'"),
        );
        return refuse(call).await;
    }
    call.restore_sound();
    if !cid.is_empty() {
        call.change(|c| {
            c.parties.caller = Party {
                presentation: c.parties.caller.presentation,
                ..Party::parse(cid)
            };
        });
    }
    call.jump(Location::new(context, number, 1));
    Ok(Continue)
}

/// Reads digits, until they are a whole number of a context; the dial tone ends with the first.
async fn read(
    call: &mut Call,
    context: Option<&str>,
    pound_ends: bool,
) -> Result<Option<String>, HungUp> {
    let Timeouts { digit, .. } = call.look(|c| c.timeouts).unwrap_or_default();
    let mut typed = String::new();
    let mut patience = FIRST_PATIENCE;
    while typed.len() < MOST_DIGITS {
        if let Some(context) = context
            && places::is_whole(call, context, &typed).await
        {
            break;
        }
        let until = call.after(patience);
        let Some(key) = call.next_digit(Some(until)).await? else {
            break;
        };
        call.restore_sound();
        if key == '#' && (pound_ends || typed.is_empty()) {
            break;
        }
        typed.push(key);
        patience = digit.max(SHORTEST_PATIENCE);
    }
    Ok(Some(typed).filter(|typed| !typed.is_empty()))
}

/// What a password file says behind a password that is right; nothing more for a plain one.
async fn password_row(
    call: &mut Call,
    secret: &str,
    typed: Option<&str>,
) -> Result<Option<Vec<String>>, HungUp> {
    let Some(typed) = typed else {
        return Ok(None);
    };
    if !secret.starts_with('/') {
        return Ok((secret == typed).then(Vec::new));
    }
    let path = secret.to_owned();
    let text = match call.perform(Effect::ReadFile { path }).await? {
        Outcome::File(contents) => String::from_utf8_lossy(&contents).into_owned(),
        Outcome::Failed(why) => {
            call.warn(format!("DISA: {why}"));
            return Ok(None);
        }
        _ => return Ok(None),
    };
    let rows = text.lines().map(|line| line.trim().replace('|', ","));
    let rows = rows.filter(|line| !line.is_empty() && !line.starts_with(['#', ';']));
    let mut rows = rows.map(|line| Args(&line).split());
    let found = rows.find(|row| row.first().is_some_and(|first| first.trim() == typed));
    Ok(found.map(|row| row.into_iter().skip(1).collect()))
}

async fn refuse(call: &mut Call) -> Flow {
    call.play_tone("congestion");
    call.sleep(TONE).await?;
    Ok(End)
}

const FIRST_PATIENCE: Duration = Duration::from_secs(20);
const SHORTEST_PATIENCE: Duration = Duration::from_secs(1);
const MOST_DIGITS: usize = 79;
const TONE: Duration = Duration::from_secs(10);
