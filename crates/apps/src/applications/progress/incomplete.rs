//! Incomplete: the number may go on.

use call::Signal;
use call::script::prelude::*;

options! {
    /// Options of `Incomplete`.
    pub(crate) struct IncompleteOptions {
        /// Do not answer: the caller's device is told that digits are missing.
        'n' => no_answer: bool,
    }
}

/// Asks for more digits.
pub(crate) struct Incomplete;

impl Application for Incomplete {
    const DOC: AppDoc = AppDoc {
        name: "Incomplete",
        synopsis: "Ask for more digits of the number.",
        syntax: &[Param::optional("options", "Letters, see below.")],
        options: IncompleteOptions::PARAMS,
        description: "When a longer number could match, more digits are read and the dialplan goes on \
            with the longer number; otherwise the number is invalid. The call is answered first.",
        see_also: &["WaitExten"],
        examples: &["same => n,Incomplete()", "same => n,Incomplete(n)"],
        since: "1.8",
    };

    fn check(arguments: &str) -> Vec<String> {
        IncompleteOptions::check(arguments, 0)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let options = IncompleteOptions::parse(call, args.0).unwrap_or_default();
        if !options.no_answer {
            call.answer().await?;
        } else if !call.is_up() {
            call.signal(Signal::Incomplete);
        }
        Ok(Next::Incomplete)
    }
}
