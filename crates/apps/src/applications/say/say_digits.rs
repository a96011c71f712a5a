//! SayDigits: digits one by one.

use call::script::prelude::*;

use crate::applications::input::background::ALL_KEYS;
use crate::applications::progress::progress_tone::early_sound;
use crate::say;

/// Says digits.
pub(crate) struct SayDigits;

impl Application for SayDigits {
    const DOC: AppDoc = AppDoc {
        name: "SayDigits",
        synopsis: "Say digits one by one.",
        syntax: &[Param::required(
            "digits",
            "Digits, `*`, `#` and `-` (said as minus).",
        )],
        options: &[],
        description: "Other characters are left out. The call is not answered. Keys are ignored, \
            unless SAY_DTMF_INTERRUPT is true: then a key stops it and begins a number, as with \
            BackGround.",
        see_also: &["SayNumber", "SayAlpha", "SayPhonetic"],
        examples: &["same => n,SayDigits(1234)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        say_prompts(call, &say::digits(args.0)).await
    }
}

/// Plays what the `Say…` applications say; keys count when SAY_DTMF_INTERRUPT is true.
pub(crate) async fn say_prompts(call: &mut Call, prompts: &[String]) -> Flow {
    let interrupt = call.get("SAY_DTMF_INTERRUPT").is_some_and(|v| is_yes(&v));
    play(call, prompts, if interrupt { ALL_KEYS } else { "" }).await
}

/// As `say_prompts`, but a key always begins a number.
pub(crate) async fn say_and_jump(call: &mut Call, prompts: &[String]) -> Flow {
    play(call, prompts, ALL_KEYS).await
}

async fn play(call: &mut Call, prompts: &[String], keys: &str) -> Flow {
    let names: Vec<&str> = prompts.iter().map(String::as_str).collect();
    early_sound(call);
    match call.play(&names, keys).await? {
        PlayEnd::Stopped(digit) => Ok(Digit(digit)),
        PlayEnd::Finished | PlayEnd::Missing => Ok(Continue),
    }
}

/// The words that configuration files take for true.
pub(crate) fn is_yes(text: &str) -> bool {
    ["yes", "true", "y", "t", "1", "on"]
        .iter()
        .any(|yes| yes.eq_ignore_ascii_case(text.trim()))
}
