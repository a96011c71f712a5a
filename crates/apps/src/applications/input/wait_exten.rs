//! WaitExten: wait for the caller to dial.

use call::script::prelude::*;
use dialplan::Location;

use crate::applications::flow::raise_exception::raise;
use crate::{numbers, places};

options! {
    /// Options of `WaitExten`.
    pub(crate) struct WaitExtenOptions {
        /// Music of this class (the channel's own without one) until a key is pressed.
        'm'("class") => music: Option<String>,
        /// Dial tone until a key is pressed.
        'd'("context") => dial_tone: Option<String>,
    }
}

/// Waits for a number.
pub(crate) struct WaitExten;

impl Application for WaitExten {
    const DOC: AppDoc = AppDoc {
        name: "WaitExten",
        synopsis: "Wait for the caller to dial a number.",
        syntax: &[
            Param::optional("seconds", "How long; TIMEOUT(response) when left out or 0."),
            Param::optional("options", "Letters, see below."),
        ],
        options: WaitExtenOptions::PARAMS,
        description: "The dialplan goes to the number that is dialled. When nothing is, it goes on with \
            the next priority if there is one, else to the extension `t`, else to `e`; else the call \
            ends.",
        see_also: &["BackGround", "TIMEOUT", "Read"],
        examples: &[
            "same => n,WaitExten()",
            "same => n,WaitExten(10,m(default))",
        ],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        WaitExtenOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = WaitExtenOptions::parse(call, part(1)).unwrap_or_default();
        let usual = call.look(|c| c.timeouts.response).unwrap_or_default();
        let patience = numbers::time_length(part(0)).unwrap_or(usual);
        if let Some(class) = &options.music {
            call.start_music(class).await?;
        } else if options.dial_tone.is_some() {
            call.play_tone("dial");
        }
        let until = call.now() + patience;
        let digit = call.next_digit(Some(until)).await?;
        if options.music.is_some() || options.dial_tone.is_some() {
            call.restore_sound();
        }
        match digit {
            Some(digit) => Ok(Digit(digit)),
            None => Ok(nothing_dialled(call).await),
        }
    }
}

async fn nothing_dialled(call: &mut Call) -> Next {
    let here = call.location();
    let next = Location {
        priority: here.priority.saturating_add(1),
        ..here.clone()
    };
    if places::exists(call, &next).await {
        call.verbose(3, || format!("Timeout on {}, continuing...", call.name()));
        return Continue;
    }
    let time_out = Location::new(here.context.clone(), "t", 1);
    if places::exists(call, &time_out).await {
        call.verbose(3, || format!("Timeout on {}, going to 't'", call.name()));
        call.jump(time_out);
        return Continue;
    }
    if raise(call, "RESPONSETIMEOUT").await {
        return Continue;
    }
    call.warn("nothing was dialled, and there is no 't' or 'e' for the time-out");
    End
}
