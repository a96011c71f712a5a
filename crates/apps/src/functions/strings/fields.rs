//! FIELDQTY and FIELDNUM: how many fields, and which.

use call::script::prelude::*;

use crate::functions::delimiter;

/// `FIELDQTY()`.
pub(crate) struct FieldQty;

impl Function for FieldQty {
    const DOC: FunctionDoc = FunctionDoc {
        name: "FIELDQTY",
        synopsis: "How many fields a variable has.",
        syntax: &[
            Param::required("varname", "A variable or function, without ${}."),
            Param::required("delim", "Between the fields."),
        ],
        description: "An empty variable has none.",
        see_also: &["CUT", "FIELDNUM"],
        examples: &["${FIELDQTY(LIST,&)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let (value, between) = value_and_delimiter(call, &parts).await?;
        let count = if value.is_empty() {
            0
        } else {
            value.split(between).count()
        };
        Ok(count.to_string())
    }
}

/// `FIELDNUM()`.
pub(crate) struct FieldNum;

impl Function for FieldNum {
    const DOC: FunctionDoc = FunctionDoc {
        name: "FIELDNUM",
        synopsis: "The number of the field that has a value.",
        syntax: &[
            Param::required("varname", "A variable or function, without ${}."),
            Param::required("delim", "Between the fields."),
            Param::required("value", "What is looked for."),
        ],
        description: "From 1; 0 when no field has it.",
        see_also: &["CUT", "FIELDQTY"],
        examples: &["${FIELDNUM(LIST,&,SIP/100)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let (value, between) = value_and_delimiter(call, &parts).await?;
        let wanted = parts.get(2).map_or("", String::as_str);
        let at = value.split(between).position(|field| field == wanted);
        Ok(at.map_or(0, |at| at + 1).to_string())
    }
}

async fn value_and_delimiter(call: &mut Call, parts: &[String]) -> Result<(String, char), Fault> {
    let name = parts.first().map_or("", |p| p.trim());
    let Some(between) = parts.get(1).and_then(|p| delimiter(p)) else {
        return Err(Fault::from("it needs a variable and a delimiter"));
    };
    Ok((call.expand_text(&format!("${{{name}}}")).await, between))
}
