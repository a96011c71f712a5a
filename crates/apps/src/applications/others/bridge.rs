//! Bridge: talk to a channel that is there already.

use std::time::Duration;

use call::script::prelude::*;
use call::{BridgeEnd, BridgeFeatures, TalkLimit};
use dialplan::Location;

options! {
    /// Options of `Bridge`.
    pub(crate) struct BridgeOptions {
        /// Let the other channel hear a beep first.
        'p' => beep: bool,
        /// The other channel may hang up by digits.
        'h' => other_may_disconnect: bool,
        /// This channel may hang up by digits.
        'H' => may_disconnect: bool,
        /// End so many seconds after the beginning.
        'S'("x") => limit: Option<Duration>,
        /// The other channel may transfer this one by digits.
        't' => other_may_transfer: bool,
        /// This channel may transfer the other one by digits.
        'T' => may_transfer: bool,
        /// The other channel may park this one by digits.
        'k' => other_may_park: bool,
        /// This channel may park the other one by digits.
        'K' => may_park: bool,
        /// The other channel may record by digits.
        'w' => other_may_monitor: bool,
        /// This channel may record by digits.
        'W' => may_monitor: bool,
        /// This channel may record by digits, both sides in one file.
        'X' => may_mix_monitor: bool,
        /// The other channel ends with the conversation.
        'x' => end_other: bool,
    }
    refused {
        /// the other channel goes on behind the step where it was
        'F'("[[context^]exten^]priority"),
        /// use S for a time limit
        'L'("x[:y[:z]]"),
        /// channels on hold keep their own music
        'n',
        /// there is no ringing any more
        'r',
    }
}

/// Talks to another channel.
pub(crate) struct Bridge;

impl Application for Bridge {
    const DOC: AppDoc = AppDoc {
        name: "Bridge",
        synopsis: "Talk to a channel that is there already.",
        syntax: &[
            Param::required("channel", "Its full name or unique id."),
            Param::optional("options", "Letters, see below."),
        ],
        options: BridgeOptions::PARAMS,
        description: "The other channel must be answered; whatever it does ends. After the conversation \
            both go on in the dialplan, the other one behind the step where it was. BRIDGERESULT tells \
            SUCCESS, FAILURE, LOOP (that is this channel) or NONEXISTENT.",
        see_also: &["Dial", "ChannelRedirect"],
        examples: &["same => n,Bridge(${OTHER},T)"],
        since: "1.6",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "BRIDGERESULT",
        "SUCCESS, FAILURE, LOOP, NONEXISTENT or INCOMPATIBLE.",
    )];

    fn check(arguments: &str) -> Vec<String> {
        BridgeOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = BridgeOptions::parse(call, part(1)).unwrap_or_default();
        let found = call.find_channel(part(0));
        let status = match found {
            None => "NONEXISTENT",
            Some(id) if id == call.id() => "LOOP",
            Some(id) => {
                call.answer().await?;
                talk(call, id, &options).await?
            }
        };
        if status != "SUCCESS" {
            call.warn(format!("Bridge: '{}': {status}", part(0)));
        }
        call.set("BRIDGERESULT", status);
        Ok(Continue)
    }
}

async fn talk(
    call: &mut Call,
    id: call::ChannelId,
    options: &BridgeOptions,
) -> Result<&'static str, HungUp> {
    let was_at = call.look_at(id, |c| c.location.clone());
    let Some(mut leg) = call.take(id) else {
        return Ok("FAILURE");
    };
    if options.beep {
        call.play_to_other(id, &["beep"]).await?;
    }
    let mine = BridgeFeatures {
        transfer: options.may_transfer,
        disconnect: options.may_disconnect,
        park: options.may_park,
        monitor: options.may_monitor,
        mix_monitor: options.may_mix_monitor,
    };
    let theirs = BridgeFeatures {
        transfer: options.other_may_transfer,
        disconnect: options.other_may_disconnect,
        park: options.other_may_park,
        monitor: options.other_may_monitor,
        mix_monitor: false,
    };
    let limit = TalkLimit {
        duration: options.limit,
        ..TalkLimit::default()
    };
    let end = call.talk(&mut leg, mine, theirs, &limit).await;
    match end {
        Ok(BridgeEnd::CalleeTransferred) => leg.release(),
        Ok(BridgeEnd::CalleeGone) => {}
        Ok(BridgeEnd::TimeUp | BridgeEnd::Disconnected | BridgeEnd::CallerTransferred)
        | Err(HungUp) => {
            if let Some(at) = was_at.filter(|_| !options.end_other) {
                let behind = Location {
                    priority: at.priority.saturating_add(1),
                    ..at
                };
                if call.send_elsewhere(id, behind) {
                    leg.release();
                }
            }
        }
    }
    end.map(|_| "SUCCESS")
}
