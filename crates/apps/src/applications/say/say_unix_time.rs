//! SayUnixTime and DateTime: a moment in words.

use call::script::prelude::*;

use super::say_digits::{say_and_jump, say_prompts};
use crate::numbers::leading_integer;
use crate::{say, time};

/// Says a moment.
pub(crate) struct SayUnixTime;

impl Application for SayUnixTime {
    const DOC: AppDoc = AppDoc {
        name: "SayUnixTime",
        synopsis: "Say a date and time.",
        syntax: &[
            Param::optional(
                "unixtime",
                "Seconds since 1970 began, below 0 for earlier; now when left out.",
            ),
            Param::optional(
                "timezone",
                "Like Europe/Paris; the machine's own when left out.",
            ),
            Param::optional(
                "format",
                "What is said, letter by letter; the usual order of the language when left out.",
            ),
            Param::optional("options", "Letters, see below."),
        ],
        options: &[Param::optional(
            "j",
            "A key stops it and begins a number, as SAY_DTMF_INTERRUPT does.",
        )],
        description: "Letters of the format: A weekday, B month, m month as first to twelfth, d day, Y \
            year, I hour of twelve, H hour of twenty-four (k without a leading oh), M minute (N for \
            hundred instead of o'clock), S second, p morning or afternoon, R for HM, T for HMS, Q \
            today or yesterday or the date, q the same without today; text in single quotes is the \
            name of a prompt. Words and order are those of the channel's language: English, French, \
            German, Spanish, Italian or Portuguese.",
        see_also: &["DateTime", "STRFTIME", "SayNumber"],
        examples: &[
            "same => n,SayUnixTime()",
            "same => n,SayUnixTime(${EPOCH},Europe/Paris,R)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        say_time(call, args).await
    }
}

/// Says a moment.
pub(crate) struct DateTime;

impl Application for DateTime {
    const DOC: AppDoc = AppDoc {
        name: "DateTime",
        synopsis: "Say a date and time.",
        syntax: SayUnixTime::DOC.syntax,
        options: SayUnixTime::DOC.options,
        description: "The same as SayUnixTime.",
        see_also: &["SayUnixTime"],
        examples: &["same => n,DateTime(,,ABdY)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        say_time(call, args).await
    }
}

async fn say_time(call: &mut Call, args: Args<'_>) -> Flow {
    let parts = args.split();
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    let now = call.since_epoch();
    let at = match part(0) {
        "" => i64::try_from(now.as_secs()).unwrap_or(i64::MAX),
        text => leading_integer(text),
    };
    let zone = Some(part(1)).filter(|zone| !zone.is_empty());
    let found = time::spoken(at, now, zone).or_else(|| {
        call.warn(format!(
            "there is no time zone '{}'; the machine's own counts",
            part(1)
        ));
        time::spoken(at, now, None)
    });
    let Some(moment) = found else {
        call.warn(format!("there is no moment {at}"));
        return Ok(Continue);
    };
    let language = call.look(|c| c.language.clone()).unwrap_or_default();
    let format = part(2).trim_matches('"');
    let (prompts, unknown) = say::moment(&language, &moment, format);
    for letter in unknown {
        call.warn(format!("the format letter '{letter}' means nothing"));
    }
    if part(3).contains('j') {
        say_and_jump(call, &prompts).await
    } else {
        say_prompts(call, &prompts).await
    }
}
