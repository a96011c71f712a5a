//! CDR and CDR_PROP: the call's record.

use std::time::{Duration, Instant};

use call::script::prelude::*;

use crate::applications::{ama_flags, is_yes};

/// `CDR()`.
pub(crate) struct Cdr;

impl Function for Cdr {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CDR",
        synopsis: "A field of the call's record.",
        syntax: &[
            Param::required(
                "name",
                "clid, lastdata, disposition, src, start, amaflags*, dst, answer, accountcode*, \
                 dcontext, end, uniqueid, dstchannel, duration, userfield*, lastapp, billsec, \
                 channel, linkedid, peeraccount*, or a name of your own*. Those with a star can be set.",
            ),
            Param::optional(
                "options",
                "u: times as seconds since 1970, flags and dispositions as numbers. f: seconds with \
                 a fraction. l and r change nothing.",
            ),
        ],
        description: "A field that is not known yet is empty.",
        see_also: &["CDR_PROP", "NoCDR", "ResetCDR"],
        examples: &[
            "Set(CDR(userfield)=door 3)",
            "${CDR(start)}",
            "${CDR(billsec,f)}",
        ],
        since: "1.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let name = parts.first().map_or("", |p| p.trim());
        let letters = parts.get(1).map_or("", String::as_str);
        let (raw, fine) = (letters.contains('u'), letters.contains('f'));
        let lower = name.to_ascii_lowercase();
        if let Some(value) = time_field(call, &lower, raw, fine) {
            return Ok(value);
        }
        let found = call.look(|c| match field(c, &lower, raw) {
            Some(value) => value,
            None => c.record.own_field(name).unwrap_or_default().to_owned(),
        });
        Ok(found.unwrap_or_default())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        let name = parts.first().map_or("", |p| p.trim());
        if name.is_empty() {
            return Err(Fault::from("it needs the name of a field"));
        }
        let value = value.trim_matches('"');
        let lower = name.to_ascii_lowercase();
        let mut result = Ok(());
        call.change(|c| match lower.as_str() {
            "userfield" => c.record.user_field = value.to_owned(),
            "accountcode" => c.account_code = value.to_owned(),
            "peeraccount" => c.record.peer_account = value.to_owned(),
            "amaflags" => match ama_flags(value.trim()) {
                Some(flags) => c.record.ama_flags = flags.to_owned(),
                None => result = Err(format!("'{value}' is no flag for billing").into()),
            },
            known if FIXED.contains(&known) => {
                result = Err(format!("the field '{known}' cannot be set").into());
            }
            _ => c.record.set_own_field(name, value),
        });
        result
    }
}

fn field(c: &Channel, name: &str, raw: bool) -> Option<String> {
    let value = match name {
        "clid" => c.parties.caller.all(),
        "src" => c.parties.caller.number.clone(),
        "dst" => c.location.extension.to_string(),
        "dcontext" => c.location.context.to_string(),
        "channel" => c.name.clone(),
        "dstchannel" => c
            .variables
            .get("DIALEDPEERNAME")
            .unwrap_or_default()
            .to_owned(),
        "lastapp" => c.application.0.clone(),
        "lastdata" => c.application.1.clone(),
        "disposition" => disposition(c, raw).to_owned(),
        "amaflags" => flags(&c.record.ama_flags, raw).to_owned(),
        "accountcode" => c.account_code.clone(),
        "peeraccount" => c.record.peer_account.clone(),
        "uniqueid" => c.unique_id.clone(),
        "linkedid" => c.linked_id.clone(),
        "userfield" => c.record.user_field.clone(),
        "sequence" => c.record.finished.len().to_string(),
        _ => return None,
    };
    Some(value)
}

/// As the record would say if it were written now.
fn disposition(c: &Channel, raw: bool) -> &'static str {
    let dialled = c.variables.get("DIALSTATUS").unwrap_or_default();
    let (text, number) = match dialled {
        _ if c.is_up() => ("ANSWERED", "8"),
        "BUSY" => ("BUSY", "2"),
        "CONGESTION" => ("CONGESTION", "32"),
        "CHANUNAVAIL" => ("FAILED", "4"),
        _ => ("NO ANSWER", "1"),
    };
    if raw { number } else { text }
}

fn flags(set: &str, raw: bool) -> &'static str {
    let (text, number) = match set {
        "OMIT" => ("OMIT", "1"),
        "BILLING" => ("BILLING", "2"),
        _ => ("DOCUMENTATION", "3"),
    };
    if raw { number } else { text }
}

/// Start, answer and end, and the times between them.
fn time_field(call: &Call, name: &str, raw: bool, fine: bool) -> Option<String> {
    let now = call.now();
    let (began, answered, over) = call.look(|c| {
        let began = c.record.began.unwrap_or(c.created);
        let answered = c.answered.map(|at| at.max(began));
        (began, answered, c.is_hung_up())
    })?;
    let span = |since: Option<Instant>| {
        let time = since.map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        if fine {
            format!("{:.6}", time.as_secs_f64())
        } else {
            time.as_secs().to_string()
        }
    };
    let moment = |at: Option<Instant>| {
        let Some(at) = at else {
            return if raw {
                "0.000000".to_owned()
            } else {
                String::new()
            };
        };
        let ago = now.saturating_duration_since(at);
        let since_epoch = call.since_epoch().saturating_sub(ago);
        if raw {
            format!(
                "{}.{:06}",
                since_epoch.as_secs(),
                since_epoch.subsec_micros()
            )
        } else {
            (call.settings().format_time)(since_epoch, None, "%Y-%m-%d %H:%M:%S")
        }
    };
    match name {
        "start" => Some(moment(Some(began))),
        "answer" => Some(moment(answered)),
        "end" => Some(moment(over.then_some(now))),
        "duration" => Some(span(Some(began))),
        "billsec" => Some(span(answered)),
        _ => None,
    }
}

/// `CDR_PROP()`.
pub(crate) struct CdrProp;

impl Function for CdrProp {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CDR_PROP",
        synopsis: "Whether a record of the call is kept.",
        syntax: &[Param::required(
            "name",
            "disable: no record. party_a: this channel is the one that the record is about, which is \
             so anyway for the one that began the call.",
        )],
        description: "True or false.",
        see_also: &["CDR", "NoCDR"],
        examples: &["Set(CDR_PROP(disable)=true)"],
        since: "12",
        readable: false,
        writable: true,
    };

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        match args.0.trim().to_ascii_lowercase().as_str() {
            "disable" => call.change(|c| c.record.disabled = is_yes(value)),
            "party_a" => {}
            other => return Err(format!("there is no property '{other}'").into()),
        }
        Ok(())
    }
}

/// Fields that follow from the call itself.
const FIXED: [&str; 17] = [
    "clid",
    "src",
    "dst",
    "dcontext",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "uniqueid",
    "linkedid",
    "sequence",
];
