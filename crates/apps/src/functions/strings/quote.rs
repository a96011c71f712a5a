//! QUOTE and CSV_QUOTE: a text in quotes.

use call::script::prelude::*;

/// `QUOTE()`.
pub(crate) struct Quote;

impl Function for Quote {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUOTE",
        synopsis: "A text in quotes, for expressions and arguments.",
        syntax: &[Param::required("string", "The text.")],
        description: "Quotes and backslashes inside get a backslash in front.",
        see_also: &["CSV_QUOTE"],
        examples: &["${QUOTE(ab\"c\"de)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(format!(
            "\"{}\"",
            args.0.replace('\\', "\\\\").replace('"', "\\\"")
        ))
    }
}

/// `CSV_QUOTE()`.
pub(crate) struct CsvQuote;

impl Function for CsvQuote {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CSV_QUOTE",
        synopsis: "A text in quotes, for tables with commas.",
        syntax: &[Param::required("string", "The text.")],
        description: "Quotes inside are doubled.",
        see_also: &["QUOTE"],
        examples: &["${CSV_QUOTE(a,b)}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(format!("\"{}\"", args.0.replace('"', "\"\"")))
    }
}
