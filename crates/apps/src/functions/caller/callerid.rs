//! CALLERID and CALLERPRES: who calls.

use call::script::prelude::*;
use call::{Party, Presentation};

/// `CALLERID()`.
pub(crate) struct CallerId;

impl Function for CallerId {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CALLERID",
        synopsis: "Names and numbers of the caller.",
        syntax: &[
            Param::required(
                "datatype",
                "all, name, num (or number), ani (or ani-num), ani-all, dnid, rdnis, tag, pres, \
                 num-pres, name-pres, num-valid or name-valid.",
            ),
            Param::optional("CID", "A caller ID to take apart instead of the channel's."),
        ],
        description: "`all` is \"name\" <number>. What is set here is shown by the phones that are \
            dialled afterwards.",
        see_also: &["CONNECTEDLINE", "REDIRECTING"],
        examples: &[
            "${CALLERID(num)}",
            "Set(CALLERID(name)=Front door)",
            "Set(CALLERID(all)=Bob <12>)",
        ],
        since: "1.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let item = parts.first().map_or("", |p| p.trim()).to_ascii_lowercase();
        if let Some(other) = parts.get(1).filter(|cid| !cid.is_empty()) {
            return party_item(&Party::parse(other), &item).ok_or_else(|| unknown(&item));
        }
        let Some(parties) = call.look(|c| c.parties.clone()) else {
            return Ok(String::new());
        };
        let value = match item.as_str() {
            "ani" | "ani-num" => parties.ani,
            "ani-all" => Party {
                number: parties.ani,
                ..parties.caller
            }
            .all(),
            "ani-name" => parties.caller.name,
            "dnid" | "dnid-num" => parties.dnid,
            "rdnis" => parties.redirecting_from.number,
            "tag" => parties.tag,
            _ => return party_item(&parties.caller, &item).ok_or_else(|| unknown(&item)),
        };
        Ok(value)
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let item = args
            .split()
            .first()
            .map_or("", |p| p.trim())
            .to_ascii_lowercase();
        let mut result = Ok(());
        call.change(|c| match item.as_str() {
            "ani" | "ani-num" => c.parties.ani = value.to_owned(),
            "dnid" | "dnid-num" => c.parties.dnid = value.to_owned(),
            "rdnis" => c.parties.redirecting_from.number = value.to_owned(),
            "tag" => c.parties.tag = value.to_owned(),
            _ => result = set_party_item(&mut c.parties.caller, &item, value),
        });
        result
    }
}

/// `CALLERPRES()`.
pub(crate) struct CallerPres;

impl Function for CallerPres {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CALLERPRES",
        synopsis: "May the caller's number be shown?",
        syntax: &[],
        description: "The old name of CALLERID(pres).",
        see_also: &["CALLERID"],
        examples: &["${CALLERPRES()}", "Set(CALLERPRES()=prohib)"],
        since: "1.6.0",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, _: Args<'_>) -> Result<String, Fault> {
        CallerId::read(call, Args("pres")).await
    }

    async fn write(call: &mut Call, _: Args<'_>, value: &str) -> Result<(), Fault> {
        CallerId::write(call, Args("pres"), value).await
    }
}

/// One fact of a party.
pub(crate) fn party_item(party: &Party, item: &str) -> Option<String> {
    let yes = |known: bool| if known { "1" } else { "0" }.to_owned();
    let value = match item {
        "all" => party.all(),
        "name" => party.name.clone(),
        "num" | "number" => party.number.clone(),
        "pres" | "num-pres" | "name-pres" => party.presentation.text().to_owned(),
        "num-valid" => yes(!party.number.is_empty()),
        "name-valid" => yes(!party.name.is_empty()),
        _ => return None,
    };
    Some(value)
}

/// Sets one fact of a party.
pub(crate) fn set_party_item(party: &mut Party, item: &str, value: &str) -> Result<(), Fault> {
    match item {
        "all" => {
            let told = Party::parse(value);
            *party = Party {
                presentation: party.presentation,
                ..told
            };
        }
        "name" => party.name = value.to_owned(),
        "num" | "number" => party.number = value.to_owned(),
        "pres" | "num-pres" | "name-pres" => {
            let Some(presentation) = Presentation::from_text(value.trim()) else {
                return Err(format!("'{value}' is no presentation, like allowed or prohib").into());
            };
            party.presentation = presentation;
        }
        "num-valid" if !is_true(value) => party.number.clear(),
        "name-valid" if !is_true(value) => party.name.clear(),
        "num-valid" | "name-valid" => {}
        _ => return Err(unknown(item)),
    }
    Ok(())
}

fn is_true(value: &str) -> bool {
    matches!(
        value.trim().to_ascii_lowercase().as_str(),
        "1" | "yes" | "true" | "y" | "t" | "on"
    )
}

/// The fault of a datatype that nobody knows.
pub(crate) fn unknown(item: &str) -> Fault {
    Fault(format!("there is no datatype '{item}'"))
}
