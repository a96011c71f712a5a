//! The functions that `func_odbc.conf` makes, and what reads on in their results.

use std::pin::Pin;
use std::rc::Rc;

use call::SqlAnswer;
use call::script::prelude::*;
use call::script::{FunctionEntry, MadeFunction, Reading, Writing};
use dialplan::{Scope, Template};
use services::realtime::Refused;
use services::{DataSources, OdbcFunction, OdbcFunctions};

/// The rows of the function table for what a file says.
pub(crate) fn made(functions: &OdbcFunctions) -> Vec<&'static FunctionEntry> {
    let entry = |function: &OdbcFunction| {
        let statement = |template: &Option<Template>| {
            template
                .as_ref()
                .map_or_else(String::new, |t| format!("\n{}", t.text()))
        };
        let made = MadeFunction {
            name: function.name.clone(),
            synopsis: function.synopsis.clone(),
            syntax: function.syntax.clone(),
            description: format!(
                "A function of func_odbc.conf:{}{}{}",
                statement(&function.read),
                statement(&function.write),
                statement(&function.insert)
            ),
            readable: function.read.is_some(),
            writable: function.write.is_some(),
        };
        made.entry(&LIKE)
    };
    functions.iter().map(entry).collect()
}

static LIKE: FunctionEntry = FunctionEntry {
    read: begin_read,
    write: begin_write,
    ..FunctionEntry::of::<OdbcFetch>()
};

fn begin_read<'a>(call: &'a mut Call, name: &'static str, args: Args<'a>) -> Reading<'a> {
    Box::pin(read(call, name, args))
}

fn begin_write<'a>(
    call: &'a mut Call,
    name: &'static str,
    args: Args<'a>,
    value: &'a str,
) -> Writing<'a> {
    Box::pin(write(call, name, args, value))
}

async fn read(call: &mut Call, name: &str, args: Args<'_>) -> Result<String, Fault> {
    let (sources, function) = found(call, name)?;
    let template = function.read.as_ref().ok_or("it cannot be read")?;
    let own = arguments(args, "");
    let text = expand(call, template, own).await;
    call.set("ODBCROWS", "-1");
    call.set("ODBCSTATUS", "FAILURE");
    let mut answer = first(call, &function.read_from, &text).await?;
    answer.rows.truncate(function.most_rows);
    call.set("ODBCROWS", answer.rows.len().to_string());
    if answer.rows.is_empty() {
        call.set("ODBCSTATUS", "NODATA");
        return Ok(String::new());
    }
    call.set("ODBCSTATUS", "SUCCESS");
    if function.many_rows {
        return Ok(sources.keep(call, answer).to_string());
    }
    call.set("ODBCROWS", "1");
    let row = answer.rows.into_iter().next().unwrap_or_default();
    Ok(told(call, &answer.columns, &row, function.escape_commas))
}

async fn write(call: &mut Call, name: &str, args: Args<'_>, value: &str) -> Result<(), Fault> {
    let (_, function) = found(call, name)?;
    let template = function.write.as_ref().ok_or("it cannot be set")?;
    let own = arguments(args, value);
    call.set("ODBCROWS", "0");
    call.set("ODBCSTATUS", "FAILURE");
    let text = expand(call, template, own.clone()).await;
    let mut rows = first(call, &function.write_to, &text).await?.affected;
    if rows == 0
        && let Some(insert) = &function.insert
    {
        let text = expand(call, insert, own).await;
        rows = first(call, &function.write_to, &text).await?.affected;
    }
    call.set("ODBCROWS", rows.to_string());
    call.set("ODBCSTATUS", "SUCCESS");
    Ok(())
}

fn found(call: &Call, name: &str) -> Result<(Rc<DataSources>, OdbcFunction), Fault> {
    let sources = data_sources(call)?;
    let function = sources.current().functions.find(name).cloned();
    let function = function.ok_or("func_odbc.conf does not have it any more")?;
    Ok((sources, function))
}

pub(crate) fn data_sources(call: &Call) -> Result<Rc<DataSources>, Fault> {
    let sources = call.service::<DataSources>();
    sources.ok_or_else(|| Fault::from("there is no database here"))
}

/// The first database that does it.
async fn first(call: &mut Call, databases: &[String], text: &str) -> Result<SqlAnswer, Fault> {
    let mut fault = Fault::from("it has no database");
    for database in databases {
        match services::query(call, database, text.to_owned()).await {
            Ok(answer) => return Ok(answer),
            Err(Refused::HungUp) => return Err(Fault::from("the call is over")),
            Err(refused) => fault = Fault(refused.to_string()),
        }
    }
    Err(fault)
}

/// `ARG1`…, and for what is set `VALUE` and `VAL1`….
fn arguments(args: Args<'_>, value: &str) -> Vec<(String, String)> {
    let numbered = |stem: &'static str, texts: Vec<String>| {
        let texts = texts.into_iter().enumerate();
        texts.map(move |(at, text)| (format!("{stem}{}", at + 1), text))
    };
    let mut own: Vec<_> = numbered("ARG", args.split()).collect();
    own.extend(numbered("VAL", Args(value).split()));
    own.push(("VALUE".to_owned(), value.to_owned()));
    own
}

/// A row as a list; the names of its columns go where `HASH()` finds them.
pub(crate) fn told(
    call: &Call,
    columns: &[String],
    row: &[Option<String>],
    escape_commas: bool,
) -> String {
    call.set("~ODBCFIELDS~", columns.join(","));
    let values = row.iter().map(|value| {
        let value = value.as_deref().unwrap_or_default();
        if escape_commas {
            value.replace('\\', "\\\\").replace(',', "\\,")
        } else {
            value.to_owned()
        }
    });
    values.collect::<Vec<_>>().join(",")
}

async fn expand(call: &mut Call, template: &Template, own: Vec<(String, String)>) -> String {
    let mut scope = Statement {
        call: call.clone(),
        own,
    };
    dialplan::expand(template, &mut scope).await
}

/// What a statement sees: its own arguments first, then everything that the channel has.
struct Statement {
    call: Call,
    own: Vec<(String, String)>,
}

impl Scope for Statement {
    fn variable(&mut self, name: &str) -> Option<String> {
        let own = self.own.iter().find(|(known, _)| known == name);
        match own {
            Some((_, value)) => Some(value.clone()),
            // Those of an outer subroutine are not meant.
            None if is_argument(name) => None,
            None => self.call.variable(name),
        }
    }

    fn function<'a>(
        &'a mut self,
        name: &'a str,
        arguments: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(self.call.read_function(name, arguments))
    }

    fn warn(&mut self, text: String) {
        self.call.warn(text);
    }
}

fn is_argument(name: &str) -> bool {
    ["ARG", "VAL"].iter().any(|stem| {
        let number = name.strip_prefix(stem);
        number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// `ODBC_FETCH()`.
pub(crate) struct OdbcFetch;

impl Function for OdbcFetch {
    const DOC: FunctionDoc = FunctionDoc {
        name: "ODBC_FETCH",
        synopsis: "The next row of a result.",
        syntax: &[Param::required(
            "result-id",
            "What a function of func_odbc.conf with mode=multirow gave.",
        )],
        description: "ODBC_FETCH_STATUS is SUCCESS, or FAILURE when there is no further row. The names \
            of the columns are at hand for HASH().",
        see_also: &["HASH", "ODBCFinish"],
        examples: &["Set(ROW=${ODBC_FETCH(${RESULT})})"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let row = data_sources(call).ok().and_then(|sources| {
            let id = args.0.trim().parse().ok()?;
            sources.fetch(id)
        });
        let Some((columns, row)) = row else {
            call.set("ODBC_FETCH_STATUS", "FAILURE");
            return Ok(String::new());
        };
        call.set("ODBC_FETCH_STATUS", "SUCCESS");
        Ok(told(call, &columns, &row, true))
    }
}

/// `SQL_ESC()`.
pub(crate) struct SqlEsc;

impl Function for SqlEsc {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SQL_ESC",
        synopsis: "A text that can stand between single quotes in a statement.",
        syntax: &[Param::required("string", "The text.")],
        description: "Doubles single quotes. Meant for statements of func_odbc.conf.",
        see_also: &["SQL_ESC_BACKSLASHES"],
        examples: &["${SQL_ESC(O'Brien)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.replace('\'', "''"))
    }
}

/// `SQL_ESC_BACKSLASHES()`.
pub(crate) struct SqlEscBackslashes;

impl Function for SqlEscBackslashes {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SQL_ESC_BACKSLASHES",
        synopsis: "A text whose backslashes a database takes for what they are.",
        syntax: &[Param::required("string", "The text.")],
        description: "Doubles backslashes: for databases that read them as escapes. The connections of \
            this exchange do not.",
        see_also: &["SQL_ESC"],
        examples: &["${SQL_ESC_BACKSLASHES(a)}"],
        since: "13",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.replace('\\', "\\\\"))
    }
}
