//! EVAL and PASSTHRU: once more, or not.

use call::script::prelude::*;

/// `EVAL()`.
pub(crate) struct Eval;

impl Function for Eval {
    const DOC: FunctionDoc = FunctionDoc {
        name: "EVAL",
        synopsis: "A text with its variables replaced once more.",
        syntax: &[Param::required("variable", "The text.")],
        description: "For a variable whose value holds ${}.",
        see_also: &["PASSTHRU"],
        examples: &["${EVAL(${TEMPLATE})}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(call.expand_text(args.0).await)
    }
}

/// `PASSTHRU()`.
pub(crate) struct PassThru;

impl Function for PassThru {
    const DOC: FunctionDoc = FunctionDoc {
        name: "PASSTHRU",
        synopsis: "A text as it is.",
        syntax: &[Param::optional("string", "The text.")],
        description: "Lets a text stand where a function wants the name of a variable: \
            CUT(PASSTHRU(a-b),-,1).",
        see_also: &["EVAL", "CUT"],
        examples: &["${PASSTHRU(hello)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.to_owned())
    }
}
