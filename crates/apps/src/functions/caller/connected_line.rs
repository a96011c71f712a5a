//! CONNECTEDLINE: who is at the other end.

use call::script::prelude::*;

use super::callerid::{party_item, set_party_item, unknown};

/// `CONNECTEDLINE()`.
pub(crate) struct ConnectedLine;

impl Function for ConnectedLine {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CONNECTEDLINE",
        synopsis: "Name and number of the party at the other end.",
        syntax: &[
            Param::required(
                "datatype",
                "all, name, num, pres, num-pres, name-pres or tag.",
            ),
            Param::optional("i", "Do not tell the phone yet; it is never told here."),
        ],
        description: "Setting it changes what the channel knows; a phone that shows the other party \
            already is not told.",
        see_also: &["CALLERID", "REDIRECTING"],
        examples: &[
            "${CONNECTEDLINE(num)}",
            "Set(CONNECTEDLINE(name,i)=Reception)",
        ],
        since: "1.8",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let item = datatype(args);
        let party = call
            .look(|c| c.parties.connected.clone())
            .unwrap_or_default();
        party_item(&party, &item).ok_or_else(|| unknown(&item))
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let item = datatype(args);
        let mut result = Ok(());
        call.change(|c| result = set_party_item(&mut c.parties.connected, &item, value));
        result
    }
}

fn datatype(args: Args<'_>) -> String {
    args.split()
        .first()
        .map_or("", |p| p.trim())
        .to_ascii_lowercase()
}
