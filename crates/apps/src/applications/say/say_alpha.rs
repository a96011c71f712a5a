//! SayAlpha: letter by letter.

use call::script::prelude::*;

use super::say_digits::say_prompts;
use crate::say;

/// Says letters.
pub(crate) struct SayAlpha;

impl Application for SayAlpha {
    const DOC: AppDoc = AppDoc {
        name: "SayAlpha",
        synopsis: "Spell a text.",
        syntax: &[Param::required("string", "Letters, digits and signs.")],
        options: &[],
        description: "The call is not answered. Keys are ignored, unless SAY_DTMF_INTERRUPT is true.",
        see_also: &["SayPhonetic", "SayDigits"],
        examples: &["same => n,SayAlpha(abc1)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        say_prompts(call, &say::letters(args.0)).await
    }
}
