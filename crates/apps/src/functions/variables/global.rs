//! GLOBAL: variables of the whole exchange.

use call::script::prelude::*;

/// `GLOBAL()`.
pub(crate) struct Global;

impl Function for Global {
    const DOC: FunctionDoc = FunctionDoc {
        name: "GLOBAL",
        synopsis: "A variable of the whole exchange.",
        syntax: &[Param::required("varname", "Its name.")],
        description: "Seen by all calls, until the exchange ends.",
        see_also: &["Set", "DB", "LOCAL"],
        examples: &["${GLOBAL(OPERATOR)}", "Set(GLOBAL(OPERATOR)=SIP/100)"],
        since: "1.4",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(call.global(args.0.trim()).unwrap_or_default())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        call.set_global(args.0.trim(), value);
        Ok(())
    }
}
