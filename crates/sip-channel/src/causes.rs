//! Status codes of SIP and Q.850 causes, as each driver of Asterisk pairs them.

use call::HangupCause;

use crate::endpoint::Dialect;

/// What `chan_sip` tells the core besides the cause when a call out is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Busy.
    Busy,
    /// Congestion.
    Congestion,
    /// Nothing; the cause says it all.
    ByCause,
}

/// The verdict on a final response to a call out. `chan_pjsip` gives none.
pub(crate) fn verdict(dialect: Dialect, status: u16) -> Verdict {
    match (dialect, status) {
        (Dialect::Pjsip, _) => Verdict::ByCause,
        (Dialect::ChanSip, 480 | 486 | 600 | 603) => Verdict::Busy,
        (Dialect::ChanSip, 401 | 407 | 410 | 482 | 500 | 502..=504) => Verdict::Congestion,
        (Dialect::ChanSip, _) => Verdict::ByCause,
    }
}

/// The cause that a final response of the far end stands for; the same in both drivers.
pub(crate) fn cause_of(status: u16) -> HangupCause {
    match status {
        404 | 485 | 604 => HangupCause::UNALLOCATED,
        420 => HangupCause::NO_ROUTE_DESTINATION,
        486 | 600 => HangupCause::USER_BUSY,
        408 => HangupCause::NO_USER_RESPONSE,
        480 | 483 => HangupCause::NO_ANSWER,
        401 | 403 | 407 | 603 => HangupCause::CALL_REJECTED,
        410 => HangupCause::NUMBER_CHANGED,
        502 => HangupCause::OUT_OF_ORDER,
        484 => HangupCause::INVALID_NUMBER,
        501 => HangupCause::FACILITY_REJECTED,
        500 => HangupCause::NETWORK_OUT_OF_ORDER,
        409 => HangupCause::TEMPORARY_FAILURE,
        488 | 606 => HangupCause::BEARER_NOT_AVAILABLE,
        504 => HangupCause::TIMER_EXPIRED,
        503 | 506..=599 => HangupCause::CONGESTION,
        400..=499 | 505 | 601..=699 => HangupCause::INTERWORKING,
        _ => HangupCause::NORMAL_CLEARING,
    }
}

/// The final response for a call in that ends unanswered with this cause; 603 when none fits. The same
/// in both drivers.
pub fn status_of(cause: HangupCause) -> u16 {
    match cause {
        HangupCause::UNALLOCATED
        | HangupCause::NO_ROUTE_TRANSIT
        | HangupCause::NO_ROUTE_DESTINATION => 404,
        HangupCause::CONGESTION
        | HangupCause::SWITCH_CONGESTION
        | HangupCause::CHANNEL_NOT_IMPLEMENTED => 503,
        HangupCause::NO_USER_RESPONSE => 408,
        HangupCause::NO_ANSWER
        | HangupCause::SUBSCRIBER_ABSENT
        | HangupCause::NORMAL_UNSPECIFIED => 480,
        HangupCause::CALL_REJECTED => 403,
        HangupCause::NUMBER_CHANGED => 410,
        HangupCause::INVALID_NUMBER => 484,
        HangupCause::USER_BUSY => 486,
        HangupCause::NETWORK_OUT_OF_ORDER | HangupCause::INTERWORKING => 500,
        HangupCause::FACILITY_REJECTED => 501,
        HangupCause::OUT_OF_ORDER => 502,
        HangupCause::BEARER_NOT_AVAILABLE => 488,
        _ => 603,
    }
}

#[cfg(test)]
mod tests;
