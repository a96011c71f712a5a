//! RealTime and RealTimeUpdate: old forms of REALTIME().

use call::script::prelude::*;
use services::realtime;

use crate::old::modern;

/// Reads a row into variables.
pub(crate) struct ReadRow;

impl Application for ReadRow {
    const DOC: AppDoc = AppDoc {
        name: "RealTime",
        synopsis: "Read a row of a realtime family into variables.",
        syntax: &[
            Param::required("family", "A family of extconfig.conf."),
            Param::required("colmatch", "The column to search."),
            Param::required("value", "What it must be."),
            Param::optional("prefix", "Stands before the names of the variables."),
        ],
        options: &[],
        description: "Each column that has a value becomes a variable. REALTIMECOUNT is how many, 0 when \
            there is no such row. An old form of REALTIME().",
        see_also: &["REALTIME", "RealTimeUpdate"],
        examples: &["same => n,RealTime(members,name,bob,m_)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] =
        &[Param::variable("REALTIMECOUNT", "The number of values.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "RealTime", "REALTIME()");
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let conditions = [(part(1), part(2))];
        call.set("REALTIMECOUNT", "0");
        match realtime::lookup(call, part(0), &conditions).await {
            Ok(row) => {
                let row = row.unwrap_or_default();
                call.set("REALTIMECOUNT", row.len().to_string());
                for (name, value) in row {
                    call.set(&format!("{}{name}", part(3)), value);
                }
            }
            Err(refused) => call.warn(format!("RealTime: {refused}")),
        }
        Ok(Continue)
    }
}

/// Changes a column.
pub(crate) struct ChangeRow;

impl Application for ChangeRow {
    const DOC: AppDoc = AppDoc {
        name: "RealTimeUpdate",
        synopsis: "Change a column of a row of a realtime family.",
        syntax: &[
            Param::required("family", "A family of extconfig.conf."),
            Param::required("colmatch", "The column to search."),
            Param::required("value", "What it must be."),
            Param::required("newcol", "The column to change."),
            Param::required("newval", "What it is to be."),
        ],
        options: &[],
        description: "REALTIMECOUNT is how many rows were changed. An old form of Set(REALTIME()=).",
        see_also: &["REALTIME", "RealTime"],
        examples: &["same => n,RealTimeUpdate(members,name,bob,city,Lyon)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "REALTIMECOUNT",
        "The number of rows that changed.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "RealTimeUpdate", "Set(REALTIME()=value)");
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let (conditions, values) = ([(part(1), part(2))], [(part(3), part(4))]);
        let count = match realtime::change(call, part(0), &conditions, &values).await {
            Ok(count) => count,
            Err(refused) => {
                call.warn(format!("RealTimeUpdate: {refused}"));
                0
            }
        };
        call.set("REALTIMECOUNT", count.to_string());
        Ok(Continue)
    }
}
