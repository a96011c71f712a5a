//! Transfer: have the far end call another number by itself.

use std::time::Duration;

use call::script::prelude::*;
use call::{Signal, Technology};

/// Asks the far end to go elsewhere.
pub(crate) struct Transfer;

impl Application for Transfer {
    const DOC: AppDoc = AppDoc {
        name: "Transfer",
        synopsis: "Have the far end call another number by itself.",
        syntax: &[Param::required(
            "destination",
            "[Technology/]number or address; with a technology only channels of that one are sent.",
        )],
        options: &[],
        description: "Before the answer the far end gets 302 with the destination, after it REFER. \
            TRANSFERSTATUS tells SUCCESS, FAILURE or UNSUPPORTED (a Local channel), and the dialplan \
            goes on, where Dial can call the number instead.",
        see_also: &["Dial"],
        examples: &["same => n,Transfer(PJSIP/200)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable("TRANSFERSTATUS", "SUCCESS, FAILURE or UNSUPPORTED."),
        Param::variable(
            "TRANSFERSTATUSPROTOCOL",
            "The status of the protocol; 0 where there is none.",
        ),
    ];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let status = match destination(call, args.0.trim()) {
            Ok(target) => {
                call.signal(Signal::SendAway { target });
                if outcome(call).await? {
                    "SUCCESS"
                } else {
                    "FAILURE"
                }
            }
            Err(status) => status,
        };
        call.set("TRANSFERSTATUS", status);
        call.set("TRANSFERSTATUSPROTOCOL", "0");
        Ok(Continue)
    }
}

fn destination(call: &Call, text: &str) -> Result<String, &'static str> {
    let own = call.look(|c| c.technology).unwrap_or(Technology::Local);
    let (technology, target) = match text.split_once('/') {
        Some((name, rest)) => (Technology::from_name(name), rest),
        None => (Some(own), text),
    };
    if target.is_empty() {
        call.warn("Transfer needs a destination");
        return Err("FAILURE");
    }
    if own == Technology::Local {
        return Err("UNSUPPORTED");
    }
    if technology != Some(own) {
        call.warn(format!(
            "Transfer: '{text}' is not for this kind of channel"
        ));
        return Err("FAILURE");
    }
    Ok(target.to_owned())
}

async fn outcome(call: &mut Call) -> Result<bool, HungUp> {
    let until = call.after(PATIENCE);
    while let Some(notice) = call.next(Some(until)).await? {
        if let News::SentAway(done) = notice.news {
            return Ok(done);
        }
    }
    Ok(false)
}

/// The far end may take so long to reach the destination.
const PATIENCE: Duration = Duration::from_secs(60);
