//! HANGUPCAUSE and HANGUPCAUSE_KEYS: how each dialled leg ended.

use call::script::prelude::*;

/// `HANGUPCAUSE()`.
pub(crate) struct HangupCauseOf;

impl Function for HangupCauseOf {
    const DOC: FunctionDoc = FunctionDoc {
        name: "HANGUPCAUSE",
        synopsis: "How a leg that was dialled ended.",
        syntax: &[
            Param::required("channel", "Its name, as HANGUPCAUSE_KEYS tells it."),
            Param::required(
                "type",
                "ast: the cause in words. tech: what the driver said; it is the cause's number here.",
            ),
        ],
        description: "A channel that was not dialled gives an empty text.",
        see_also: &["HANGUPCAUSE_KEYS", "Dial"],
        examples: &["${HANGUPCAUSE(PJSIP/bob-00000001,ast)}"],
        since: "11",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let found = call.look(|c| {
            let mut all = c.leg_causes().iter().rev();
            all.find(|(name, _)| name.eq_ignore_ascii_case(part(0)))
                .map(|(_, cause)| *cause)
        });
        let Some(cause) = found.flatten() else {
            return Ok(String::new());
        };
        match part(1).to_ascii_lowercase().as_str() {
            "ast" => Ok(cause.text().to_owned()),
            "tech" => Ok(format!("Q.850 {cause}")),
            other => Err(format!("the type '{other}' is neither ast nor tech").into()),
        }
    }
}

/// `HANGUPCAUSE_KEYS()`.
pub(crate) struct HangupCauseKeys;

impl Function for HangupCauseKeys {
    const DOC: FunctionDoc = FunctionDoc {
        name: "HANGUPCAUSE_KEYS",
        synopsis: "The legs that were dialled and have ended.",
        syntax: &[],
        description: "Names of their channels, with commas in between.",
        see_also: &["HANGUPCAUSE"],
        examples: &["${HANGUPCAUSE_KEYS()}"],
        since: "11",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, _: Args<'_>) -> Result<String, Fault> {
        let names = call.look(|c| {
            let names = c.leg_causes().iter().map(|(name, _)| name.as_str());
            names.collect::<Vec<_>>().join(",")
        });
        Ok(names.unwrap_or_default())
    }
}
