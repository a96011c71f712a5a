//! Old applications that set the caller's name and number.

use call::script::prelude::*;
use call::{Party, Presentation};

use crate::old::modern;

/// Declares an application that sets something of the caller.
macro_rules! sets_caller {
    ($type:ident, $name:literal, $param:literal, $today:literal, $since:literal, $set:expr) => {
        #[doc = concat!("`", $name, "`.")]
        pub(crate) struct $type;

        impl Application for $type {
            const DOC: AppDoc = AppDoc {
                name: $name,
                synopsis: "Set what is shown of the caller.",
                syntax: &[Param::required($param, "What is shown from now on.")],
                options: &[],
                description: concat!("An old name of ", $today, "."),
                see_also: &["CALLERID"],
                examples: &[concat!("same => n,", $name, "(100)")],
                since: $since,
            };

            async fn run(call: &mut Call, args: Args<'_>) -> Flow {
                modern(call, $name, $today);
                // What stands behind a bar or comma once told who may see it.
                let text = args.0.split(['|', ',']).next().unwrap_or_default();
                let set: fn(&mut Channel, &str) = $set;
                call.change(|c| set(c, text.trim()));
                Ok(Continue)
            }
        }
    };
}

sets_caller!(
    SetCallerId,
    "SetCallerID",
    "clid",
    "Set(CALLERID(all)=clid)",
    "1.0",
    |c, text| {
        let presentation = c.parties.caller.presentation;
        c.parties.caller = Party {
            presentation,
            ..Party::parse(text)
        };
        c.parties.ani = c.parties.caller.number.clone();
    }
);
sets_caller!(
    SetCidName,
    "SetCIDName",
    "name",
    "Set(CALLERID(name)=name)",
    "1.0",
    |c, text| c.parties.caller.name = text.to_owned()
);
sets_caller!(
    SetCidNum,
    "SetCIDNum",
    "number",
    "Set(CALLERID(num)=number)",
    "1.0",
    |c, text| c.parties.caller.number = text.to_owned()
);
sets_caller!(
    SetRdnis,
    "SetRDNIS",
    "number",
    "Set(CALLERID(rdnis)=number)",
    "1.0",
    |c, text| c.parties.redirecting_from.number = text.to_owned()
);

/// Sets whether the caller's number is shown.
pub(crate) struct SetCallerPres;

impl Application for SetCallerPres {
    const DOC: AppDoc = AppDoc {
        name: "SetCallerPres",
        synopsis: "Set whether the caller's number is shown.",
        syntax: &[Param::required(
            "presentation",
            "Like allowed, prohib or unavailable.",
        )],
        options: &[],
        description: "An old name of Set(CALLERID(pres)=presentation).",
        see_also: &["CALLERID"],
        examples: &["same => n,SetCallerPres(prohib)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "SetCallerPres", "Set(CALLERID(pres)=presentation)");
        match Presentation::from_text(args.0.trim()) {
            Some(shown) => call.change(|c| c.parties.caller.presentation = shown),
            None => call.warn(format!("'{}' is no presentation", args.0.trim())),
        }
        Ok(Continue)
    }
}
