//! Digits by signalling: INFO both ways; those that travel with the media are the worker's.

use call::{LogLevel, Signal};
use media::control::MediaCommand;
use sip::header::HeaderName;
use sip::message::{Body, Method};
use sip::stack::DialogId;

use super::{Asked, LegMedia, Line};
use crate::office::{Office, bare};

/// Sends a digit in the agreed way. Without a dialog, INFO is not possible.
pub(super) fn send(
    office: &mut Office,
    line: &mut Line,
    media: &LegMedia,
    dialog: Option<DialogId>,
    digit: char,
    duration_ms: u32,
) {
    if !media.sends_digits() {
        return;
    }
    if !media.digits_by_info() {
        return office.order(MediaCommand::SendDigit {
            media: media.id(),
            digit,
            duration_ms,
        });
    }
    let Some(dialog) = dialog else { return };
    let body = format!("Signal={digit}\r\nDuration={duration_ms}\r\n");
    let extra = vec![(HeaderName::ContentType, RELAY.to_owned())];
    line.ask(
        office,
        dialog,
        Method::Info,
        extra,
        Body::from(body.into_bytes()),
    );
}

/// An INFO of theirs.
pub(super) fn info(office: &mut Office, line: &Line, asked: &Asked) {
    let kind = asked
        .request
        .headers
        .content_type()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let body = String::from_utf8_lossy(&asked.request.body).into_owned();
    let digit = match kind.as_str() {
        RELAY => relayed(&body),
        PLAIN => body
            .trim()
            .chars()
            .next()
            .and_then(known)
            .map(|digit| (digit, USUAL_MS)),
        // A picture is wanted, or nothing: agree.
        "" | "application/media_control+xml" => {
            office.respond(asked.transaction, bare(200));
            return;
        }
        _ => {
            line.log(
                office,
                LogLevel::Notice,
                format!("INFO with '{kind}' is not understood"),
            );
            return office.refuse(asked.transaction, 415);
        }
    };
    office.respond(asked.transaction, bare(200));
    match digit {
        Some((digit, duration_ms)) => line.tell(office, Signal::Digit { digit, duration_ms }),
        None => line.log(office, LogLevel::Notice, "INFO names no digit".to_owned()),
    }
}

/// `Signal=5` and `Duration=160`, in lines of any order.
fn relayed(body: &str) -> Option<(char, u32)> {
    let value = |wanted: &str| {
        body.lines().find_map(|line| {
            let (name, value) = line.split_once(['=', ':'])?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| value.trim())
        })
    };
    let signal = value("signal")?;
    let digit = match signal {
        "10" => '*',
        "11" => '#',
        _ => known(signal.chars().next()?)?,
    };
    let duration = value("duration")
        .and_then(|text| text.parse().ok())
        .unwrap_or(USUAL_MS);
    Some((digit, duration.clamp(SHORTEST_MS, LONGEST_MS)))
}

fn known(digit: char) -> Option<char> {
    let digit = digit.to_ascii_uppercase();
    (digit.is_ascii_digit() || "*#ABCD".contains(digit)).then_some(digit)
}

const RELAY: &str = "application/dtmf-relay";
const PLAIN: &str = "application/dtmf";
const USUAL_MS: u32 = 100;
const SHORTEST_MS: u32 = 40;
const LONGEST_MS: u32 = 10_000;

#[cfg(test)]
mod tests;
