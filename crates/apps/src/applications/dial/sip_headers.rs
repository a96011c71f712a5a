//! SIPAddHeader and SIPRemoveHeader: header fields for the calls that this channel makes.

use call::script::prelude::*;

/// Adds a header field.
pub(crate) struct SipAddHeader;

impl Application for SipAddHeader {
    const DOC: AppDoc = AppDoc {
        name: "SIPAddHeader",
        synopsis: "Add a header field to the calls that this channel makes.",
        syntax: &[Param::required(
            "Header: value",
            "The field; X- is a good beginning for own ones.",
        )],
        options: &[],
        description: "Must stand before Dial. The fields are kept in the variables SIPADDHEADER01 and \
            so on, up to 50 of them.",
        see_also: &["SIPRemoveHeader", "SIP_HEADER", "Dial"],
        examples: &["same => n,SIPAddHeader(X-Account: 42)"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let line = args.0.trim();
        if !line.contains(':') || line.chars().any(char::is_control) {
            call.warn(format!("SIPAddHeader: '{line}' is not 'Header: value'"));
            return Ok(Continue);
        }
        let free = (1..=MOST)
            .map(variable)
            .find(|name| call.get(name).is_none_or(|value| value.is_empty()));
        match free {
            Some(name) => call.set(&format!("__{name}"), line),
            None => call.warn(format!("SIPAddHeader: more than {MOST} header fields")),
        }
        Ok(Continue)
    }
}

/// Removes header fields.
pub(crate) struct SipRemoveHeader;

impl Application for SipRemoveHeader {
    const DOC: AppDoc = AppDoc {
        name: "SIPRemoveHeader",
        synopsis: "Forget header fields of SIPAddHeader.",
        syntax: &[Param::optional(
            "Header",
            "Those that begin so; all when left out.",
        )],
        options: &[],
        description: "Only fields that were added by SIPAddHeader are concerned.",
        see_also: &["SIPAddHeader"],
        examples: &[
            "same => n,SIPRemoveHeader(X-Account)",
            "same => n,SIPRemoveHeader()",
        ],
        since: "1.8",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let start = args.0.trim().to_ascii_lowercase();
        for name in (1..=MOST).map(variable) {
            if call
                .get(&name)
                .is_some_and(|v| v.to_ascii_lowercase().starts_with(&start))
            {
                call.set(&name, "");
            }
        }
        Ok(Continue)
    }
}

fn variable(number: u32) -> String {
    format!("SIPADDHEADER{number:02}")
}

const MOST: u32 = 50;
