//! DB_KEYS and DB_KEYCOUNT: what is below a place in the database.

use call::script::prelude::*;

use super::db::database;

/// `DB_KEYS()`.
pub(crate) struct DbKeys;

impl Function for DbKeys {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DB_KEYS",
        synopsis: "The names below a place in the database.",
        syntax: &[Param::optional(
            "prefix",
            "A family, or a family and the beginning of keys; all families when left out.",
        )],
        description: "Names one level below the place, with commas in between.",
        see_also: &["DB", "DB_KEYCOUNT"],
        examples: &["${DB_KEYS(cfwd)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(names_below(call, args.0)?.join(","))
    }
}

/// `DB_KEYCOUNT()`.
pub(crate) struct DbKeyCount;

impl Function for DbKeyCount {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DB_KEYCOUNT",
        synopsis: "How many names are below a place in the database.",
        syntax: &[Param::optional(
            "prefix",
            "A family, or a family and the beginning of keys.",
        )],
        description: "Counts what DB_KEYS tells.",
        see_also: &["DB", "DB_KEYS"],
        examples: &["${DB_KEYCOUNT(cfwd)}"],
        since: "13",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(names_below(call, args.0)?.len().to_string())
    }
}

fn names_below(call: &Call, prefix: &str) -> Result<Vec<String>, Fault> {
    let prefix = prefix.trim().trim_matches('/');
    let stem = if prefix.is_empty() {
        String::new()
    } else {
        format!("{prefix}/")
    };
    let mut names: Vec<String> = Vec::new();
    for (family, key, _) in database(call)?.rows_below("", "") {
        let path = format!("{family}/{key}");
        let Some(rest) = path.strip_prefix(&stem) else {
            continue;
        };
        let name = rest.split('/').next().unwrap_or_default();
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
