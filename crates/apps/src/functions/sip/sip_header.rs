//! SIP_HEADER: header fields of the INVITE that made the channel.

use call::script::prelude::*;

/// `SIP_HEADER()`.
pub(crate) struct SipHeader;

impl Function for SipHeader {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SIP_HEADER",
        synopsis: "A header field of the request that made the channel.",
        syntax: &[
            Param::required("name", "Its name; case does not matter."),
            Param::optional(
                "number",
                "Which one, when there are several; 1 when left out.",
            ),
        ],
        description: "Empty when there is none.",
        see_also: &["PJSIP_HEADER", "SIPAddHeader"],
        examples: &["${SIP_HEADER(P-Asserted-Identity)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let name = parts.first().map_or("", |p| p.trim());
        if name.is_empty() {
            return Err(Fault::from("it needs the name of a header field"));
        }
        let number = parts
            .get(1)
            .and_then(|n| n.trim().parse().ok())
            .unwrap_or(1);
        Ok(header(call, name, number).unwrap_or_default())
    }
}

/// The n-th (from 1) header field of a name.
pub(crate) fn header(call: &Call, name: &str, number: usize) -> Option<String> {
    let found = call.look(|c| {
        let mut named = c
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named
            .nth(number.checked_sub(1)?)
            .map(|(_, value)| value.clone())
    });
    found.flatten()
}
