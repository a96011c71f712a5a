//! CUT: fields of a text.

use call::script::prelude::*;

use crate::functions::delimiter;

/// `CUT()`.
pub(crate) struct Cut;

impl Function for Cut {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CUT",
        synopsis: "Fields of a variable.",
        syntax: &[
            Param::required("varname", "A variable or function, without ${}."),
            Param::optional("char-delim", "Between the fields; `-` when left out."),
            Param::required(
                "range-spec",
                "Numbers from 1 and ranges, joined by `&`: 1-3&5.",
            ),
        ],
        description: "The fields come in the order of the ranges, with the delimiter in between.",
        see_also: &["FIELDQTY", "FIELDNUM", "LISTFILTER"],
        examples: &["${CUT(CHANNEL,/,2)}", "${CUT(EXTEN,*,1-2)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", String::as_str);
        if part(0).is_empty() || part(2).is_empty() {
            return Err(Fault::from(
                "it needs a variable, a delimiter and field numbers",
            ));
        }
        let between = delimiter(part(1)).unwrap_or('-');
        let value = call.expand_text(&format!("${{{}}}", part(0))).await;
        cut(&value, between, part(2))
    }
}

fn cut(value: &str, between: char, ranges: &str) -> Result<String, Fault> {
    let fields: Vec<&str> = value.split(between).collect();
    let mut chosen = Vec::new();
    for range in ranges.split('&') {
        let (first, last) = bounds(range.trim(), fields.len())?;
        let first = first.saturating_sub(1).min(fields.len());
        let last = last.clamp(first, fields.len());
        chosen.extend_from_slice(&fields[first..last]);
        if chosen.len() > MOST_FIELDS {
            return Err(Fault::from("it has too many fields"));
        }
    }
    Ok(chosen.join(&between.to_string()))
}

/// First and last field (from 1) of `3`, `2-4`, `2-` or `-4`.
fn bounds(range: &str, count: usize) -> Result<(usize, usize), Fault> {
    let number = |text: &str, otherwise: usize| match text.trim() {
        "" => Ok(otherwise),
        text => text
            .parse::<usize>()
            .map_err(|_| Fault(format!("'{range}' is no field number"))),
    };
    match range.split_once('-') {
        Some((first, last)) => Ok((number(first, 1)?.max(1), number(last, count)?)),
        None => {
            let field = number(range, 0)?;
            if field == 0 {
                Ok((1, 0))
            } else {
                Ok((field, field))
            }
        }
    }
}

const MOST_FIELDS: usize = 10_000;
