//! SayNumber: a number in words.

use call::script::prelude::*;

use super::say_digits::say_prompts;
use crate::say::{self, Gender};

/// Says a number.
pub(crate) struct SayNumber;

impl Application for SayNumber {
    const DOC: AppDoc = AppDoc {
        name: "SayNumber",
        synopsis: "Say a number in words.",
        syntax: &[
            Param::required("number", "A whole number from -999999999 to 999999999."),
            Param::optional("gender", "f, m, n or c, where the language has a choice."),
        ],
        options: &[],
        description: "The words are those of the channel's language: English, French, German, \
            Spanish, Italian, Portuguese or Dutch; English in all others. The call is not answered. \
            Keys are ignored, unless SAY_DTMF_INTERRUPT is true.",
        see_also: &["SayDigits", "CHANNEL"],
        examples: &["same => n,SayNumber(42)", "same => n,SayNumber(1,f)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let (number, gender) = args.0.split_once(',').unwrap_or((args.0, ""));
        let Ok(number) = number.trim().parse::<i64>() else {
            call.warn(format!("SayNumber: '{number}' is not a whole number"));
            return Ok(Continue);
        };
        let language = call.look(|c| c.language.clone()).unwrap_or_default();
        match say::number(&language, number, Gender::from_text(gender.trim())) {
            Some(prompts) => say_prompts(call, &prompts).await,
            None => {
                call.warn(format!("SayNumber: {number} is too large to be said"));
                Ok(Continue)
            }
        }
    }
}
