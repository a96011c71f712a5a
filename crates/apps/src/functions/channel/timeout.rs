//! TIMEOUT: the channel's patience.

use std::time::Duration;

use call::script::prelude::*;

use crate::numbers;

/// `TIMEOUT()`.
pub(crate) struct Timeout;

impl Function for Timeout {
    const DOC: FunctionDoc = FunctionDoc {
        name: "TIMEOUT",
        synopsis: "How long the channel waits.",
        syntax: &[Param::required(
            "timeouttype",
            "digit: between two digits (5 s unless set); response: for the first one (10 s); \
             absolute: how long the call may last from now on, 0 for ever.",
        )],
        description: "Seconds, with a fraction. When the absolute time is up, the dialplan goes to the \
            extension `T`, or the call ends.",
        see_also: &["WaitExten", "BackGround", "Read"],
        examples: &[
            "Set(TIMEOUT(response)=10)",
            "${TIMEOUT(digit)}",
            "Set(TIMEOUT(absolute)=3600)",
        ],
        since: "1.4",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let now = call.now();
        let timeouts = call.look(|c| c.timeouts).unwrap_or_default();
        let value = match args.0.trim().to_ascii_lowercase().as_str() {
            "digit" => timeouts.digit,
            "response" => timeouts.response,
            "absolute" => match timeouts.absolute {
                None => return Ok("0".to_owned()),
                Some(at) => at.saturating_duration_since(now),
            },
            other => return Err(unknown(other)),
        };
        Ok(format!("{:.3}", value.as_secs_f64()))
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let now = call.now();
        let time = numbers::seconds(value);
        let mut result = Ok(());
        call.change(|c| match args.0.trim().to_ascii_lowercase().as_str() {
            "digit" => c.timeouts.digit = time.unwrap_or(Duration::ZERO),
            "response" => c.timeouts.response = time.unwrap_or(Duration::ZERO),
            "absolute" => c.timeouts.absolute = time.and_then(|t| now.checked_add(t)),
            other => result = Err(unknown(other)),
        });
        result
    }
}

fn unknown(which: &str) -> Fault {
    Fault(format!(
        "there is no time-out '{which}'; there are digit, response and absolute"
    ))
}
