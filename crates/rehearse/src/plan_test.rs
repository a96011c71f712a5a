//! Tests of a dialplan, written as plain text: given a caller, phones, a time and keys, what rings, what is
//! heard, how it ends. The language is described in `docs/dialplan-tests.md`.

mod coverage;
mod expectation;
mod parse;
mod report;

use std::time::Duration;

use config::Span;

use crate::explain::{Exchange, Question, Story, explain, print};
pub use coverage::{Coverage, FileCoverage};
pub use expectation::Expectation;
pub use parse::{Beginning, circumstance, parse};
pub use report::{junit, text};

/// One test.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it is called.
    pub name: String,
    /// Where it begins.
    pub span: Span,
    /// The call.
    pub question: Question,
    /// What must come of it, each with its line.
    pub expectations: Vec<(u32, Expectation)>,
}

/// What came of a test.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub span: Span,
    /// What was not as expected, each with its line; empty when all is well.
    pub failures: Vec<(u32, String)>,
    /// The story of the call, when there is one to tell.
    pub story: String,
    /// How long the call lasted.
    pub lasted: Duration,
}

/// What came of all tests.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Test by test.
    pub verdicts: Vec<Verdict>,
    /// Which lines and branches of the dialplan the tests have run.
    pub coverage: Coverage,
}

impl Report {
    /// Is all as expected?
    pub fn is_good(&self) -> bool {
        self.verdicts
            .iter()
            .all(|verdict| verdict.failures.is_empty())
    }
}

/// Runs tests one after the other, each in an exchange without other calls.
pub fn run(exchange: &Exchange<'_>, tests: &[Test]) -> Report {
    let mut coverage = Coverage::of(&exchange.dialplan);
    let verdicts = tests
        .iter()
        .map(|test| one(exchange, test, &mut coverage))
        .collect();
    Report { verdicts, coverage }
}

fn one(exchange: &Exchange<'_>, test: &Test, coverage: &mut Coverage) -> Verdict {
    let (failures, story, lasted) = match explain(exchange, &test.question) {
        Ok(story) => {
            coverage.count(&story);
            let failures = unmet(&story, &test.expectations);
            (failures, print(&story), story.ending.at)
        }
        Err(why) => (vec![(test.span.line, why)], String::new(), Duration::ZERO),
    };
    Verdict {
        name: test.name.clone(),
        span: test.span.clone(),
        failures,
        story,
        lasted,
    }
}

/// What is not as expected. Prompts and steps are looked for in the order in which they are written.
fn unmet(story: &Story, expectations: &[(u32, Expectation)]) -> Vec<(u32, String)> {
    let mut cursor = expectation::Cursor::default();
    let judge = |(line, expectation): &(u32, Expectation)| {
        let failure = expectation.failure(story, &mut cursor)?;
        Some((*line, failure))
    };
    expectations.iter().filter_map(judge).collect()
}
