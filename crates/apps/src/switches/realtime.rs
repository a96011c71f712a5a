//! `switch => Realtime/[context][@family][/options]`: extensions from a table with the columns context,
//! exten, priority, app and appdata.

use call::script::prelude::*;
use call::script::{Asked, Switch};
use dialplan::{DialplanBuilder, NewStep, Question};
use services::realtime::{self, Refused, Row};

/// The switch.
pub(crate) struct FromTable;

impl Switch for FromTable {
    const NAME: &'static str = "Realtime";

    async fn knows(call: &mut Call, asked: Asked<'_>, question: Question) -> bool {
        find(call, asked, question).await.is_some()
    }

    async fn run(call: &mut Call, asked: Asked<'_>) -> Flow {
        let Some(row) = find(call, asked, Question::Exists).await else {
            call.warn(format!(
                "{}@{} is not there any more",
                asked.extension, asked.data
            ));
            return Ok(End);
        };
        let column = |name: &str| {
            // A column with semicolons was taken apart as realtime values are.
            let parts = row
                .iter()
                .filter(|(known, _)| known.eq_ignore_ascii_case(name));
            let parts: Vec<&str> = parts.map(|(_, value)| value.as_str()).collect();
            parts.join(";")
        };
        let arguments = call.expand_text(&column("appdata")).await;
        call.run_step(&column("app"), &arguments).await
    }
}

/// Where a line says to look.
struct Source<'a> {
    context: &'a str,
    family: &'a str,
    patterns: bool,
}

impl<'a> Source<'a> {
    fn of(asked: &Asked<'a>) -> Self {
        let (place, options) = asked.data.split_once('/').unwrap_or((asked.data, ""));
        let (context, family) = place.split_once('@').unwrap_or((place, ""));
        let or = |text: &'a str, usual: &'a str| if text.is_empty() { usual } else { text };
        Self {
            context: or(context.trim(), asked.context),
            family: or(family.trim(), "extensions"),
            patterns: !options.contains('p'),
        }
    }
}

/// The row of a number: by itself first, then by a pattern.
async fn find(call: &mut Call, asked: Asked<'_>, question: Question) -> Option<Row> {
    let source = Source::of(&asked);
    let priority = asked.priority.to_string();
    let wildcards = asked
        .extension
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    let (column, value) = match question {
        Question::Exists => ("exten", asked.extension.to_owned()),
        Question::CanMatch => ("exten LIKE", format!("{wildcards}%")),
        Question::MatchMore => ("exten LIKE", format!("{wildcards}_%")),
    };
    let rest = [("context", source.context), ("priority", priority.as_str())];
    let conditions = [(column, value.as_str()), rest[0], rest[1]];
    let answer = realtime::lookup(call, source.family, &conditions).await;
    let row = told(call, answer)?;
    if row.is_some() || !source.patterns {
        return row;
    }
    let conditions = [("exten LIKE", "\\_%"), rest[0], rest[1]];
    let answer = realtime::lookup_all(call, source.family, &conditions).await;
    let rows = told(call, answer)?;
    let fits = |row: &Row| {
        let exten = row
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("exten"));
        exten.is_some_and(|(_, pattern)| matches(call, pattern, asked.extension, question))
    };
    rows.into_iter().find(fits)
}

/// A pattern of a table is compared as one of a file is.
fn matches(call: &Call, pattern: &str, number: &str, question: Question) -> bool {
    let mut builder = DialplanBuilder::new();
    let step = NewStep::new("table", pattern, 1, "NoOp", "", "realtime");
    if builder.add_step(&step).is_err() {
        return false;
    }
    let (plan, _) = builder.build();
    call.in_plan(|_, moment| {
        let route = plan.route(moment, "table", number, 1, None, question);
        route.found.is_some()
    })
}

/// A database that does not answer has no extensions; somebody must hear of it.
fn told<T>(call: &Call, answer: Result<T, Refused>) -> Option<T> {
    match answer {
        Ok(found) => Some(found),
        Err(Refused::HungUp) => None,
        Err(refused) => {
            call.warn(format!("switch Realtime: {refused}"));
            None
        }
    }
}
