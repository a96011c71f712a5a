//! HASH and HASHKEYS: tables of a channel.

use call::script::prelude::*;

/// `HASH()`.
pub(crate) struct Hash;

impl Function for Hash {
    const DOC: FunctionDoc = FunctionDoc {
        name: "HASH",
        synopsis: "A value of a table.",
        syntax: &[
            Param::required("hashname", "The table."),
            Param::optional("hashkey", "Which of its values."),
        ],
        description: "Each channel has tables of its own. A name that begins with `_` is inherited like \
            a variable's. Without a key, setting takes one value after the other for the keys that \
            the table has, with commas between.",
        see_also: &["HASHKEYS", "ClearHash", "ARRAY"],
        examples: &["Set(HASH(price,apple)=3)", "${HASH(price,apple)}"],
        since: "1.6.0",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        match parts.as_slice() {
            [table, key, ..] => Ok(call.get(&variable(table.trim(), key)).unwrap_or_default()),
            [table] => {
                let rows = hash_variables(call, table.trim()).into_iter();
                let values = rows.map(|(_, variable)| call.get(&variable).unwrap_or_default());
                Ok(values.collect::<Vec<_>>().join(","))
            }
            [] => Err(Fault::from("it needs a table and a key")),
        }
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        match parts.as_slice() {
            [table, key, ..] => call.set(&variable(table.trim(), key), value),
            [table] => {
                let values = Args(value).split();
                let table = table.trim();
                // The last row of a database says what its columns are called.
                let columns = call.get("~ODBCFIELDS~").filter(|names| !names.is_empty());
                let variables: Vec<String> = match &columns {
                    Some(names) => names.split(',').map(|key| variable(table, key)).collect(),
                    None => {
                        let rows = hash_variables(call, table).into_iter();
                        rows.map(|(_, variable)| variable).collect()
                    }
                };
                let values = values.into_iter().chain(std::iter::repeat(String::new()));
                for (variable, value) in variables.iter().zip(values) {
                    call.set(variable, value);
                }
            }
            [] => return Err(Fault::from("it needs a table and a key")),
        }
        Ok(())
    }
}

/// `HASHKEYS()`.
pub(crate) struct HashKeys;

impl Function for HashKeys {
    const DOC: FunctionDoc = FunctionDoc {
        name: "HASHKEYS",
        synopsis: "The keys of a table.",
        syntax: &[Param::required("hashname", "The table.")],
        description: "Keys that have a value, in the order of their making, with commas in between.",
        see_also: &["HASH", "ClearHash"],
        examples: &["${HASHKEYS(price)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let rows = hash_variables(call, args.0.trim()).into_iter();
        Ok(rows.map(|(key, _)| key).collect::<Vec<_>>().join(","))
    }
}

/// Keys of a table and the variables behind them, oldest first.
pub(crate) fn hash_variables(call: &Call, table: &str) -> Vec<(String, String)> {
    let stem = format!("~HASH~{}~", table.trim_start_matches('_'));
    let found = call.look(|c| {
        let mut rows: Vec<(String, String)> = Vec::new();
        for (name, _) in c.variables.iter() {
            let key = name.strip_prefix(&stem).and_then(|k| k.strip_suffix('~'));
            if let Some(key) = key
                && !rows.iter().any(|(known, _)| known == key)
            {
                rows.push((key.to_owned(), name.to_owned()));
            }
        }
        rows.reverse();
        rows
    });
    found.unwrap_or_default()
}

/// The channel variable that holds a value; marks of inheritance stay in front.
fn variable(table: &str, key: &str) -> String {
    let name = table.trim_start_matches('_');
    let marks = &table[..table.len() - name.len()];
    format!("{marks}~HASH~{name}~{key}~")
}
