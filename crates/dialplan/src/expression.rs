//! `$[…]`: Asterisk's expressions, after substitution. A value is a number, a text that looks like
//! one, or a text; operators decide by that. Quotes belong to a text and take part in comparisons.

mod function;
mod number;
mod operator;
mod parser;
mod token;

use std::fmt;

use crate::substitute::Scope;
use crate::substitute::leading_integer;

/// Why an expression has no value. `$[…]` then yields `0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionFault {
    /// The whole expression.
    pub expression: String,
    /// Where in it, in bytes from 0.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl fmt::Display for ExpressionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            expression,
            at,
            what,
        } = self;
        write!(
            f,
            "{what} at character {} of expression '{expression}'",
            at + 1
        )
    }
}

impl std::error::Error for ExpressionFault {}

/// Evaluates an expression that is already substituted. An empty one yields an empty text. Dialplan
/// functions called by name inside it yield 0 here; only substitution can run them.
pub fn evaluate(expression: &str) -> Result<String, ExpressionFault> {
    parser::run(expression, &mut Vec::new(), parser::Functions::Refused).map_err(
        |stop| match stop {
            parser::Stop::Fault(fault) => fault,
            parser::Stop::Wants { at, .. } => ExpressionFault {
                expression: expression.to_owned(),
                at,
                what: "a function",
            },
        },
    )
}

/// Asterisk's idea of true, for GotoIf and its kin: empty is false, a text that starts with a
/// number is true unless that is 0, any other text is true.
pub fn is_true(condition: &str) -> bool {
    match leading_integer(condition) {
        Some((number, _)) => number != 0,
        None => !condition.is_empty(),
    }
}

/// Evaluates with the functions of `scope`; what is wrong becomes a warning there.
pub(crate) async fn evaluate_in_scope(expression: &str, scope: &mut dyn Scope) -> String {
    // A function may wait, the parser cannot: it stops at a function whose answer it lacks and is
    // started again with that answer.
    let mut answers: Vec<String> = Vec::new();
    loop {
        let mut warnings = Vec::new();
        let functions = parser::Functions::Answered(&answers);
        let outcome = parser::run(expression, &mut warnings, functions);
        if let Err(parser::Stop::Wants {
            name, arguments, ..
        }) = &outcome
            && answers.len() < MOST_FUNCTIONS
        {
            answers.push(scope.function(name, arguments).await);
            continue;
        }
        for warning in warnings {
            scope.warn(format!("{warning} in expression '{expression}'"));
        }
        return outcome.unwrap_or_else(|stop| {
            scope.warn(match stop {
                parser::Stop::Fault(fault) => format!("{fault}; it counts as 0"),
                parser::Stop::Wants { .. } => {
                    format!("expression '{expression}' calls more than {MOST_FUNCTIONS} functions")
                }
            });
            "0".to_owned()
        });
    }
}

const MOST_FUNCTIONS: usize = 32;

#[cfg(test)]
mod tests;
