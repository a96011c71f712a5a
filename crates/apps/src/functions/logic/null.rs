//! ISNULL and EXISTS: is there anything?

use call::script::prelude::*;

/// `ISNULL()`.
pub(crate) struct IsNull;

impl Function for IsNull {
    const DOC: FunctionDoc = FunctionDoc {
        name: "ISNULL",
        synopsis: "Is a text empty?",
        syntax: &[Param::required("data", "The text.")],
        description: "1 when it is empty, else 0.",
        see_also: &["EXISTS", "LEN"],
        examples: &["${ISNULL(${CALLERID(num)})}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(if args.0.is_empty() { "1" } else { "0" }.to_owned())
    }
}

/// `EXISTS()`.
pub(crate) struct Exists;

impl Function for Exists {
    const DOC: FunctionDoc = FunctionDoc {
        name: "EXISTS",
        synopsis: "Is there a text?",
        syntax: &[Param::required("data", "The text.")],
        description: "1 when it is not empty, else 0.",
        see_also: &["ISNULL", "LEN"],
        examples: &["${EXISTS(${CALLERID(num)})}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(if args.0.is_empty() { "0" } else { "1" }.to_owned())
    }
}
