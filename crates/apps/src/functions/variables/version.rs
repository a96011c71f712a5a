//! VERSION: of what program.

use call::script::prelude::*;

/// `VERSION()`.
pub(crate) struct Version;

impl Function for Version {
    const DOC: FunctionDoc = FunctionDoc {
        name: "VERSION",
        synopsis: "The version of this program.",
        syntax: &[Param::optional(
            "info",
            "ASTERISK_VERSION_NUM gives it as one number.",
        )],
        description: "Starling and its version. Dialplans that compare numbers see one that lies above \
            those of all Asterisk releases they know.",
        see_also: &["GLOBAL"],
        examples: &["${VERSION()}", "${VERSION(ASTERISK_VERSION_NUM)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        match args.0.trim().to_ascii_uppercase().as_str() {
            "" => Ok(concat!("Starling ", env!("CARGO_PKG_VERSION")).to_owned()),
            "ASTERISK_VERSION_NUM" => Ok(NUMBER.to_owned()),
            "BUILD_USER" | "BUILD_HOSTNAME" | "BUILD_MACHINE" | "BUILD_KERNEL" | "BUILD_OS"
            | "BUILD_DATE" => Ok(String::new()),
            other => Err(format!("there is no information '{other}'").into()),
        }
    }
}

/// As release 23.0.0 would say it: the newest whose dialplans are understood.
const NUMBER: &str = "230000";
