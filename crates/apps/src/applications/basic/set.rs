//! Set and MSet: give variables and functions a value.

use call::script::prelude::*;
use dialplan::arguments::split_arguments;

/// Sets one variable or function.
pub(crate) struct Set;

impl Application for Set {
    const DOC: AppDoc = AppDoc {
        name: "Set",
        synopsis: "Set a variable or a function.",
        syntax: &[
            Param::required("name", "A variable, or a function with its arguments."),
            Param::required(
                "value",
                "All that follows the first `=`, commas and blanks included.",
            ),
        ],
        options: &[],
        description: "A name that begins with `_` is handed on to the channels that this one dials, \
            one that begins with `__` to theirs as well.",
        see_also: &["MSet", "GLOBAL", "SET"],
        examples: &[
            "same => n,Set(COUNT=1)",
            "same => n,Set(CALLERID(name)=Front door)",
        ],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        if arguments.contains('=') || arguments.contains('$') {
            return Vec::new();
        }
        vec!["Set needs name=value".to_owned()]
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        assign(call, "Set", args.0).await;
        Ok(Continue)
    }
}

/// Sets several variables.
pub(crate) struct MSet;

impl Application for MSet {
    const DOC: AppDoc = AppDoc {
        name: "MSet",
        synopsis: "Set several variables or functions.",
        syntax: &[
            Param::required("name1=value1", "The first assignment."),
            Param::optional("name2=value2", "More of them, with commas in between."),
        ],
        options: &[],
        description: "As Set, for a list. A comma in a value must stand in quotes or behind a \
            backslash.",
        see_also: &["Set", "ARRAY"],
        examples: &["same => n,MSet(A=1,B=2)"],
        since: "1.6.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        for assignment in split_arguments(args.0) {
            assign(call, "MSet", &assignment).await;
        }
        Ok(Continue)
    }
}

async fn assign(call: &mut Call, application: &str, text: &str) {
    match text.split_once('=') {
        Some((name, value)) => {
            if name.contains(' ') && !name.contains('(') {
                call.warn(format!(
                    "{application}: the blanks in '{name}' are part of the name"
                ));
            }
            call.assign(name, value).await;
        }
        None => call.warn(format!("{application} needs name=value, not '{text}'")),
    }
}
