//! LEN: how long a text is.

use call::script::prelude::*;

/// `LEN()`.
pub(crate) struct Len;

impl Function for Len {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LEN",
        synopsis: "How long a text is.",
        syntax: &[Param::required("string", "The text.")],
        description: "In bytes: a letter with an accent counts more than once.",
        see_also: &["ISNULL", "EXISTS"],
        examples: &["${LEN(${EXTEN})}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.len().to_string())
    }
}
