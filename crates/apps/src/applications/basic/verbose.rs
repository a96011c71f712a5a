//! Verbose: text for consoles.

use call::script::prelude::*;

/// Shows text on consoles.
pub(crate) struct Verbose;

impl Application for Verbose {
    const DOC: AppDoc = AppDoc {
        name: "Verbose",
        synopsis: "Show text on consoles.",
        syntax: &[
            Param::optional("level", "0 (always seen) to 10; 0 when left out."),
            Param::required("message", "The text."),
        ],
        options: &[],
        description: "Consoles whose verbosity is at least the level show the text.",
        see_also: &["NoOp", "Log"],
        examples: &[
            "same => n,Verbose(2,Call from ${CALLERID(num)})",
            "same => n,Verbose(hello)",
        ],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let (level, text) = match args.0.split_once(',') {
            Some((level, text)) => (level.trim(), text),
            None => ("0", args.0),
        };
        match level.parse::<u8>() {
            Ok(level) => call.verbose(level, || text.to_owned()),
            Err(_) => call.warn(format!("Verbose: '{level}' is not a level from 0 to 10")),
        }
        Ok(Continue)
    }
}
