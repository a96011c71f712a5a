//! REALTIME and its kin: rows of the families of `extconfig.conf`.

use call::script::prelude::*;
use services::realtime::{self, Row};

/// `REALTIME()`.
pub(crate) struct Realtime;

impl Function for Realtime {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REALTIME",
        synopsis: "A row of a realtime family.",
        syntax: &[
            Param::required("family", "A family of extconfig.conf."),
            Param::required(
                "fieldmatch",
                "The column to search; `name LIKE` and the like work.",
            ),
            Param::optional("matchvalue", "What it must be."),
            Param::optional(
                "delim1|field",
                "Reading: what stands between fields, a comma when left out. Setting: the column to set.",
            ),
            Param::optional(
                "delim2",
                "What stands between name and value: = when left out.",
            ),
        ],
        description: "Gives name=value of every column that has a value, each with the separator behind \
            it. Setting changes one column of the rows that match.",
        see_also: &[
            "REALTIME_FIELD",
            "REALTIME_HASH",
            "REALTIME_STORE",
            "REALTIME_DESTROY",
        ],
        examples: &[
            "${REALTIME(members,name,bob)}",
            "Set(REALTIME(members,name,bob,city)=Lyon)",
        ],
        since: "1.4",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let row = found(call, &parts).await?;
        Ok(row.map_or_else(String::new, |row| {
            listed(&row, part(&parts, 3), part(&parts, 4))
        }))
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        change(call, &args.split(), value).await
    }
}

/// `REALTIME_FIELD()`.
pub(crate) struct RealtimeField;

impl Function for RealtimeField {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REALTIME_FIELD",
        synopsis: "One column of a row of a realtime family.",
        syntax: &[
            Param::required("family", "A family of extconfig.conf."),
            Param::required("fieldmatch", "The column to search."),
            Param::required("matchvalue", "What it must be."),
            Param::required("fieldname", "The column that is wanted."),
        ],
        description: "Empty when there is no such row. Setting changes the column.",
        see_also: &["REALTIME"],
        examples: &["${REALTIME_FIELD(members,name,bob,city)}"],
        since: "1.8",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let wanted = part(&parts, 3);
        if wanted.is_empty() {
            return Err(Fault::from("it needs the name of a column"));
        }
        let row = found(call, &parts).await?.unwrap_or_default();
        let value = row
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        Ok(value.map_or_else(String::new, |(_, value)| value))
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        change(call, &args.split(), value).await
    }
}

/// `REALTIME_HASH()`.
pub(crate) struct RealtimeHash;

impl Function for RealtimeHash {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REALTIME_HASH",
        synopsis: "A row of a realtime family, for HASH().",
        syntax: &[
            Param::required("family", "A family of extconfig.conf."),
            Param::required("fieldmatch", "The column to search."),
            Param::required("matchvalue", "What it must be."),
        ],
        description: "Set a HASH without key to it: its keys are the names of the columns.",
        see_also: &["HASH", "REALTIME"],
        examples: &["Set(HASH(row)=${REALTIME_HASH(members,name,bob)})"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let row = found(call, &args.split()).await?.unwrap_or_default();
        let (columns, values): (Vec<_>, Vec<_>) = row
            .into_iter()
            .map(|(name, value)| (name, Some(value)))
            .unzip();
        Ok(super::statement::told(call, &columns, &values, true))
    }
}

/// `REALTIME_STORE()`.
pub(crate) struct RealtimeStore;

impl Function for RealtimeStore {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REALTIME_STORE",
        synopsis: "A new row of a realtime family.",
        syntax: &[
            Param::required("family", "A family of extconfig.conf."),
            Param::required(
                "field1,field2,…",
                "The columns, in the order of the values.",
            ),
        ],
        description: "REALTIMESTOREID is how many rows were added, or -1.",
        see_also: &["REALTIME", "REALTIME_DESTROY"],
        examples: &["Set(REALTIME_STORE(members,name,city)=bob,Lyon)"],
        since: "1.6.2",
        readable: false,
        writable: true,
    };

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let (parts, values) = (args.split(), Args(value).split());
        let columns = parts.iter().skip(1).map(|name| name.trim());
        let pairs = columns.zip(values.iter().map(String::as_str));
        let pairs: Vec<(&str, &str)> = pairs.collect();
        if pairs.is_empty() {
            return Err(Fault::from("it needs columns and values"));
        }
        call.set("REALTIMESTOREID", "-1");
        let stored = realtime::store(call, part(&parts, 0), &pairs).await;
        let stored = stored.map_err(|refused| Fault(refused.to_string()))?;
        call.set("REALTIMESTOREID", stored.to_string());
        Ok(())
    }
}

/// `REALTIME_DESTROY()`.
pub(crate) struct RealtimeDestroy;

impl Function for RealtimeDestroy {
    const DOC: FunctionDoc = FunctionDoc {
        name: "REALTIME_DESTROY",
        synopsis: "Take a row out of a realtime family.",
        syntax: &[
            Param::required("family", "A family of extconfig.conf."),
            Param::required("fieldmatch", "The column to search."),
            Param::required("matchvalue", "What it must be."),
            Param::optional(
                "delim1",
                "What stands between fields, a comma when left out.",
            ),
            Param::optional(
                "delim2",
                "What stands between name and value: = when left out.",
            ),
        ],
        description: "Gives what was in the row, as REALTIME does.",
        see_also: &["REALTIME", "REALTIME_STORE"],
        examples: &["${REALTIME_DESTROY(members,name,bob)}"],
        since: "1.6.2",
        readable: true,
        writable: false,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        if part(&parts, 2).is_empty() {
            return Err(Fault::from("it needs a family, a column and a value"));
        }
        let Some(row) = found(call, &parts).await? else {
            return Ok(String::new());
        };
        let matching = [(part(&parts, 1), part(&parts, 2))];
        let gone = realtime::destroy(call, part(&parts, 0), &matching).await;
        gone.map_err(|refused| Fault(refused.to_string()))?;
        Ok(listed(&row, part(&parts, 3), part(&parts, 4)))
    }
}

async fn found(call: &mut Call, parts: &[String]) -> Result<Option<Row>, Fault> {
    let (family, column) = (part(parts, 0), part(parts, 1));
    if family.is_empty() || column.is_empty() {
        return Err(Fault::from("it needs a family and a column"));
    }
    let value = parts.get(2).map(String::as_str);
    let conditions: Vec<(&str, &str)> = value.map(|value| (column, value)).into_iter().collect();
    let row = realtime::lookup(call, family, &conditions).await;
    row.map_err(|refused| Fault(refused.to_string()))
}

async fn change(call: &mut Call, parts: &[String], value: &str) -> Result<(), Fault> {
    let [family, column, matching, field, ..] = parts else {
        return Err(Fault::from(
            "it needs a family, a column, a value and the column to set",
        ));
    };
    let conditions = [(column.trim(), matching.as_str())];
    let values = [(field.trim(), value)];
    let changed = realtime::change(call, family.trim(), &conditions, &values).await;
    changed.map_err(|refused| Fault(refused.to_string()))?;
    Ok(())
}

fn listed(row: &Row, between_fields: &str, between: &str) -> String {
    let or = |text: &str, usual: &str| {
        if text.is_empty() {
            usual.to_owned()
        } else {
            text.to_owned()
        }
    };
    let (fields, pair) = (or(between_fields, ","), or(between, "="));
    let each = row
        .iter()
        .map(|(name, value)| format!("{name}{pair}{value}{fields}"));
    each.collect()
}

fn part(parts: &[String], at: usize) -> &str {
    parts.get(at).map_or("", |part| part.trim())
}
