//! A Pratt parser that evaluates as it goes. Binding, loosest first: `?::`, `|`, `&`, comparisons,
//! `+ -`, `* / %`, prefix `! -`, then `: =~ ~~`; all from left to right.

use super::ExpressionFault;
use super::function;
use super::operator::{self, Value};
use super::token::{Kind, Token, tokens};

/// What to do about a name before parentheses that is not a built-in function.
pub(super) enum Functions<'a> {
    /// Warn and take 0.
    Refused,
    /// Answers to the first calls, in order; then stop with [`Stop::Wants`].
    Answered(&'a [String]),
}

/// Why evaluation ended without a value.
pub(super) enum Stop {
    Fault(ExpressionFault),
    /// A dialplan function's value is needed to go on.
    Wants {
        name: String,
        arguments: String,
        at: usize,
    },
}

/// Evaluates the whole text.
pub(super) fn run(
    expression: &str,
    warnings: &mut Vec<String>,
    functions: Functions<'_>,
) -> Result<String, Stop> {
    let tokens = tokens(expression);
    if tokens.is_empty() {
        return Ok(String::new());
    }
    let answers = match functions {
        Functions::Refused => None,
        Functions::Answered(answers) => Some(answers.iter()),
    };
    let mut parser = Parser {
        expression,
        tokens: &tokens,
        next: 0,
        depth: 0,
        warnings,
        answers,
    };
    let value = parser.expression(0)?;
    match parser.peek() {
        None => Ok(value.into_text()),
        Some(Kind::Close) => Err(parser.fault("a ')' too many")),
        Some(_) => Err(parser.fault("an operator is missing")),
    }
}

struct Parser<'a> {
    expression: &'a str,
    tokens: &'a [Token<'a>],
    next: usize,
    depth: usize,
    warnings: &'a mut Vec<String>,
    answers: Option<std::slice::Iter<'a, String>>,
}

impl<'a> Parser<'a> {
    /// Everything that binds at least as tightly as `tightness`.
    fn expression(&mut self, tightness: u8) -> Result<Value, Stop> {
        if self.depth >= DEEPEST {
            return Err(self.fault("too deeply nested"));
        }
        self.depth += 1;
        let mut left = self.operand()?;
        while let Some(kind) = self.peek() {
            let binds = tightness_of(kind);
            if binds == 0 || binds < tightness {
                break;
            }
            self.next += 1;
            if kind == Kind::Question {
                left = self.choice(left)?;
                continue;
            }
            let right = self.expression(binds + 1)?;
            left = operator::binary(kind, left, right, self.warnings);
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The rest of `condition ? yes :: no`. Both branches are evaluated.
    fn choice(&mut self, condition: Value) -> Result<Value, Stop> {
        let yes = self.expression(0)?;
        if self.peek() != Some(Kind::ColonColon) {
            return Err(self.fault("'::' is missing after '?'"));
        }
        self.next += 1;
        let no = self.expression(tightness_of(Kind::Question) + 1)?;
        Ok(if operator::chooses(condition) {
            yes
        } else {
            no
        })
    }

    fn operand(&mut self) -> Result<Value, Stop> {
        let Some(kind) = self.peek() else {
            return Err(self.fault("a value is missing"));
        };
        match kind {
            Kind::Digits(text) | Kind::Word(text) => {
                let at = self.next;
                self.next += 1;
                if self.peek() == Some(Kind::Open) {
                    return self.call(text, at);
                }
                Ok(match kind {
                    Kind::Digits(_) => Value::Numeric(text.to_owned()),
                    _ => Value::Text(text.to_owned()),
                })
            }
            Kind::Open => {
                self.next += 1;
                let value = self.expression(0)?;
                self.close()?;
                Ok(value)
            }
            Kind::Minus => {
                self.next += 1;
                let value = self.expression(PREFIX)?;
                Ok(operator::negate(value, self.warnings))
            }
            Kind::Not => {
                self.next += 1;
                Ok(operator::complement(&self.expression(PREFIX)?))
            }
            _ => Err(self.fault("a value is missing")),
        }
    }

    /// `NAME(…)`, the name being read.
    fn call(&mut self, name: &str, at: usize) -> Result<Value, Stop> {
        self.next += 1;
        let mut arguments = vec![self.expression(0)?];
        while self.peek() == Some(Kind::Comma) {
            self.next += 1;
            arguments.push(match self.peek() {
                Some(Kind::Comma | Kind::Close) => Value::Text(String::new()),
                _ => self.expression(0)?,
            });
        }
        self.close()?;
        if let Some(value) = function::built_in(name, &arguments, self.warnings) {
            return Ok(value);
        }
        let Some(answers) = &mut self.answers else {
            self.warnings
                .push(format!("function '{name}' cannot be called here"));
            return Ok(Value::ZERO);
        };
        if !function::may_be_a_name(name) {
            self.warnings
                .push(format!("'{name}' cannot be the name of a function"));
            return Ok(Value::ZERO);
        }
        if let Some(answer) = answers.next() {
            return Ok(function::value_of(answer));
        }
        let arguments: Vec<String> = arguments.into_iter().map(Value::into_text).collect();
        let at = self.tokens.get(at).map_or(0, |token| token.at);
        Err(Stop::Wants {
            name: name.to_owned(),
            arguments: arguments.join(","),
            at,
        })
    }

    fn close(&mut self) -> Result<(), Stop> {
        match self.peek() {
            Some(Kind::Close) => {
                self.next += 1;
                Ok(())
            }
            None => Err(self.fault("')' is missing")),
            Some(_) => Err(self.fault("an operator or ')' is missing")),
        }
    }

    fn peek(&self) -> Option<Kind<'a>> {
        self.tokens.get(self.next).map(|token| token.kind)
    }

    fn fault(&self, what: &'static str) -> Stop {
        let at = self
            .tokens
            .get(self.next)
            .map_or(self.expression.len(), |token| token.at);
        Stop::Fault(ExpressionFault {
            expression: self.expression.to_owned(),
            at,
            what,
        })
    }
}

/// How tightly an operator between two values binds; 0 for what is none.
fn tightness_of(kind: Kind<'_>) -> u8 {
    match kind {
        Kind::Question => 1,
        Kind::Or => 2,
        Kind::And => 3,
        Kind::Equal
        | Kind::NotEqual
        | Kind::Less
        | Kind::LessOrEqual
        | Kind::Greater
        | Kind::GreaterOrEqual => 4,
        Kind::Plus | Kind::Minus => 5,
        Kind::Times | Kind::Divide | Kind::Remainder => 6,
        Kind::Colon | Kind::EqualTilde | Kind::TildeTilde => PREFIX + 1,
        Kind::Digits(_)
        | Kind::Word(_)
        | Kind::Open
        | Kind::Close
        | Kind::Comma
        | Kind::ColonColon
        | Kind::Not => 0,
    }
}

const PREFIX: u8 = 7;
const DEEPEST: usize = 100;
