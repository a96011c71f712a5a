//! ClearHash: forget a table of HASH().

use call::script::prelude::*;

use crate::functions::hash_variables;

/// Forgets a table.
pub(crate) struct ClearHash;

impl Application for ClearHash {
    const DOC: AppDoc = AppDoc {
        name: "ClearHash",
        synopsis: "Forget all values of a table.",
        syntax: &[Param::required("hashname", "The table, as in HASH().")],
        options: &[],
        description: "Nothing happens when there is none.",
        see_also: &["HASH", "HASHKEYS"],
        examples: &["same => n,ClearHash(prices)"],
        since: "1.6.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        for (_, variable) in hash_variables(call, args.0.trim()) {
            call.set(&variable, "");
        }
        Ok(Continue)
    }
}
