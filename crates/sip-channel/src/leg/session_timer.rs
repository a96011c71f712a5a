//! Session timers (RFC 4028): who refreshes the call, how often, and when it counts as dead.

use std::time::{Duration, Instant};

use sip::header::{HeaderName, Refresher, SessionExpires};
use sip::message::{Headers, Request, Response};
use sip::stack::ExtraHeaders;

use crate::endpoint::{SessionTimers, TimerUse};
use crate::office::bare;

/// A running session timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SessionTimer {
    interval: u32,
    /// We refresh; otherwise they do.
    pub(crate) is_ours: bool,
    /// When we refresh, or give the call up.
    pub(crate) due: Instant,
}

/// What a request of theirs asks of the timer, and how the 2xx answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    interval: u32,
    is_ours: bool,
}

impl SessionTimer {
    pub(crate) fn start(agreed: Agreed, now: Instant) -> Self {
        let Agreed { interval, is_ours } = agreed;
        // RFC 4028 §10: half-way through, or the smaller of 32 s and a third before the end.
        let wait = if is_ours {
            interval / 2
        } else {
            interval - (interval / 3).min(32)
        };
        Self {
            interval,
            is_ours,
            due: now + Duration::from_secs(u64::from(wait)),
        }
    }

    /// A refresh of either side has come through.
    pub(crate) fn restart(self, now: Instant) -> Self {
        let Self {
            interval, is_ours, ..
        } = self;
        Self::start(Agreed { interval, is_ours }, now)
    }

    /// The header of a refresh of ours.
    pub(crate) fn headers(self) -> ExtraHeaders {
        let refresher = if self.is_ours {
            Refresher::Uac
        } else {
            Refresher::Uas
        };
        let value = SessionExpires {
            interval: self.interval,
            refresher: Some(refresher),
        };
        vec![(HeaderName::SessionExpires, value.to_string())]
    }
}

impl Agreed {
    /// The headers of our 2xx.
    pub(crate) fn put_into(self, response: &mut Response) {
        let refresher = if self.is_ours {
            Refresher::Uas
        } else {
            Refresher::Uac
        };
        let value = SessionExpires {
            interval: self.interval,
            refresher: Some(refresher),
        };
        response
            .headers
            .push(HeaderName::SessionExpires, value.to_string());
        if !self.is_ours {
            response.headers.push(HeaderName::Require, "timer");
        }
    }
}

/// Judges an INVITE or UPDATE of theirs.
///
/// # Errors
/// The refusal: 420 when they insist on what we may not do, 422 when the interval is too short, 421
/// when we insist and they cannot.
pub(crate) fn answer_to(
    request: &Request,
    timers: SessionTimers,
) -> Result<Option<Agreed>, Box<Response>> {
    let headers = &request.headers;
    let able = headers.supports("timer") || headers.tokens(HeaderName::Require).has("timer");
    if timers.use_ == TimerUse::Never {
        if headers.tokens(HeaderName::Require).has("timer") {
            return Err(refusal(420, HeaderName::Unsupported, "timer".to_owned()));
        }
        return Ok(None);
    }
    if timers.use_ == TimerUse::Required && !able {
        return Err(refusal(421, HeaderName::Require, "timer".to_owned()));
    }
    let asked = headers.session_expires().ok().flatten();
    let least = timers.min_se.max(LEAST);
    match asked {
        Some(asked) if asked.interval < least && able => {
            Err(refusal(422, HeaderName::MinSe, least.to_string()))
        }
        Some(asked) if able => {
            let usual = if timers.caller_refreshes {
                Refresher::Uac
            } else {
                Refresher::Uas
            };
            let is_ours = asked.refresher.unwrap_or(usual) == Refresher::Uas;
            let interval = asked.interval.min(timers.expires.max(least)).max(least);
            Ok(Some(Agreed { interval, is_ours }))
        }
        // A proxy wants it and the phone cannot: we do it alone.
        Some(asked) => Ok(Some(Agreed {
            interval: asked.interval.max(least),
            is_ours: true,
        })),
        None if matches!(timers.use_, TimerUse::Always | TimerUse::Required) => Ok(Some(Agreed {
            interval: timers.expires.max(least),
            is_ours: true,
        })),
        None => Ok(None),
    }
}

/// What their 2xx to our INVITE or UPDATE says.
pub(crate) fn in_answer(headers: &Headers, timers: SessionTimers) -> Option<Agreed> {
    if timers.use_ == TimerUse::Never {
        return None;
    }
    let told = headers.session_expires().ok().flatten()?;
    let is_ours = told.refresher.unwrap_or(Refresher::Uac) == Refresher::Uac;
    Some(Agreed {
        interval: told.interval.max(LEAST),
        is_ours,
    })
}

/// The headers of an INVITE of ours.
pub(crate) fn wishes(timers: SessionTimers) -> ExtraHeaders {
    let mut all = Vec::new();
    if matches!(timers.use_, TimerUse::Always | TimerUse::Required) {
        let least = timers.min_se.max(LEAST);
        let value = SessionExpires {
            interval: timers.expires.max(least),
            refresher: None,
        };
        all.push((HeaderName::SessionExpires, value.to_string()));
        all.push((HeaderName::MinSe, least.to_string()));
    }
    if timers.use_ == TimerUse::Required {
        all.push((HeaderName::Require, "timer".to_owned()));
    }
    all
}

fn refusal(status: u16, name: HeaderName, value: String) -> Box<Response> {
    let mut response = bare(status);
    response.headers.push(name, value);
    Box::new(response)
}

/// RFC 4028 §4: no interval is shorter.
const LEAST: u32 = 90;

#[cfg(test)]
mod tests;
