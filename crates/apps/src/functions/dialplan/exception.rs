//! EXCEPTION: why the dialplan is at `e`.

use call::script::prelude::*;

/// `EXCEPTION()`.
pub(crate) struct Exception;

impl Function for Exception {
    const DOC: FunctionDoc = FunctionDoc {
        name: "EXCEPTION",
        synopsis: "Why and from where the dialplan came to the extension `e`.",
        syntax: &[Param::required(
            "field",
            "reason (INVALID, RESPONSETIMEOUT or that of RaiseException), context, exten or priority.",
        )],
        description: "Empty when there was no exception.",
        see_also: &["RaiseException"],
        examples: &["${EXCEPTION(reason)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let field = args.0.trim().to_ascii_lowercase();
        let variable = match field.as_str() {
            "reason" => "EXCEPTION_REASON",
            "context" => "EXCEPTION_CONTEXT",
            "exten" => "EXCEPTION_EXTEN",
            "priority" => "EXCEPTION_PRIORITY",
            _ => return Err(format!("there is no field '{field}'").into()),
        };
        Ok(call.get(variable).unwrap_or_default())
    }
}
