//! Hangup: end the call, with a cause.

use call::script::prelude::*;

/// Ends the call.
pub(crate) struct Hangup;

impl Application for Hangup {
    const DOC: AppDoc = AppDoc {
        name: "Hangup",
        synopsis: "End the call.",
        syntax: &[Param::optional(
            "causecode",
            "Why: a Q.850 number or a name like USER_BUSY. Without it the cause of the last dialled \
             leg counts, or else a normal end.",
        )],
        options: &[],
        description: "Ends the call of this channel. On a call that was not answered the cause \
            decides what the caller is told: 17 busy, 34 congestion, 1 no such number.",
        see_also: &["Answer", "Busy", "Congestion"],
        examples: &[
            "same => n,Hangup()",
            "same => n,Hangup(17)",
            "same => n,Hangup(USER_BUSY)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let text = args.0.trim();
        let asked = cause(text);
        if asked.is_none() && !text.is_empty() {
            call.warn(format!("Hangup: '{text}' is not a cause number or name"));
        }
        call.change(|c| {
            if let Some(cause) = asked {
                c.hangup_cause = cause;
            } else if c.hangup_cause == HangupCause::NOT_DEFINED {
                c.hangup_cause = HangupCause::NORMAL_CLEARING;
            }
        });
        Ok(End)
    }
}

fn cause(text: &str) -> Option<HangupCause> {
    if let Ok(number) = text.parse::<u8>() {
        return (1..=127).contains(&number).then_some(HangupCause(number));
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("AST_CAUSE_").unwrap_or(&upper);
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, cause)| *cause)
}

/// Names of causes, as `Hangup` takes them.
const NAMES: &[(&str, HangupCause)] = &[
    ("UNALLOCATED", HangupCause::UNALLOCATED),
    ("NO_ROUTE_TRANSIT_NET", HangupCause::NO_ROUTE_TRANSIT),
    ("NO_ROUTE_DESTINATION", HangupCause::NO_ROUTE_DESTINATION),
    ("NORMAL", HangupCause::NORMAL_CLEARING),
    ("NORMAL_CLEARING", HangupCause::NORMAL_CLEARING),
    ("BUSY", HangupCause::USER_BUSY),
    ("USER_BUSY", HangupCause::USER_BUSY),
    ("NO_USER_RESPONSE", HangupCause::NO_USER_RESPONSE),
    ("NO_ANSWER", HangupCause::NO_ANSWER),
    ("NOANSWER", HangupCause::NO_ANSWER),
    ("SUBSCRIBER_ABSENT", HangupCause::SUBSCRIBER_ABSENT),
    ("CALL_REJECTED", HangupCause::CALL_REJECTED),
    ("NUMBER_CHANGED", HangupCause::NUMBER_CHANGED),
    ("ANSWERED_ELSEWHERE", HangupCause::ANSWERED_ELSEWHERE),
    ("DESTINATION_OUT_OF_ORDER", HangupCause::OUT_OF_ORDER),
    ("INVALID_NUMBER_FORMAT", HangupCause::INVALID_NUMBER),
    ("FACILITY_REJECTED", HangupCause::FACILITY_REJECTED),
    ("NORMAL_UNSPECIFIED", HangupCause::NORMAL_UNSPECIFIED),
    ("CONGESTION", HangupCause::CONGESTION),
    ("NORMAL_CIRCUIT_CONGESTION", HangupCause::CONGESTION),
    ("NETWORK_OUT_OF_ORDER", HangupCause::NETWORK_OUT_OF_ORDER),
    ("NORMAL_TEMPORARY_FAILURE", HangupCause::TEMPORARY_FAILURE),
    ("FAILURE", HangupCause::NETWORK_OUT_OF_ORDER),
    ("SWITCH_CONGESTION", HangupCause::SWITCH_CONGESTION),
    (
        "BEARERCAPABILITY_NOTAVAIL",
        HangupCause::BEARER_NOT_AVAILABLE,
    ),
    ("CHAN_NOT_IMPLEMENTED", HangupCause::CHANNEL_NOT_IMPLEMENTED),
    ("RECOVERY_ON_TIMER_EXPIRE", HangupCause::TIMER_EXPIRED),
    ("PROTOCOL_ERROR", HangupCause::PROTOCOL_ERROR),
    ("INTERWORKING", HangupCause::INTERWORKING),
    ("UNREGISTERED", HangupCause::SUBSCRIBER_ABSENT),
];
