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

/// Plays what the `Say…` applications say.
pub(crate) async fn say_prompts(call: &mut Call, prompts: &[String]) -> Flow {
    let names: Vec<&str> = prompts.iter().map(String::as_str).collect();
    let interrupt = call.get("SAY_DTMF_INTERRUPT").is_some_and(|v| is_yes(&v));
    early_sound(call);
    match call
        .play(&names, if interrupt { ALL_KEYS } else { "" })
        .await?
    {
        PlayEnd::Stopped(digit) => Ok(Digit(digit)),
        PlayEnd::Finished | PlayEnd::Missing => Ok(Continue),
    }
}

/// The words that configuration files take for true.
fn is_yes(text: &str) -> bool {
    ["yes", "true", "y", "t", "1", "on"]
        .iter()
        .any(|yes| yes.eq_ignore_ascii_case(text.trim()))
}
