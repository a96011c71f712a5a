//! Old applications that set variables, the language, the account or a time-out.

use std::time::Duration;

use call::script::prelude::*;
use dialplan::arguments::split_arguments;

use crate::numbers;
use crate::old::modern;

/// Declares an application with one argument that is an old form of a Set.
macro_rules! old_set {
    ($type:ident, $name:literal, $param:literal, $today:literal, $example:literal, $run:expr) => {
        #[doc = concat!("`", $name, "`.")]
        pub(crate) struct $type;

        impl Application for $type {
            const DOC: AppDoc = AppDoc {
                name: $name,
                synopsis: "Set something of the channel, in the manner of old releases.",
                syntax: &[Param::required($param, "What is set.")],
                options: &[],
                description: concat!("An old name of ", $today, "."),
                see_also: &["Set"],
                examples: &[concat!("same => n,", $name, "(", $example, ")")],
                since: "1.0",
            };

            async fn run(call: &mut Call, args: Args<'_>) -> Flow {
                modern(call, $name, $today);
                let run: fn(&Call, &str) = $run;
                run(call, args.0);
                Ok(Continue)
            }
        }
    };
}

old_set!(
    SetGlobalVar,
    "SetGlobalVar",
    "name=value",
    "Set(GLOBAL(name)=value)",
    "A=1",
    |call, text| match text.split_once('=') {
        Some((name, value)) => call.set_global(name.trim(), value),
        None => call.warn(format!("SetGlobalVar needs name=value, not '{text}'")),
    }
);
old_set!(
    SetLanguage,
    "SetLanguage",
    "language",
    "Set(CHANNEL(language)=language)",
    "fr",
    |call, text| call.change(|c| c.language = text.trim().to_owned())
);
old_set!(
    SetAccount,
    "SetAccount",
    "account",
    "Set(CHANNEL(accountcode)=account)",
    "sales",
    |call, text| call.change(|c| c.account_code = text.trim().to_owned())
);
old_set!(
    DigitTimeout,
    "DigitTimeout",
    "seconds",
    "Set(TIMEOUT(digit)=seconds)",
    "5",
    |call, text| {
        let time = numbers::seconds(text).unwrap_or(Duration::ZERO);
        call.change(|c| c.timeouts.digit = time);
    }
);
old_set!(
    ResponseTimeout,
    "ResponseTimeout",
    "seconds",
    "Set(TIMEOUT(response)=seconds)",
    "10",
    |call, text| {
        let time = numbers::seconds(text).unwrap_or(Duration::ZERO);
        call.change(|c| c.timeouts.response = time);
    }
);
old_set!(
    AbsoluteTimeout,
    "AbsoluteTimeout",
    "seconds",
    "Set(TIMEOUT(absolute)=seconds)",
    "3600",
    |call, text| {
        let until = numbers::seconds(text).map(|time| call.after(time));
        call.change(|c| c.timeouts.absolute = until);
    }
);

/// Sets several variables.
pub(crate) struct SetVar;

impl Application for SetVar {
    const DOC: AppDoc = AppDoc {
        name: "SetVar",
        synopsis: "Set variables, in the manner of old releases.",
        syntax: &[
            Param::required("name1=value1", "The first assignment."),
            Param::optional("name2=value2", "More of them, with commas in between."),
            Param::optional("options", "g: they are global."),
        ],
        options: &[],
        description: "An old name of Set, for several assignments at once.",
        see_also: &["Set", "MSet"],
        examples: &["same => n,SetVar(A=1)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "SetVar", "Set(name=value)");
        let mut parts = split_arguments(args.0);
        let global = parts.len() > 1 && parts.last().is_some_and(|last| last.trim() == "g");
        if global {
            parts.pop();
        }
        for part in &parts {
            match part.split_once('=') {
                Some((name, value)) if global => call.set_global(name.trim(), value),
                Some((name, value)) => call.assign(name.trim(), value).await,
                None => call.warn(format!("SetVar needs name=value, not '{part}'")),
            }
        }
        Ok(Continue)
    }
}
