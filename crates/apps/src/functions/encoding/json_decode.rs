//! JSON_DECODE: a value out of a JSON text.

use call::script::prelude::*;

use crate::json::{Json, parse};

/// `JSON_DECODE()`.
pub(crate) struct JsonDecode;

impl Function for JsonDecode {
    const DOC: FunctionDoc = FunctionDoc {
        name: "JSON_DECODE",
        synopsis: "A value out of a JSON text in a variable.",
        syntax: &[
            Param::required("varname", "The variable that holds the text, without ${}."),
            Param::required(
                "item",
                "Keys and places in lists (from 0), with the separator between.",
            ),
            Param::optional("separator", "A dot when left out."),
            Param::optional("options", "c: how many values an object or list has."),
        ],
        description: "Text comes without its quotes, objects and lists as JSON. Empty when there is no \
            such value.",
        see_also: &["HASH"],
        examples: &["${JSON_DECODE(ANSWER,caller.name)}"],
        since: "18",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let text = call.variable(part(0)).unwrap_or_default();
        if text.trim().is_empty() {
            // What is not there yet has no values.
            return Ok(String::new());
        }
        let json = parse(&text).map_err(|why| Fault(format!("{} is no JSON: {why}", part(0))))?;
        let separator = if part(2).is_empty() { "." } else { part(2) };
        let mut at = &json;
        for key in part(1).split(separator).filter(|key| !key.is_empty()) {
            match at.get(key) {
                Some(inner) => at = inner,
                None => return Ok(String::new()),
            }
        }
        if part(3).contains('c') {
            return Ok(at.count().to_string());
        }
        Ok(match at {
            Json::Text(text) => text.clone(),
            Json::Null => String::new(),
            other => other.to_string(),
        })
    }
}
