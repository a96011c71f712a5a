//! Log: a line in the log, at a level.

use call::script::prelude::*;

/// Writes a log line.
pub(crate) struct Log;

impl Application for Log {
    const DOC: AppDoc = AppDoc {
        name: "Log",
        synopsis: "Write a line to the log.",
        syntax: &[
            Param::required("level", "ERROR, WARNING, NOTICE, DEBUG, VERBOSE or DTMF."),
            Param::required("message", "The text."),
        ],
        options: &[],
        description: "The line appears wherever this level is logged. An unknown level is a warning, \
            and nothing is logged.",
        see_also: &["Verbose", "NoOp"],
        examples: &["same => n,Log(NOTICE,A call came in)"],
        since: "1.6.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let (level, text) = args.0.split_once(',').unwrap_or((args.0, ""));
        match level.trim().to_ascii_uppercase().as_str() {
            "ERROR" => call.log(LogLevel::Error, text),
            "WARNING" => call.log(LogLevel::Warning, text),
            "NOTICE" => call.log(LogLevel::Notice, text),
            "DEBUG" | "DTMF" => call.log(LogLevel::Debug, text),
            "VERBOSE" => call.verbose(0, || text.to_owned()),
            other => call.warn(format!("Log: there is no level '{other}'")),
        }
        Ok(Continue)
    }
}
