//! The language of tests: a line a statement.

use std::time::{Duration, Instant};

use config::{Problem, Span};

use super::{Expectation, Test};
use crate::explain::{Answering, Caller, Keys, Question, moment, seconds};

/// What every test begins with.
#[derive(Clone, Copy)]
pub struct Beginning {
    /// The time of the calls that do not say another.
    pub since_epoch: Duration,
    /// A moment of the monotonic clock; any will do.
    pub began: Instant,
    /// For times in the machine's zone.
    pub format_time: call::FormatTime,
}

/// Reads a file of tests.
///
/// # Errors
/// What is wrong, line by line.
pub fn parse(file: &str, text: &str, beginning: Beginning) -> Result<Vec<Test>, Vec<Problem>> {
    let mut reader = Reader {
        beginning,
        file,
        tests: Vec::new(),
        problems: Vec::new(),
    };
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            reader.line(number, line);
        }
    }
    for test in &reader.tests {
        if test.question.number.is_empty() || test.question.caller.phone.is_empty() {
            let text = format!("test '{}' has no caller, or nobody is called", test.name);
            reader.problems.push(Problem::error(&test.span, text));
        }
    }
    if reader.problems.is_empty() {
        Ok(reader.tests)
    } else {
        Err(reader.problems)
    }
}

struct Reader<'a> {
    beginning: Beginning,
    file: &'a str,
    tests: Vec<Test>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn line(&mut self, number: u32, line: &str) {
        let span = Span {
            file: self.file.into(),
            line: number,
            column: 0,
        };
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        if word == "test" {
            let Beginning {
                since_epoch, began, ..
            } = self.beginning;
            self.tests.push(Test {
                name: rest.to_owned(),
                span,
                question: Question::new(Caller::phone(""), "", since_epoch, began),
                expectations: Vec::new(),
            });
            return;
        }
        let beginning = self.beginning;
        let Some(test) = self.tests.last_mut() else {
            let text = "a file begins with 'test NAME'";
            return self.problems.push(Problem::error(&span, text));
        };
        let fault = match given(&mut test.question, beginning, word, rest) {
            Some(fault) => fault,
            None => match Expectation::parse(line) {
                Some(expectation) => {
                    test.expectations.push((number, expectation));
                    return;
                }
                None => Err("no statement that a test has".to_owned()),
            },
        };
        if let Err(why) = fault {
            let problem = Problem::error(&span, format!("'{line}': {why}"));
            self.problems
                .push(problem.did_you_mean(word, WORDS.iter().copied()));
        }
    }
}

/// Reads what goes before the call; `None` when it is something else.
fn given(
    question: &mut Question,
    beginning: Beginning,
    word: &str,
    rest: &str,
) -> Option<Result<(), String>> {
    let caller = &mut question.caller;
    match word {
        "caller" => rest.clone_into(&mut caller.phone),
        "context" => caller.context = Some(rest.to_owned()),
        "callerid" => caller.caller_id = Some(call::Party::parse(rest)),
        "calls" => rest.clone_into(&mut question.number),
        "at" => match moment(rest, beginning.since_epoch, beginning.format_time) {
            Some(at) => question.since_epoch = at,
            None => return Some(Err("expected a time such as 2024-03-05 10:00".to_owned())),
        },
        "hangs" => match rest.strip_prefix("up after").and_then(seconds) {
            Some(after) => question.hangs_up = Some(after),
            None => return Some(Err("expected 'hangs up after 20s'".to_owned())),
        },
        "given" => return Some(circumstance(question, rest)),
        _ => return None,
    }
    Some(Ok(()))
}

/// Reads what stands behind `given`.
///
/// # Errors
/// What was expected instead.
pub fn circumstance(question: &mut Question, text: &str) -> Result<(), String> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match word {
        "digits" => {
            let keys = Keys::parse_list(rest).ok_or("expected keys such as 1, 2, 100#")?;
            question.digits.extend(keys);
            return Ok(());
        }
        "database" => {
            let row = rest.split_once('=').and_then(|(place, value)| {
                let (family, key) = place.trim().split_once('/')?;
                Some((family.to_owned(), key.to_owned(), value.trim().to_owned()))
            });
            question
                .database
                .push(row.ok_or("expected 'given database family/key = value'")?);
            return Ok(());
        }
        "sql" => {
            let row = rest.split_once(" gives ");
            let (part, rows) = row.ok_or("expected 'given sql TEXT gives a=1, b=2'")?;
            let row = (part.trim().to_owned(), rows.trim().to_owned());
            question.sql.push(row);
            return Ok(());
        }
        "agi" => {
            let row = rest.split_once(" gives ");
            let (part, given) = row.ok_or("expected 'given agi TEXT gives A=1, B=2'")?;
            let row = (part.trim().to_owned(), given.trim().to_owned());
            question.agi.push(row);
            return Ok(());
        }
        "web" => {
            let row = rest.split_once(" gives ");
            let (part, body) = row.ok_or("expected 'given web TEXT gives TEXT'")?;
            // A body of several lines is written in one.
            let body = body.trim().replace("\\n", "\n");
            question.web.push((part.trim().to_owned(), body));
            return Ok(());
        }
        "command" => {
            let row = rest.split_once(" prints ");
            let (part, output) = row.ok_or("expected 'given command TEXT prints TEXT'")?;
            question
                .commands
                .push((part.trim().to_owned(), output.trim().to_owned()));
            return Ok(());
        }
        _ => {}
    }
    if let Some(answering) = Answering::parse(rest) {
        question.answers.push((word.to_owned(), answering));
        return Ok(());
    }
    let (name, value) = text
        .split_once('=')
        .ok_or("expected a phone with what it does, digits, or NAME = value")?;
    question
        .variables
        .push((name.trim().to_owned(), value.trim().to_owned()));
    Ok(())
}

const WORDS: &[&str] = &[
    "test", "caller", "context", "callerid", "calls", "at", "hangs", "given", "rings", "hears",
    "runs", "reaches", "variable", "status", "lasts", "ends", "warns", "not",
];
