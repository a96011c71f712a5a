//! LOCAL: variables of a subroutine.

use call::script::prelude::*;

/// `LOCAL()`.
pub(crate) struct Local;

impl Function for Local {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LOCAL",
        synopsis: "A variable of the subroutine that runs.",
        syntax: &[Param::required("varname", "Its name.")],
        description: "Hides one of the same name until Return. Outside of a subroutine it is an \
            ordinary variable.",
        see_also: &["Gosub", "Return", "LOCAL_PEEK"],
        examples: &["Set(LOCAL(COUNT)=1)", "${LOCAL(COUNT)}"],
        since: "1.6.0",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(call.variable(args.0.trim()).unwrap_or_default())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let name = args.0.trim();
        let mut local = false;
        call.change(|c| local = c.set_local(name, value.to_owned()));
        if !local {
            call.set(name, value);
        }
        Ok(())
    }
}
