//! STRPTIME: a text as time.

use call::script::prelude::*;

use crate::time::parse_time;

/// `STRPTIME()`.
pub(crate) struct StrPTime;

impl Function for StrPTime {
    const DOC: FunctionDoc = FunctionDoc {
        name: "STRPTIME",
        synopsis: "The seconds since 1970 that a date and time stand for.",
        syntax: &[
            Param::required("datetime", "The text."),
            Param::optional(
                "timezone",
                "Like Europe/Paris; the machine's own when left out.",
            ),
            Param::required("format", "As for strptime."),
        ],
        description: "A text that does not fit the format is a fault.",
        see_also: &["STRFTIME"],
        examples: &["${STRPTIME(2023-11-14 22:13:20,UTC,%Y-%m-%d %H:%M:%S)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let [text, zone, format] = parts.as_slice() else {
            return Err(Fault::from(
                "it needs a time, a zone (which may be empty) and a format",
            ));
        };
        let zone = Some(zone.trim()).filter(|zone| !zone.is_empty());
        match parse_time(text.trim(), zone, format) {
            Some(seconds) => Ok(seconds.to_string()),
            None => Err(format!("'{text}' is not in the format '{format}'").into()),
        }
    }
}
