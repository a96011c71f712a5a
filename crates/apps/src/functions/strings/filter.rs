//! FILTER: only certain characters.

use call::script::prelude::*;
use dialplan::arguments::split_raw;

/// `FILTER()`.
pub(crate) struct Filter;

impl Function for Filter {
    const DOC: FunctionDoc = FunctionDoc {
        name: "FILTER",
        synopsis: "A text without the characters that are not allowed.",
        syntax: &[
            Param::required(
                "allowed-chars",
                "Characters and ranges (a-z); \\- is a hyphen, \\xHH a code.",
            ),
            Param::required("string", "The text."),
        ],
        description: "Makes it safe to use what a caller has sent.",
        see_also: &["REPLACE", "REGEX"],
        examples: &["${FILTER(0-9,${CALLERID(num)})}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let mut parts = split_raw(args.0, ',', 2).into_iter();
        let allowed = parts.next().unwrap_or_default();
        let text = parts.next().unwrap_or_default();
        let ranges = ranges(&allowed);
        let may = |c: &char| {
            ranges
                .iter()
                .any(|(first, last)| (*first..=*last).contains(c))
        };
        Ok(text.chars().filter(may).collect())
    }
}

fn ranges(text: &str) -> Vec<(char, char)> {
    let mut letters = text.chars().peekable();
    let mut ranges = Vec::new();
    while let Some(first) = one(&mut letters) {
        if letters.peek() == Some(&'-') {
            letters.next();
            match one(&mut letters) {
                Some(last) => ranges.push((first, last)),
                None => ranges.extend([(first, first), ('-', '-')]),
            }
        } else {
            ranges.push((first, first));
        }
    }
    ranges
}

/// One character, which may be written with a backslash.
fn one(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    match letters.next()? {
        '\\' => match letters.next()? {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'x' => {
                let code: String = letters.by_ref().take(2).collect();
                u8::from_str_radix(&code, 16).ok().map(char::from)
            }
            other => Some(other),
        },
        other => Some(other),
    }
}
