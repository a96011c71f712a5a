//! DIALPLAN_EXISTS and VALID_EXTEN: is there such a place?

use call::script::prelude::*;
use dialplan::Location;

use crate::places;

/// `DIALPLAN_EXISTS()`.
pub(crate) struct DialplanExists;

impl Function for DialplanExists {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DIALPLAN_EXISTS",
        synopsis: "Is there such a place in the dialplan?",
        syntax: &[
            Param::required("context", "A context."),
            Param::optional("extension", "An extension in it."),
            Param::optional("priority", "A priority or label; 1 when left out."),
        ],
        description: "1 or 0.",
        see_also: &["VALID_EXTEN"],
        examples: &["${DIALPLAN_EXISTS(default,100,1)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let exists = match (part(0), part(1)) {
            ("", _) => return Err(Fault::from("it needs a context")),
            (context, "") => call.dialplan().has_context(context),
            (context, extension) => place_exists(call, context, extension, part(2)).await,
        };
        Ok(if exists { "1" } else { "0" }.to_owned())
    }
}

/// `VALID_EXTEN()`.
pub(crate) struct ValidExten;

impl Function for ValidExten {
    const DOC: FunctionDoc = FunctionDoc {
        name: "VALID_EXTEN",
        synopsis: "Is there such an extension?",
        syntax: &[
            Param::optional("context", "A context; this one when left out."),
            Param::required("extension", "An extension in it."),
            Param::optional("priority", "A priority or label; 1 when left out."),
        ],
        description: "1 or 0. A single argument is an extension of this context.",
        see_also: &["DIALPLAN_EXISTS"],
        examples: &["${VALID_EXTEN(default,100,1)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let here = call.location().context;
        let exists = match (part(0), part(1)) {
            (extension, "") => place_exists(call, &here, extension, "").await,
            ("", extension) => place_exists(call, &here, extension, part(2)).await,
            (context, extension) => place_exists(call, context, extension, part(2)).await,
        };
        Ok(if exists { "1" } else { "0" }.to_owned())
    }
}

async fn place_exists(call: &mut Call, context: &str, extension: &str, priority: &str) -> bool {
    let number = if priority.is_empty() {
        Ok(1)
    } else {
        priority.parse::<u32>()
    };
    match number {
        Ok(number) => places::exists(call, &Location::new(context, extension, number)).await,
        Err(_) => places::label(call, context, extension, priority).is_some(),
    }
}
