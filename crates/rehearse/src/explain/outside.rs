//! What databases and web servers answer in a rehearsal: what the question says they do.

use call::{Effect, HttpAnswer, Outcome, SqlAnswer};

use super::Question;
use super::story::What;

/// What an answer of the outside would be, and what to tell of it; `None` for other effects.
pub(super) fn answered(question: &Question, effect: &Effect) -> Option<(What, Outcome)> {
    match effect {
        Effect::Sql(order) => {
            let known = question
                .sql
                .iter()
                .find(|(part, _)| order.text.contains(part));
            let outcome = match known {
                Some((_, rows)) => Outcome::Rows(table(rows)),
                None => Outcome::Failed("nobody has said what the database answers".to_owned()),
            };
            let text = format!("SQL on {}: {}", order.connection, order.text);
            Some((What::NotDone(text), outcome))
        }
        Effect::Http(order) => {
            let known = question
                .web
                .iter()
                .find(|(part, _)| order.url.contains(part));
            let outcome = match known {
                Some((_, body)) => Outcome::Http(HttpAnswer {
                    status: 200,
                    headers: Vec::new(),
                    body: body.clone().into_bytes(),
                }),
                None => Outcome::Failed("nobody has said what the web answers".to_owned()),
            };
            let text = format!("{} {}", order.method, order.url);
            Some((What::NotDone(text), outcome))
        }
        _ => None,
    }
}

/// Rows as a test writes them: `a=1, b=2; a=3, b=4`.
fn table(rows: &str) -> SqlAnswer {
    let mut answer = SqlAnswer::default();
    for row in rows.split(';').map(str::trim).filter(|row| !row.is_empty()) {
        let mut values = Vec::new();
        for (at, field) in row.split(',').enumerate() {
            let (name, value) = match field.split_once('=') {
                Some((name, value)) => (name.trim().to_owned(), value.trim()),
                None => (format!("column{}", at + 1), field.trim()),
            };
            if answer.rows.is_empty() {
                answer.columns.push(name);
            }
            values.push((value != "NULL").then(|| value.to_owned()));
        }
        answer.rows.push(values);
    }
    answer.affected = u64::try_from(answer.rows.len()).unwrap_or(0);
    answer
}
