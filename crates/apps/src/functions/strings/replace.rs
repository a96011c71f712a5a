//! REPLACE and STRREPLACE: other characters, other texts.

use call::script::prelude::*;

/// `REPLACE()`.
pub(crate) struct Replace;

impl Function for Replace {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REPLACE",
        synopsis: "A variable with other characters.",
        syntax: &[
            Param::required("varname", "The variable, without ${}."),
            Param::required(
                "find-chars",
                "Each of these characters is replaced; ranges are allowed.",
            ),
            Param::optional("replace-char", "By this one; when left out they vanish."),
        ],
        description: "The variable itself stays as it is.",
        see_also: &["STRREPLACE", "FILTER"],
        examples: &["${REPLACE(NAME, ,_)}"],
        since: "1.6.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let [name, find, rest @ ..] = parts.as_slice() else {
            return Err(Fault::from("it needs a variable and characters"));
        };
        let by = rest.first().and_then(|r| r.chars().next());
        let value = call.variable(name.trim()).unwrap_or_default();
        let changed = value
            .chars()
            .filter_map(|c| if find.contains(c) { by } else { Some(c) });
        Ok(changed.collect())
    }
}

/// `STRREPLACE()`.
pub(crate) struct StrReplace;

impl Function for StrReplace {
    const DOC: FunctionDoc = FunctionDoc {
        name: "STRREPLACE",
        synopsis: "A variable with other texts inside.",
        syntax: &[
            Param::required("varname", "The variable, without ${}."),
            Param::required("find-string", "What is replaced."),
            Param::optional("replace-string", "By this; when left out it vanishes."),
            Param::optional("max-replacements", "So often at most, from the left."),
        ],
        description: "The variable itself stays as it is.",
        see_also: &["REPLACE"],
        examples: &["${STRREPLACE(NAME,foo,bar)}"],
        since: "10",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", String::as_str);
        if part(1).is_empty() {
            return Err(Fault::from("it needs a variable and a text to find"));
        }
        let value = call.variable(part(0).trim()).unwrap_or_default();
        let most = part(3).trim().parse().unwrap_or(usize::MAX);
        // What comes out is cut by the substitution; here it must not even be made too large.
        if part(2).len().saturating_mul(value.len() / part(1).len()) > LARGEST {
            return Err(Fault::from("the result would be too large"));
        }
        Ok(value.replacen(part(1), part(2), most))
    }
}

const LARGEST: usize = 1 << 20;
