//! INC and DEC: count in a variable.

use call::script::prelude::*;

/// `INC()`.
pub(crate) struct Inc;

impl Function for Inc {
    const DOC: FunctionDoc = FunctionDoc {
        name: "INC",
        synopsis: "Count a variable up and give it.",
        syntax: &[Param::required("variable", "Its name, without ${}.")],
        description: "A variable that is no whole number is a fault.",
        see_also: &["DEC", "MATH"],
        examples: &["${INC(COUNT)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        count(call, args.0.trim(), 1)
    }
}

/// `DEC()`.
pub(crate) struct Dec;

impl Function for Dec {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DEC",
        synopsis: "Count a variable down and give it.",
        syntax: &[Param::required("variable", "Its name, without ${}.")],
        description: "A variable that is no whole number is a fault.",
        see_also: &["INC", "MATH"],
        examples: &["${DEC(COUNT)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        count(call, args.0.trim(), -1)
    }
}

fn count(call: &Call, name: &str, step: i64) -> Result<String, Fault> {
    let value = call.variable(name).unwrap_or_default();
    let Ok(number) = value.trim().parse::<i64>() else {
        return Err(format!("'{name}' holds '{value}', which is no whole number").into());
    };
    let value = number.saturating_add(step).to_string();
    call.set(name, value.clone());
    Ok(value)
}
