//! WaitForSilence and WaitForNoise: until the caller is quiet, or not.

use std::time::Instant;

use ::media::control::{Stretch, Watch};
use call::script::prelude::*;

use crate::numbers::{leading_integer, seconds};

/// Waits for silence.
pub(crate) struct WaitForSilence;

impl Application for WaitForSilence {
    const DOC: AppDoc = AppDoc {
        name: "WaitForSilence",
        synopsis: "Wait until the caller is quiet.",
        syntax: SYNTAX,
        options: &[],
        description: "Answers first. WAITSTATUS tells SILENCE or TIMEOUT.",
        see_also: &["WaitForNoise"],
        examples: &["same => n,WaitForSilence(1600,2,10)"],
        since: "1.4",
    };

    const VARIABLES: &'static [Param] = &[Param::variable("WAITSTATUS", "SILENCE or TIMEOUT.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        wait_for(call, args, false).await
    }
}

/// Waits for sound.
pub(crate) struct WaitForNoise;

impl Application for WaitForNoise {
    const DOC: AppDoc = AppDoc {
        name: "WaitForNoise",
        synopsis: "Wait until the caller makes a sound.",
        syntax: SYNTAX,
        options: &[],
        description: "Answers first. WAITSTATUS tells NOISE or TIMEOUT.",
        see_also: &["WaitForSilence"],
        examples: &["same => n,WaitForNoise(500,1,10)"],
        since: "1.6",
    };

    const VARIABLES: &'static [Param] = &[Param::variable("WAITSTATUS", "NOISE or TIMEOUT.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        wait_for(call, args, true).await
    }
}

async fn wait_for(call: &mut Call, args: Args<'_>, sound: bool) -> Flow {
    let parts = args.split();
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    call.answer().await?;
    let needed = match u32::try_from(leading_integer(part(0))) {
        Ok(told @ 1..) => told,
        _ => USUAL_MS,
    };
    let times = leading_integer(part(1)).clamp(1, MOST_TIMES);
    let until = seconds(part(2)).map(|patience| call.after(patience));
    let found = watch(call, needed, times, until, sound).await?;
    let status = match (found, sound) {
        (false, _) => "TIMEOUT",
        (true, true) => "NOISE",
        (true, false) => "SILENCE",
    };
    call.set("WAITSTATUS", status);
    Ok(Continue)
}

/// Watches until it was so often so long silent, or loud; false when time is up.
async fn watch(
    call: &mut Call,
    needed: u32,
    times: i64,
    until: Option<Instant>,
    sound: bool,
) -> Result<bool, HungUp> {
    let watched = if sound {
        Watch {
            sound_ms: Some(needed),
            ..Watch::default()
        }
    } else {
        Watch {
            silence_ms: Some(needed),
            ..Watch::default()
        }
    };
    let mut left = times;
    call.watch(Some(watched));
    while left > 0 {
        let Some(notice) = call.next(until).await? else {
            break;
        };
        let News::Heard(stretch) = notice.news else {
            continue;
        };
        if is_enough(stretch, needed, sound) {
            left -= 1;
            // Each time counts from its own beginning.
            call.watch(None);
            call.watch(Some(watched));
        }
    }
    call.watch(None);
    Ok(left <= 0)
}

fn is_enough(stretch: Stretch, needed: u32, sound: bool) -> bool {
    stretch.sound == sound && !stretch.ended && stretch.duration_ms >= needed
}

const SYNTAX: &[Param] = &[
    Param::optional(
        "required",
        "Milliseconds that it must last; 500 when left out.",
    ),
    Param::optional(
        "iterations",
        "So often, one after the other; 1 when left out.",
    ),
    Param::optional(
        "timeout",
        "Seconds after which the dialplan goes on; never when left out.",
    ),
];
const USUAL_MS: u32 = 500;
const MOST_TIMES: i64 = 1_000;
