//! SayPhonetic: letters by the alphabet of radio operators.

use call::script::prelude::*;

use super::say_digits::say_prompts;
use crate::say;

/// Says letters as words.
pub(crate) struct SayPhonetic;

impl Application for SayPhonetic {
    const DOC: AppDoc = AppDoc {
        name: "SayPhonetic",
        synopsis: "Spell a text with words (alpha, bravo, …).",
        syntax: &[Param::required("string", "Letters, digits and signs.")],
        options: &[],
        description: "The call is not answered. Keys are ignored, unless SAY_DTMF_INTERRUPT is true.",
        see_also: &["SayAlpha", "SayDigits"],
        examples: &["same => n,SayPhonetic(abc1)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        say_prompts(call, &say::phonetic(args.0)).await
    }
}
