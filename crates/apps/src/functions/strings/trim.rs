//! TRIM, LTRIM and RTRIM: a text without the blanks around it.

use call::script::prelude::*;

/// `TRIM()`.
pub(crate) struct Trim;

impl Function for Trim {
    const DOC: FunctionDoc = FunctionDoc {
        name: "TRIM",
        synopsis: "A text without blanks at both ends.",
        syntax: &[Param::required("string", "The text.")],
        description: "Inside it they stay.",
        see_also: &["LTRIM", "RTRIM"],
        examples: &["${TRIM( padded text )}"],
        since: "18.21",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.trim().to_owned())
    }
}

/// `LTRIM()`.
pub(crate) struct LTrim;

impl Function for LTrim {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LTRIM",
        synopsis: "A text without blanks at its beginning.",
        syntax: &[Param::required("string", "The text.")],
        description: "Inside it they stay.",
        see_also: &["TRIM", "RTRIM"],
        examples: &["${LTRIM( padded text )}"],
        since: "18.21",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.trim_start().to_owned())
    }
}

/// `RTRIM()`.
pub(crate) struct RTrim;

impl Function for RTrim {
    const DOC: FunctionDoc = FunctionDoc {
        name: "RTRIM",
        synopsis: "A text without blanks at its end.",
        syntax: &[Param::required("string", "The text.")],
        description: "Inside it they stay.",
        see_also: &["TRIM", "LTRIM"],
        examples: &["${RTRIM( padded text )}"],
        since: "18.21",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.trim_end().to_owned())
    }
}
