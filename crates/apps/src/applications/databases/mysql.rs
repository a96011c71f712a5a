//! MYSQL: statements of a database, in the manner of an add-on of old. MySQL's own protocol is not
//! spoken: a connection of `res_odbc.conf` takes the place of the server that is named.

use call::script::prelude::*;
use services::{DataSources, query};

use crate::old::modern;

/// Connects, asks, fetches.
pub(crate) struct Mysql;

impl Application for Mysql {
    const DOC: AppDoc = AppDoc {
        name: "MYSQL",
        synopsis: "Ask a database, step by step.",
        syntax: &[Param::required(
            "command",
            "Connect connid host user password database; Query resultid connid statement; Fetch fetchid \
             resultid var1 var2 …; Clear resultid; Nextresult resultid connid; Disconnect connid; Set \
             option value.",
        )],
        options: &[],
        description: "MySQL's own protocol is not spoken. Connect takes the section of res_odbc.conf \
            that has the name of the database, or else is called mysql; host, user and password are \
            those of that section. MYSQL_STATUS is 0, or -1 after a failure. Fetch sets fetchid to 1, \
            and to 0 when there is no further row.",
        see_also: &["REALTIME", "ODBC_FETCH"],
        examples: &["same => n,MYSQL(Set timeout 5)"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "MYSQL_STATUS",
        "0, or -1 where something failed.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "MYSQL", "a function of func_odbc.conf");
        let done = run(call, args.0.trim()).await;
        if let Err(fault) = &done {
            call.warn(format!("MYSQL: {}", fault.0));
        }
        call.set("MYSQL_STATUS", if done.is_ok() { "0" } else { "-1" });
        Ok(Continue)
    }
}

async fn run(call: &mut Call, text: &str) -> Result<(), Fault> {
    let (command, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let sources = call
        .service::<DataSources>()
        .ok_or("there is no database here")?;
    match command.to_ascii_lowercase().as_str() {
        "connect" => {
            call.set(word(0), "");
            let current = sources.current();
            let connections = &current.connections;
            let found = connections
                .odbc(word(4))
                .or_else(|| connections.odbc("mysql"));
            let found = found.ok_or_else(|| {
                Fault(format!(
                    "MySQL's own protocol is not spoken, and res_odbc.conf has no section '{}' in its \
                     place",
                    word(4)
                ))
            })?;
            call.set(word(0), found.name.clone());
            Ok(())
        }
        "query" => {
            call.set(word(0), "");
            let statement = rest.trim_start().split_once(char::is_whitespace);
            let statement = statement.and_then(|(_, rest)| {
                let (_, statement) = rest.trim_start().split_once(char::is_whitespace)?;
                Some(statement.trim().replace("\\,", ","))
            });
            let statement = statement.ok_or("Query needs resultid, connid and a statement")?;
            if sources.current().connections.find(word(1)).is_none() {
                return Err(Fault(format!("'{}' is not connected", word(1))));
            }
            let answer = query(call, word(1), statement).await;
            let answer = answer.map_err(|refused| Fault(refused.to_string()))?;
            call.set(word(0), sources.keep(call, answer).to_string());
            Ok(())
        }
        "fetch" => {
            let row = word(1).parse().ok().and_then(|id| sources.fetch(id));
            call.set(word(0), if row.is_some() { "1" } else { "0" });
            let (_, row) = row.unwrap_or_default();
            for (name, value) in words.iter().skip(2).zip(row) {
                call.set(name, value.unwrap_or_default());
            }
            Ok(())
        }
        "clear" => {
            if let Ok(id) = word(0).parse() {
                sources.forget(id);
            }
            Ok(())
        }
        // One statement has one result here.
        "nextresult" => {
            call.set(word(0), "");
            Ok(())
        }
        "disconnect" | "set" => Ok(()),
        _ => Err(Fault(format!("'{command}' is not one of its commands"))),
    }
}
