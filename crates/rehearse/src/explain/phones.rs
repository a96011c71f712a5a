//! The phones that are called: whether they can be, and what they then do.

use std::time::Duration;

use call::{HangupCause, Invitation, Profile, Signal, Technology};
use sip_channel::endpoint::{Dialect, Endpoint};
use sip_channel::settings::Settings;

use super::answering::Answering;
use super::caller::may_be_called;

/// What a called phone will do, and what may be said about it.
pub(super) struct Fate {
    pub(super) destination: String,
    pub(super) said: String,
    pub(super) rings: bool,
    /// What it says, and how long after the call came.
    pub(super) signals: Vec<(Duration, Signal)>,
    /// It hangs up so long after the call came, once answered.
    pub(super) hangs_up: Option<Duration>,
}

/// What happens to a call out.
pub(super) fn fate(
    sip: &Settings,
    answers: &[(String, Answering)],
    technology: Technology,
    invitation: &Invitation,
) -> Fate {
    let resource = &invitation.resource;
    let name = technology.channel_stem(resource);
    let told = answers
        .iter()
        .rev()
        .find(|(wanted, _)| is_meant(wanted, technology, resource, name))
        .map(|(_, answering)| *answering);
    let endpoint = Dialect::of(technology).and_then(|dialect| sip.endpoint(dialect, name));
    let (answering, why) = match (told, endpoint) {
        (Some(told), _) => (told, ""),
        (None, Some(endpoint)) if !may_be_called(endpoint) => {
            (Answering::Unreachable, ": type=user cannot be called")
        }
        (None, Some(_)) => (Answering::Never, ""),
        (None, None) if is_host(technology, name) => {
            (Answering::Never, ": a host that no section describes")
        }
        (None, None) => (Answering::Unreachable, ": there is no such endpoint"),
    };
    let (rings, said) = words(answering);
    let profile = endpoint.map(|endpoint| (Duration::ZERO, profile(endpoint)));
    let signals = signals(answering, technology == Technology::Pjsip);
    Fate {
        destination: format!("{}/{resource}", technology.name()),
        said: format!("{said}{why}"),
        rings,
        signals: profile.into_iter().chain(signals).collect(),
        hangs_up: match answering {
            Answering::After(time) => Some(time + TALK),
            _ => None,
        },
    }
}

/// What the endpoint's section says about its channel.
fn profile(endpoint: &Endpoint) -> Signal {
    Signal::Profile(Box::new(Profile {
        context: endpoint.context.clone(),
        language: endpoint.language.clone(),
        account_code: endpoint.account_code.clone(),
        music_class: endpoint.music_class.clone(),
        tone_zone: endpoint.tone_zone.clone(),
        call_groups: endpoint.call_groups,
        pickup_groups: endpoint.pickup_groups,
        named_groups: [
            endpoint.named_call_groups.clone(),
            endpoint.named_pickup_groups.clone(),
        ],
        identity: endpoint.caller.clone(),
    }))
}

/// Whether it rings, and what may be said about it.
fn words(answering: Answering) -> (bool, String) {
    let (rings, text) = match answering {
        Answering::After(time) => {
            let text = format!("rings, answers after {} s", time.as_secs_f64());
            return (true, text);
        }
        Answering::Never => (true, "rings, nobody answers"),
        Answering::Busy => (false, "busy (486)"),
        Answering::Declines => (true, "rings, declines (603)"),
        Answering::Unreachable => (false, "cannot be reached"),
        Answering::Congestion => (false, "cannot carry the call (503)"),
        Answering::NotFound => (false, "does not know the number (404)"),
    };
    (rings, text.to_owned())
}

/// What its leg says, as each driver says it: chan_sip gives a verdict besides the cause.
fn signals(answering: Answering, pjsip: bool) -> Vec<(Duration, Signal)> {
    let refuses = |after: Duration, verdict: Option<Signal>, cause: HangupCause| {
        let verdict = verdict.filter(|_| !pjsip);
        let all = verdict.into_iter().chain([Signal::Hangup(cause)]);
        all.map(|signal| (after, signal)).collect::<Vec<_>>()
    };
    let at_once = Duration::ZERO;
    let rings = (at_once, Signal::Ringing);
    match answering {
        Answering::After(time) => vec![rings, (time, Signal::Answer)],
        Answering::Never => vec![rings],
        Answering::Busy => refuses(at_once, Some(Signal::Busy), HangupCause::USER_BUSY),
        Answering::Declines => {
            let end = refuses(
                DECLINES_AFTER,
                Some(Signal::Busy),
                HangupCause::CALL_REJECTED,
            );
            [rings].into_iter().chain(end).collect()
        }
        Answering::Unreachable if pjsip => {
            refuses(at_once, None, HangupCause::NO_ROUTE_DESTINATION)
        }
        Answering::Unreachable => refuses(at_once, None, HangupCause::SUBSCRIBER_ABSENT),
        Answering::Congestion => {
            refuses(at_once, Some(Signal::Congestion), HangupCause::CONGESTION)
        }
        Answering::NotFound => refuses(at_once, None, HangupCause::UNALLOCATED),
    }
}

/// Does `wanted` name this destination?
fn is_meant(wanted: &str, technology: Technology, resource: &str, name: &str) -> bool {
    let wanted = match wanted.split_once('/') {
        Some((driver, rest)) if driver.eq_ignore_ascii_case(technology.name()) => rest,
        _ => wanted,
    };
    let same = |one: &str| match technology {
        Technology::Sip => one.eq_ignore_ascii_case(wanted),
        _ => one == wanted,
    };
    same(resource) || same(name) || resource.split(['/', '@']).any(same)
}

/// chan_sip takes what is no section's name for a host; a word without a dot is none that anybody has.
fn is_host(technology: Technology, name: &str) -> bool {
    match technology {
        Technology::Sip => name.contains('.'),
        _ => name.contains(':'),
    }
}

/// How long people talk in a rehearsal before the called party hangs up.
const TALK: Duration = Duration::from_secs(10);
const DECLINES_AFTER: Duration = Duration::from_secs(2);
