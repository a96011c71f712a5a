//! REGEX: does a text match?

use call::script::prelude::*;

/// `REGEX()`.
pub(crate) struct Regex;

impl Function for Regex {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REGEX",
        synopsis: "Does a text match a regular expression?",
        syntax: &[
            Param::required(
                "\"expression\"",
                "A POSIX extended regular expression, in quotes.",
            ),
            Param::required("string", "The text, behind a blank."),
        ],
        description: "1 or 0.",
        see_also: &["FILTER"],
        examples: &["${REGEX(\"^[0-9]+$\" ${EXTEN})}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let rest = args.0.split_once('"').map_or("", |(_, rest)| rest);
        let (pattern, text) = rest.split_once('"').ok_or("it needs \"expression\" text")?;
        let text = text.strip_prefix(' ').unwrap_or(text);
        let matches = dialplan::regex::Regex::new(pattern)
            .map_err(|problem| Fault(format!("regular expression '{pattern}': {problem}")))?
            .find(text)
            .is_some();
        Ok(if matches { "1" } else { "0" }.to_owned())
    }
}
