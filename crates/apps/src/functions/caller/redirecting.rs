//! REDIRECTING: who sent the call on.

use call::script::prelude::*;

use super::callerid::{party_item, set_party_item, unknown};

/// `REDIRECTING()`.
pub(crate) struct Redirecting;

impl Function for Redirecting {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REDIRECTING",
        synopsis: "Name and number of the party that sent the call on.",
        syntax: &[
            Param::required(
                "datatype",
                "from-all, from-name, from-num or from-pres. The party that it is sent to (to-…) and \
                 the reason are not kept.",
            ),
            Param::optional("i", "Do not tell the phone yet; it is never told here."),
        ],
        description: "The same number as CALLERID(rdnis).",
        see_also: &["CALLERID", "CONNECTEDLINE"],
        examples: &[
            "${REDIRECTING(from-num)}",
            "Set(REDIRECTING(from-num,i)=100)",
        ],
        since: "1.8",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let item = datatype(args);
        let party = call
            .look(|c| c.parties.redirecting_from.clone())
            .unwrap_or_default();
        item.strip_prefix("from-")
            .and_then(|i| party_item(&party, i))
            .ok_or_else(|| unknown(&item))
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let item = datatype(args);
        let Some(fact) = item.strip_prefix("from-") else {
            return Err(unknown(&item));
        };
        let mut result = Ok(());
        call.change(|c| result = set_party_item(&mut c.parties.redirecting_from, fact, value));
        result
    }
}

fn datatype(args: Args<'_>) -> String {
    args.split()
        .first()
        .map_or("", |p| p.trim())
        .to_ascii_lowercase()
}
