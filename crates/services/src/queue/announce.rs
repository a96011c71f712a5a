//! What a waiting caller is told, and when.

use std::time::{Duration, Instant};

use super::config::{AnnounceHoldTime, AnnouncePosition, QueueOptions};
use super::queue_state::{Said, Sums};

/// A piece of an announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// A prompt.
    Prompt(String),
    /// A number.
    Number(u64),
}

/// What is due at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Place,
    Periodic,
}

/// When the next announcement is due, and which.
pub(super) fn next_due(
    options: &QueueOptions,
    said: &Said,
    joined: Instant,
    place: impl FnOnce() -> usize,
) -> Option<(Instant, Due)> {
    let periodic = periodic_due(options, said, joined).map(|at| (at, Due::Periodic));
    let place = place_due(options, said, joined, place).map(|at| (at, Due::Place));
    [periodic, place]
        .into_iter()
        .flatten()
        .min_by_key(|(at, _)| *at)
}

fn periodic_due(options: &QueueOptions, said: &Said, joined: Instant) -> Option<Instant> {
    let frequency = options.periodic_announce_frequency.0;
    let first = options.periodic_announce_startdelay.0;
    if frequency.is_zero() {
        return None;
    }
    let wait = match first {
        first if !said.periodic_begun && !first.is_zero() => first,
        _ => frequency,
    };
    Some(said.periodic_at.unwrap_or(joined) + wait)
}

/// At once, then as often as wished; sooner when the place has changed.
fn place_due(
    options: &QueueOptions,
    said: &Said,
    joined: Instant,
    place: impl FnOnce() -> usize,
) -> Option<Instant> {
    let frequency = options.announce_frequency.0;
    if frequency.is_zero() {
        return None;
    }
    let Some(last) = said.place_at else {
        return Some(joined);
    };
    let place = place();
    if options.announce_position_only_up && said.place <= place {
        return None;
    }
    let least = options.min_announce_frequency.0;
    Some(
        last + if place == said.place {
            frequency.max(least)
        } else {
            least
        },
    )
}

/// "There are three callers before you; the estimated time is two minutes. Thank you."
pub(super) fn place(
    options: &QueueOptions,
    sums: &Sums,
    said: &Said,
    place: usize,
    waited: Duration,
) -> Vec<Say> {
    let mut words = Vec::new();
    let prompt = |words: &mut Vec<Say>, name: &str| {
        if !name.is_empty() {
            words.push(Say::Prompt(name.to_owned()));
        }
    };
    let limit = usize::try_from(options.announce_position_limit).unwrap_or(usize::MAX);
    let tells = match options.announce_position {
        AnnouncePosition::Yes | AnnouncePosition::More => true,
        AnnouncePosition::Limit => place <= limit,
        AnnouncePosition::No => false,
    };
    let many = options.announce_position == AnnouncePosition::More && place > limit;
    match (tells, place) {
        (false, _) => {}
        (true, 1) => prompt(&mut words, &options.queue_youarenext),
        (true, _) if many => {
            prompt(&mut words, &options.queue_quantity1);
            words.push(Say::Number(limit as u64));
            prompt(&mut words, &options.queue_quantity2);
        }
        (true, place) => {
            prompt(&mut words, &options.queue_thereare);
            words.push(Say::Number(place as u64));
            prompt(&mut words, &options.queue_callswaiting);
        }
    }
    let (minutes, seconds) = time_left(options, sums, waited);
    let once = options.announce_holdtime == AnnounceHoldTime::Once;
    let tells_time = options.announce_holdtime != AnnounceHoldTime::No
        && !(once && said.place_at.is_some())
        && minutes + seconds > 0;
    if tells_time {
        prompt(&mut words, &options.queue_holdtime);
        if minutes > 0 {
            words.push(Say::Number(minutes));
            let unit = if minutes == 1 {
                &options.queue_minute
            } else {
                &options.queue_minutes
            };
            prompt(&mut words, unit);
        }
        if seconds > 0 {
            words.push(Say::Number(seconds));
            prompt(&mut words, &options.queue_seconds);
        }
    }
    if tells || tells_time {
        prompt(&mut words, &options.queue_thankyou);
    }
    words
}

/// The usual time less what was waited already, in minutes and rounded seconds.
fn time_left(options: &QueueOptions, sums: &Sums, waited: Duration) -> (u64, u64) {
    let left = (sums.hold_time + 30).abs_diff(waited.as_secs());
    let minutes = left / 60;
    let step = u64::from(options.announce_round_seconds);
    match step {
        0 => (minutes, 0),
        step => (minutes, (left - 60 * minutes) / step * step),
    }
}

/// "Hold time: one minute, ten seconds", for the member.
pub fn hold_report(options: &QueueOptions, waited: Duration) -> Vec<Say> {
    let (minutes, seconds) = (waited.as_secs() / 60, waited.as_secs() % 60);
    let prompt = |name: &String| Say::Prompt(name.clone());
    let mut words = vec![prompt(&options.queue_reporthold)];
    if minutes > 0 {
        words.push(Say::Number(minutes));
        words.push(prompt(match minutes {
            1 => &options.queue_minute,
            _ => &options.queue_minutes,
        }));
    }
    if seconds > 1 {
        words.push(Say::Number(seconds));
        words.push(prompt(&options.queue_seconds));
    }
    words
}
