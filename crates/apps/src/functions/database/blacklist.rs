//! BLACKLIST: unwanted callers.

use call::script::prelude::*;

use super::db::database;

/// `BLACKLIST()`.
pub(crate) struct Blacklist;

impl Function for Blacklist {
    const DOC: FunctionDoc = FunctionDoc {
        name: "BLACKLIST",
        synopsis: "Is the caller in the database family `blacklist`?",
        syntax: &[],
        description: "1 when the caller's number or name is a key there, else 0.",
        see_also: &["DB", "CALLERID"],
        examples: &["${BLACKLIST()}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, _: Args<'_>) -> Result<String, Fault> {
        let database = database(call)?;
        let caller = call.look(|c| c.parties.caller.clone()).unwrap_or_default();
        let listed = |key: &str| !key.is_empty() && database.get("blacklist", key).is_some();
        let unwanted = listed(&caller.number) || listed(&caller.name);
        Ok(if unwanted { "1" } else { "0" }.to_owned())
    }
}
