//! STRBETWEEN: a text between the characters of another.

use call::script::prelude::*;

/// `STRBETWEEN()`.
pub(crate) struct StrBetween;

impl Function for StrBetween {
    const DOC: FunctionDoc = FunctionDoc {
        name: "STRBETWEEN",
        synopsis: "A variable with a text between any two of its characters.",
        syntax: &[
            Param::required("varname", "The variable, without ${}."),
            Param::required("insert-string", "What comes between."),
        ],
        description: "The variable itself stays as it is. Between digits for SendDTMF, 'w' makes a pause.",
        see_also: &["STRREPLACE", "SendDTMF"],
        examples: &["${STRBETWEEN(COUNT,w)}"],
        since: "16.21",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (name, between) = args
            .0
            .split_once(',')
            .ok_or("it needs a variable and a text")?;
        let value = call.variable(name.trim()).unwrap_or_default();
        if value.len().saturating_mul(between.len() + 1) > LARGEST {
            return Err(Fault::from("the result would be too large"));
        }
        let mut text = String::new();
        for (index, character) in value.chars().enumerate() {
            if index > 0 {
                text.push_str(between);
            }
            text.push(character);
        }
        Ok(text)
    }
}

const LARGEST: usize = 1 << 20;
