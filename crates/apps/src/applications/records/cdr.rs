//! NoCDR, ResetCDR, ForkCDR and their kin: wishes about the call's record.

use call::script::prelude::*;

use crate::old::modern;

options! {
    /// Options of `ResetCDR`.
    pub(crate) struct ResetOptions {
        /// Finish the record as it is and write it, before another one begins.
        'w' => write: bool,
        /// Keep the fields that were set.
        'v' => keep: bool,
        /// Write records again after NoCDR.
        'e' => enable: bool,
    }
    accepted {
        /// Also finish the records that ForkCDR closed; each of them is finished already.
        'a',
    }
}

options! {
    /// Options of `ForkCDR`.
    pub(crate) struct ForkOptions {
        /// Keep the fields that were set in the new record.
        'v' => keep: bool,
    }
    accepted {
        /// Set the answer time of the new record to now.
        'a',
        /// Leave the old record alone.
        'd',
        /// End the old record now.
        'e',
        /// Begin the new record now; that is always so.
        'r',
        /// Do not end the new record with the old one.
        'R',
        /// Keep what was set.
        'D',
        /// Keep the fields that were set.
        's'("var=value"),
    }
}

/// No record of this call.
pub(crate) struct NoCdr;

impl Application for NoCdr {
    const DOC: AppDoc = AppDoc {
        name: "NoCDR",
        synopsis: "Keep no record of this call.",
        syntax: &[],
        options: &[],
        description: "The same as Set(CDR_PROP(disable)=1), which replaced it.",
        see_also: &["CDR_PROP", "ResetCDR"],
        examples: &["same => n,NoCDR()"],
        since: "1.0",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        call.change(|c| c.record.disabled = true);
        Ok(Continue)
    }
}

/// Begins the record anew.
pub(crate) struct ResetCdr;

impl Application for ResetCdr {
    const DOC: AppDoc = AppDoc {
        name: "ResetCDR",
        synopsis: "Begin the call's record anew.",
        syntax: &[Param::optional("options", "Letters, see below.")],
        options: ResetOptions::PARAMS,
        description: "Start and answer are this moment from now on; the fields that were set are \
            empty again.",
        see_also: &["NoCDR", "CDR"],
        examples: &["same => n,ResetCDR(w)", "same => n,ResetCDR()"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        ResetOptions::check(arguments, 0)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let options = ResetOptions::parse(call, args.0.trim()).unwrap_or_default();
        let now = call.now();
        call.change(|c| {
            let began = c.record.began.unwrap_or(c.created);
            let write = options.write && !c.record.disabled;
            c.record.begin_anew(began, now, options.keep, write);
            if options.enable {
                c.record.disabled = false;
            }
        });
        Ok(Continue)
    }
}

/// Closes the record and begins another one.
pub(crate) struct ForkCdr;

impl Application for ForkCdr {
    const DOC: AppDoc = AppDoc {
        name: "ForkCDR",
        synopsis: "Close the call's record and begin another one.",
        syntax: &[Param::optional("options", "Letters, see below.")],
        options: ForkOptions::PARAMS,
        description: "Each part of the call has a record of its own then.",
        see_also: &["ResetCDR", "CDR"],
        examples: &["same => n,ForkCDR(v)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        ForkOptions::check(arguments, 0)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let options = ForkOptions::parse(call, args.0.trim()).unwrap_or_default();
        let now = call.now();
        call.change(|c| {
            let began = c.record.began.unwrap_or(c.created);
            let write = !c.record.disabled;
            c.record.begin_anew(began, now, options.keep, write);
        });
        Ok(Continue)
    }
}

/// Sets the user field.
pub(crate) struct SetCdrUserField;

impl Application for SetCdrUserField {
    const DOC: AppDoc = AppDoc {
        name: "SetCDRUserField",
        synopsis: "Set the user field of the call's record.",
        syntax: &[Param::required("value", "Its new text.")],
        options: &[],
        description: "An old name of Set(CDR(userfield)=value).",
        see_also: &["AppendCDRUserField", "CDR"],
        examples: &["same => n,SetCDRUserField(door)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "SetCDRUserField", "Set(CDR(userfield)=value)");
        call.change(|c| c.record.user_field = args.0.to_owned());
        Ok(Continue)
    }
}

/// Adds to the user field.
pub(crate) struct AppendCdrUserField;

impl Application for AppendCdrUserField {
    const DOC: AppDoc = AppDoc {
        name: "AppendCDRUserField",
        synopsis: "Add to the user field of the call's record.",
        syntax: &[Param::required("value", "The text that is added.")],
        options: &[],
        description: "An old name of Set(CDR(userfield)=${CDR(userfield)}value).",
        see_also: &["SetCDRUserField", "CDR"],
        examples: &["same => n,AppendCDRUserField(-3)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let form = "Set(CDR(userfield)=${CDR(userfield)}value)";
        modern(call, "AppendCDRUserField", form);
        call.change(|c| c.record.user_field.push_str(args.0));
        Ok(Continue)
    }
}

/// Sets the flags for billing.
pub(crate) struct SetAmaFlags;

impl Application for SetAmaFlags {
    const DOC: AppDoc = AppDoc {
        name: "SetAMAFlags",
        synopsis: "Set the flags for billing of the call's record.",
        syntax: &[Param::required(
            "flag",
            "default, omit, billing or documentation.",
        )],
        options: &[],
        description: "An old name of Set(CHANNEL(amaflags)=flag).",
        see_also: &["CHANNEL", "CDR"],
        examples: &["same => n,SetAMAFlags(billing)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "SetAMAFlags", "Set(CHANNEL(amaflags)=flag)");
        match ama_flags(args.0.trim()) {
            Some(flags) => call.change(|c| c.record.ama_flags = flags.to_owned()),
            None => call.warn(format!("'{}' is no flag for billing", args.0.trim())),
        }
        Ok(Continue)
    }
}

/// The word for flags that are written as a word or number; empty for the default.
pub(crate) fn ama_flags(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "" | "0" | "default" => Some(""),
        "1" | "omit" => Some("OMIT"),
        "2" | "billing" => Some("BILLING"),
        "3" | "documentation" => Some("DOCUMENTATION"),
        _ => None,
    }
}
