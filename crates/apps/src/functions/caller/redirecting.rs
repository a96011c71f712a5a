//! REDIRECTING: who sent the call on, to whom, and why.

use call::script::prelude::*;

use super::callerid::{party_item, set_party_item, unknown};

/// `REDIRECTING()`.
pub(crate) struct Redirecting;

impl Function for Redirecting {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REDIRECTING",
        synopsis: "Who sent the call on, to whom, and why.",
        syntax: &[
            Param::required(
                "datatype",
                "orig-, from- or to- with all, name, num, pres, num-pres, name-pres, num-valid, \
                 name-valid or tag behind it; orig-reason, reason or count.",
            ),
            Param::optional("i", "Do not tell the phone yet; it is never told here."),
        ],
        description: "from-num is the same number as CALLERID(rdnis), and goes along when the call is \
            sent out. The others are kept with the channel. Reasons are unknown, cfb, cfnr, \
            unavailable, time_of_day, dnd, deflection, follow_me, out_of_order, away, cf_dte, cfu or \
            send_to_vm.",
        see_also: &["CALLERID", "CONNECTEDLINE"],
        examples: &[
            "${REDIRECTING(from-num)}",
            "Set(REDIRECTING(from-num,i)=100)",
            "Set(REDIRECTING(reason)=cfu)",
        ],
        since: "1.8",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let item = datatype(args);
        let found = call.look(|c| {
            let parties = &c.parties;
            let sent = &c.parties.redirecting;
            match item.as_str() {
                "count" => Some(sent.count.to_string()),
                "reason" => Some(known_reason(&sent.reason)),
                "orig-reason" => Some(known_reason(&sent.original_reason)),
                "from-tag" | "to-tag" | "orig-tag" => Some(parties.tag.clone()),
                other => match other.split_once('-')? {
                    ("from", fact) => party_item(&parties.redirecting_from, fact),
                    ("to", fact) => party_item(&sent.to, fact),
                    ("orig", fact) => party_item(&sent.original, fact),
                    _ => None,
                },
            }
        });
        found
            .unwrap_or(Some(String::new()))
            .ok_or_else(|| unknown(&item))
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let item = datatype(args);
        let mut result = Ok(());
        call.change(|c| result = set(c, &item, value));
        result
    }
}

fn set(c: &mut Channel, item: &str, value: &str) -> Result<(), Fault> {
    let parties = &mut c.parties;
    match item {
        "count" => {
            let count = value.trim().parse();
            parties.redirecting.count = count.map_err(|_| "the count is a whole number")?;
        }
        "reason" => parties.redirecting.reason = reason(value)?,
        "orig-reason" => parties.redirecting.original_reason = reason(value)?,
        "from-tag" | "to-tag" | "orig-tag" => parties.tag = value.to_owned(),
        other => match other.split_once('-') {
            Some(("from", fact)) => set_party_item(&mut parties.redirecting_from, fact, value)?,
            Some(("to", fact)) => set_party_item(&mut parties.redirecting.to, fact, value)?,
            Some(("orig", fact)) => set_party_item(&mut parties.redirecting.original, fact, value)?,
            _ => return Err(unknown(item)),
        },
    }
    Ok(())
}

fn reason(text: &str) -> Result<String, Fault> {
    let lower = text.trim().trim_matches('"').to_ascii_lowercase();
    if REASONS.contains(&lower.as_str()) {
        Ok(lower)
    } else {
        Err(format!("'{text}' is no reason, like cfu or cfb").into())
    }
}

fn known_reason(kept: &str) -> String {
    if kept.is_empty() { "unknown" } else { kept }.to_owned()
}

fn datatype(args: Args<'_>) -> String {
    args.split()
        .first()
        .map_or("", |p| p.trim())
        .to_ascii_lowercase()
}

const REASONS: [&str; 13] = [
    "unknown",
    "cfb",
    "cfnr",
    "unavailable",
    "time_of_day",
    "dnd",
    "deflection",
    "follow_me",
    "out_of_order",
    "away",
    "cf_dte",
    "cfu",
    "send_to_vm",
];
