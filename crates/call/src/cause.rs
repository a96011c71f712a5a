//! Why a channel ended: Q.850 numbers with the names that Asterisk prints.

use std::fmt;

/// A Q.850 cause number; the well-known ones are constants. `0` means that nobody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct HangupCause(pub u8);

macro_rules! causes {
    ($($(#[doc = $doc:literal])* $name:ident = $number:literal, $text:literal;)*) => {
        impl HangupCause {
            $( $(#[doc = $doc])* pub const $name: Self = Self($number); )*

            /// The text that goes with the number ("Normal Clearing").
            pub fn text(self) -> &'static str {
                match self.0 { $( $number => $text, )* _ => "Unknown" }
            }
        }
    };
}

causes! {
    /// Nobody said why.
    NOT_DEFINED = 0, "Unknown";
    /// No such number.
    UNALLOCATED = 1, "Unallocated (unassigned) number";
    /// No route to the transit network.
    NO_ROUTE_TRANSIT = 2, "No route to specified transit network";
    /// No route to the destination; PJSIP's answer for an endpoint without contact.
    NO_ROUTE_DESTINATION = 3, "No route to destination";
    /// The normal end of a call.
    NORMAL_CLEARING = 16, "Normal Clearing";
    /// The called party is busy.
    USER_BUSY = 17, "User busy";
    /// The called device did not respond.
    NO_USER_RESPONSE = 18, "No user responding";
    /// It rang, nobody answered.
    NO_ANSWER = 19, "User alerting, no answer";
    /// The subscriber is absent: not registered or unreachable.
    SUBSCRIBER_ABSENT = 20, "Subscriber absent";
    /// The call was rejected.
    CALL_REJECTED = 21, "Call Rejected";
    /// The number has changed.
    NUMBER_CHANGED = 22, "Number changed";
    /// Another phone answered.
    ANSWERED_ELSEWHERE = 26, "Answered elsewhere";
    /// The destination is out of order.
    OUT_OF_ORDER = 27, "Destination out of order";
    /// The number is incomplete or malformed.
    INVALID_NUMBER = 28, "Invalid number format";
    /// The facility was rejected.
    FACILITY_REJECTED = 29, "Facility rejected";
    /// Unspecified normal end.
    NORMAL_UNSPECIFIED = 31, "Normal, unspecified";
    /// No circuit: congestion.
    CONGESTION = 34, "Circuit/channel congestion";
    /// The network is out of order.
    NETWORK_OUT_OF_ORDER = 38, "Network out of order";
    /// A temporary failure.
    TEMPORARY_FAILURE = 41, "Temporary failure";
    /// The switch is congested.
    SWITCH_CONGESTION = 42, "Switching equipment congestion";
    /// The bearer capability (codec) is not available.
    BEARER_NOT_AVAILABLE = 58, "Bearer capability not available";
    /// No channel driver of that name.
    CHANNEL_NOT_IMPLEMENTED = 66, "Channel not implemented";
    /// A message refers to a call that does not exist.
    INVALID_CALL_REFERENCE = 81, "Invalid call reference value";
    /// A recovery timer ran out.
    TIMER_EXPIRED = 102, "Recover on timer expiry";
    /// A protocol error.
    PROTOCOL_ERROR = 111, "Protocol error, unspecified";
    /// Interworking: the real cause is not known.
    INTERWORKING = 127, "Interworking, unspecified";
}

impl fmt::Display for HangupCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
