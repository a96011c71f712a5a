//! SayCountedNoun and SayCountedAdj: a word that agrees with a number.

use call::script::prelude::*;

use super::say_digits::say_prompts;
use crate::numbers::leading_integer;
use crate::say::{self, Gender};

/// Says a number and what it counts.
pub(crate) struct SayCountedNoun;

impl Application for SayCountedNoun {
    const DOC: AppDoc = AppDoc {
        name: "SayCountedNoun",
        synopsis: "Say a number and the noun that it counts.",
        syntax: &[
            Param::required("number", "How many."),
            Param::required("filename", "The prompt for one of them."),
        ],
        options: &[],
        description: "Any other number than one takes the prompt whose name has an `s` behind it.",
        see_also: &["SayCountedAdj", "SayNumber"],
        examples: &["same => n,SayCountedNoun(3,vm-message)"],
        since: "1.8",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let [number, noun, ..] = parts.as_slice() else {
            call.warn("SayCountedNoun needs a number and a prompt");
            return Ok(Continue);
        };
        let (count, noun) = (leading_integer(number), noun.trim());
        let language = call.look(|c| c.language.clone()).unwrap_or_default();
        let Some(mut prompts) = say::number(&language, count, Gender::None) else {
            call.warn(format!("SayCountedNoun: {count} is too large to be said"));
            return Ok(Continue);
        };
        prompts.push(if count.abs() == 1 {
            noun.to_owned()
        } else {
            format!("{noun}s")
        });
        say_prompts(call, &prompts).await
    }
}

/// Says an adjective that agrees with a number.
pub(crate) struct SayCountedAdj;

impl Application for SayCountedAdj {
    const DOC: AppDoc = AppDoc {
        name: "SayCountedAdj",
        synopsis: "Say an adjective that agrees with a number.",
        syntax: &[
            Param::required("number", "How many things it is about."),
            Param::required("filename", "The prompt of the adjective."),
            Param::optional("gender", "f, m, c or n; for Slavonic languages only."),
        ],
        options: &[],
        description: "Says the adjective as it is: the languages that speak here have one form of it.",
        see_also: &["SayCountedNoun"],
        examples: &["same => n,SayCountedAdj(3,vm-new)"],
        since: "1.8",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let Some(adjective) = parts.get(1).filter(|a| !a.trim().is_empty()) else {
            call.warn("SayCountedAdj needs a number and a prompt");
            return Ok(Continue);
        };
        say_prompts(call, &[adjective.trim().to_owned()]).await
    }
}
