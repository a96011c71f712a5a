//! STRFTIME: a time as text.

use std::time::Duration;

use call::script::prelude::*;

use crate::numbers;

/// `STRFTIME()`.
pub(crate) struct StrFTime;

impl Function for StrFTime {
    const DOC: FunctionDoc = FunctionDoc {
        name: "STRFTIME",
        synopsis: "A time as text.",
        syntax: &[
            Param::optional("epoch", "Seconds since 1970 began; now when left out."),
            Param::optional(
                "timezone",
                "Like Europe/Paris; the machine's own when left out.",
            ),
            Param::optional(
                "format",
                "As for strftime; %c when left out. %3q gives milliseconds.",
            ),
        ],
        description: "Names of days and months are English.",
        see_also: &["STRPTIME"],
        examples: &["${STRFTIME(${EPOCH},,%Y-%m-%d)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", String::as_str);
        let at = match part(0).trim() {
            "" => call.since_epoch(),
            text => Duration::try_from_secs_f64(numbers::leading_float(text).max(0.0))
                .map_err(|_| "there is no such time")?,
        };
        let zone = Some(part(1).trim()).filter(|zone| !zone.is_empty());
        let format = if part(2).is_empty() { "%c" } else { part(2) };
        Ok((call.settings().format_time)(at, zone, format))
    }
}
