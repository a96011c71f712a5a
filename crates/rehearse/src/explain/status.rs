//! The SIP answer that a caller sees, from the cause that an unanswered call ends with. The table is
//! that of both drivers.

use call::HangupCause;

/// The final response for a call in that ends unanswered with this cause.
pub(crate) fn status_of(cause: HangupCause) -> u16 {
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

/// The words that go with a status.
pub(crate) fn words(status: u16) -> &'static str {
    match status {
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        403 => "Forbidden",
        404 => "Not Found",
        408 => "Request Timeout",
        410 => "Gone",
        480 => "Temporarily Unavailable",
        484 => "Address Incomplete",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        500 => "Server Internal Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        603 => "Decline",
        _ => "",
    }
}
