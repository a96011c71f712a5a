//! Dial: call one or several numbers and connect the first to answer.

mod after_answer;
mod limit;
mod options;
mod request;

use call::dial::Dialled;
use call::script::prelude::*;
use call::{DialStatus, Technology};
use dialplan::Location;

use after_answer::Answered;
use options::DialOptions;
use request::Request;
pub(crate) use request::added_headers;

use crate::places;

/// Calls out.
pub(crate) struct Dial;

impl Application for Dial {
    const DOC: AppDoc = AppDoc {
        name: "Dial",
        synopsis: "Call one or several destinations and connect the first to answer.",
        syntax: &[
            Param::required(
                "destinations",
                "Technology/resource, several joined by `&`.",
            ),
            Param::optional(
                "timeout",
                "Seconds to wait for an answer; for ever when left out.",
            ),
            Param::optional("options", "Letters, see below."),
            Param::optional("URL", "Accepted for old dialplans; it is not sent."),
        ],
        options: DialOptions::PARAMS,
        description: "All destinations are called at once; the first answer wins and the others are \
            cancelled. When nobody answers the dialplan goes on. After a conversation it ends, unless \
            option g is given. DIALSTATUS tells what came of it: ANSWER, NOANSWER, BUSY, CONGESTION, \
            CHANUNAVAIL, CANCEL or INVALIDARGS. DIALEDPEERNAME and DIALEDPEERNUMBER tell who \
            answered, DIALEDTIME and ANSWEREDTIME how long it took, in seconds (with _MS in \
            milliseconds).",
        see_also: &["Hangup", "Gosub", "Macro", "HANGUPCAUSE"],
        examples: &[
            "same => n,Dial(PJSIP/alice,20)",
            "same => n,Dial(SIP/100&SIP/200,30,tTrg)",
        ],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable(
            "DIALSTATUS",
            "ANSWER, BUSY, NOANSWER, CANCEL, CONGESTION, CHANUNAVAIL, DONTCALL, TORTURE or INVALIDARGS.",
        ),
        Param::variable("DIALEDPEERNAME", "The channel that answered."),
        Param::variable("DIALEDPEERNUMBER", "What was dialled to reach it."),
        Param::variable("DIALEDTIME", "Seconds from dialling to the end."),
        Param::variable("ANSWEREDTIME", "Seconds of talk."),
        Param::variable(
            "GOSUB_RESULT",
            "Set by a subroutine of option U: what becomes of the call.",
        ),
        Param::variable(
            "MACRO_RESULT",
            "Set by a macro of option M: what becomes of the call.",
        ),
    ];

    fn check(arguments: &str) -> Vec<String> {
        let mut problems = DialOptions::check(arguments, 2);
        let parts = Args(arguments).split();
        let destinations = parts.first().map_or("", String::as_str);
        for destination in destinations.split('&').filter(|d| !d.contains('$')) {
            let technology = destination
                .trim()
                .split_once('/')
                .map(|(technology, _)| technology);
            match technology {
                Some(name) if Technology::from_name(name).is_none() => {
                    problems.push(format!(
                        "there is no channel type '{name}' for '{destination}'"
                    ));
                }
                Some(_) => {}
                None => problems.push(format!("'{destination}' is not technology/resource")),
            }
        }
        problems
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        for name in RESET {
            call.set(name, "");
        }
        let Some(request) = Request::read(call, args).await else {
            call.set("DIALSTATUS", DialStatus::InvalidArgs.text());
            return Ok(End);
        };
        if request.options.reset_record {
            let now = call.now();
            call.change(|c| {
                let began = c.record.began.unwrap_or(c.created);
                c.record.begin_anew(began, now, false, false);
            });
        }
        if let Some((at, arguments)) = &request.before_dialling {
            call.run_subroutine(at.clone(), arguments).await?;
        }
        let began = call.now();
        let Dialled {
            status,
            callee,
            escaped_by,
        } = call.dial(&request.dial).await?;
        call.set("DIALSTATUS", status.text());
        match callee {
            Some(leg) => Answered::new(call, &request, leg, began).run(call).await,
            None => Ok(nobody_answered(call, escaped_by)),
        }
    }
}

/// Option d: the digit is an extension by itself.
fn nobody_answered(call: &Call, escaped_by: Option<char>) -> Next {
    if let Some(digit) = escaped_by {
        call.jump(Location::new(context_of_escape(call), digit.to_string(), 1));
    }
    Continue
}

/// Where the digits of option d are looked up.
fn context_of_escape(call: &Call) -> String {
    let told = call
        .get("EXITCONTEXT")
        .filter(|context| !context.is_empty());
    told.unwrap_or_else(|| call.location().context.to_string())
}

/// The digits that option d can act on.
async fn escape_digits(call: &mut Call) -> String {
    let context = context_of_escape(call);
    places::known_keys(call, &context, "0123456789*#ABCD").await
}

/// Variables that are empty until they are known.
const RESET: [&str; 7] = [
    "DIALSTATUS",
    "DIALEDPEERNUMBER",
    "DIALEDPEERNAME",
    "ANSWEREDTIME",
    "ANSWEREDTIME_MS",
    "DIALEDTIME",
    "DIALEDTIME_MS",
];
