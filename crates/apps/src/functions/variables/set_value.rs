//! SET: set a variable and go on with its value.

use call::script::prelude::*;

/// `SET()`.
pub(crate) struct SetValue;

impl Function for SetValue {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SET",
        synopsis: "Set a variable and give its value.",
        syntax: &[
            Param::required("varname", "A variable or function."),
            Param::optional("=value", "The value; without it the variable is only read."),
        ],
        description: "Assigns in the middle of a text.",
        see_also: &["Set"],
        examples: &["${SET(COUNT=1)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        match args.0.split_once('=') {
            Some((name, value)) => {
                call.assign(name.trim(), value).await;
                Ok(value.to_owned())
            }
            None => Ok(call.variable(args.0.trim()).unwrap_or_default()),
        }
    }
}
