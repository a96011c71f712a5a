//! TOLOWER and TOUPPER.

use call::script::prelude::*;

/// `TOLOWER()`.
pub(crate) struct ToLower;

impl Function for ToLower {
    const DOC: FunctionDoc = FunctionDoc {
        name: "TOLOWER",
        synopsis: "A text in small letters.",
        syntax: &[Param::required("string", "The text.")],
        description: "Only the letters A to Z change.",
        see_also: &["TOUPPER"],
        examples: &["${TOLOWER(Hello)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.to_ascii_lowercase())
    }
}

/// `TOUPPER()`.
pub(crate) struct ToUpper;

impl Function for ToUpper {
    const DOC: FunctionDoc = FunctionDoc {
        name: "TOUPPER",
        synopsis: "A text in capital letters.",
        syntax: &[Param::required("string", "The text.")],
        description: "Only the letters a to z change.",
        see_also: &["TOLOWER"],
        examples: &["${TOUPPER(Hello)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.to_ascii_uppercase())
    }
}
