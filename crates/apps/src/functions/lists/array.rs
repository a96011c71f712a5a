//! ARRAY: several variables at once.

use call::script::prelude::*;
use dialplan::arguments::split_arguments;

/// `ARRAY()`.
pub(crate) struct Array;

impl Function for Array {
    const DOC: FunctionDoc = FunctionDoc {
        name: "ARRAY",
        synopsis: "Set several variables from a list.",
        syntax: &[Param::required(
            "var1,var2,…",
            "The variables, in the order of the values.",
        )],
        description: "Variables without a value of their own become empty. Commas in a value must stand \
            in quotes or behind a backslash.",
        see_also: &["MSet", "CUT"],
        examples: &["Set(ARRAY(A,B)=1,2)"],
        since: "1.2",
        readable: false,
        writable: true,
    };

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let mut values = split_arguments(value).into_iter();
        for name in args.split() {
            call.assign(name.trim(), &values.next().unwrap_or_default())
                .await;
        }
        Ok(())
    }
}
