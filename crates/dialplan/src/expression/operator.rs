//! Values of expressions and what operators make of them.

use std::cmp::Ordering;

use super::number::Number;
use super::token::Kind;
use crate::regex::{self, Matched};

/// A value. Text that looks like a number stays as written until arithmetic needs it.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Number(Number),
    Numeric(String),
    Text(String),
}

impl Value {
    pub(super) const ZERO: Self = Self::Number(Number::ZERO);

    /// A computed text, which counts as a number when it has only digits and points.
    pub(super) fn computed(text: String) -> Self {
        let numeric = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        if numeric && !text.is_empty() {
            Self::Numeric(text)
        } else {
            Self::Text(text)
        }
    }

    pub(super) fn into_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Numeric(text) | Self::Text(text) => text,
        }
    }

    pub(super) fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Numeric(text) => Some(Number::parse(text)),
            Self::Text(_) => None,
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// Text in quotes loses all its quotes, for operators that look inside.
    fn into_bare_text(self) -> String {
        let text = self.into_text();
        if text.len() > 1 && text.starts_with('"') && text.ends_with('"') {
            return text.replace('"', "");
        }
        text
    }

    /// A text in the form of a number becomes that number, as being looked at for zero makes it.
    fn settled(self) -> Self {
        match self {
            Self::Numeric(text) if !text.is_empty() => Self::Number(Number::parse(&text)),
            Self::Number(_) | Self::Numeric(_) | Self::Text(_) => self,
        }
    }

    fn is_zero_or_empty(&self) -> bool {
        match self {
            Self::Number(number) => number.is_zero(),
            Self::Numeric(text) => text.is_empty() || Number::parse(text).is_zero(),
            Self::Text(text) => text.is_empty(),
        }
    }
}

/// `left kind right`, for every kind that stands between two values but `?`.
pub(super) fn binary(
    kind: Kind<'_>,
    left: Value,
    right: Value,
    warnings: &mut Vec<String>,
) -> Value {
    match kind {
        Kind::Or if left.is_zero_or_empty() => right,
        Kind::Or => left.settled(),
        Kind::And if left.is_zero_or_empty() || right.is_zero_or_empty() => Value::ZERO,
        Kind::And => left.settled(),
        Kind::Plus | Kind::Minus => sum(kind, &left, &right, warnings),
        Kind::Times | Kind::Divide | Kind::Remainder => product(kind, &left, &right, warnings),
        Kind::Colon | Kind::EqualTilde => search(
            kind == Kind::Colon,
            left.into_bare_text(),
            &right.into_bare_text(),
            warnings,
        ),
        Kind::TildeTilde => Value::computed(left.into_bare_text() + &right.into_bare_text()),
        _ => Value::Number(Number::from_bool(compares(kind, left, right))),
    }
}

/// `-value`
pub(super) fn negate(value: Value, warnings: &mut Vec<String>) -> Value {
    match value.number() {
        Some(number) => Value::Number(number.negated()),
        None => {
            not_a_number(&value, warnings);
            Value::ZERO
        }
    }
}

/// `!value`: a text is taken for the integer it starts with.
pub(super) fn complement(value: &Value) -> Value {
    let holds = match value {
        Value::Number(number) => !number.is_zero(),
        Value::Numeric(text) | Value::Text(text) => {
            crate::substitute::leading_integer(text).is_some_and(|(integer, _)| integer != 0)
        }
    };
    Value::Number(Number::from_bool(!holds))
}

/// Whether `condition ? …` takes its first branch.
pub(super) fn chooses(condition: Value) -> bool {
    match condition {
        Value::Text(text) => !matches!(text.as_str(), "" | "\"\"" | "0"),
        Value::Number(number) => !number.is_zero(),
        Value::Numeric(text) => !Number::parse(&text).is_zero(),
    }
}

fn compares(kind: Kind<'_>, left: Value, right: Value) -> bool {
    let order = if left.is_text() || right.is_text() {
        Some(left.into_text().cmp(&right.into_text()))
    } else {
        let (left, right) = (left.number(), right.number());
        left.zip(right)
            .and_then(|(left, right)| left.compare(right))
    };
    match kind {
        Kind::Equal => order == Some(Ordering::Equal),
        Kind::NotEqual => order != Some(Ordering::Equal),
        Kind::Less => order == Some(Ordering::Less),
        Kind::LessOrEqual => order.is_some_and(Ordering::is_le),
        Kind::Greater => order == Some(Ordering::Greater),
        Kind::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
        _ => false,
    }
}

/// `+` and `-`: an operand that is no number is left out.
fn sum(kind: Kind<'_>, left: &Value, right: &Value, warnings: &mut Vec<String>) -> Value {
    let minus = kind == Kind::Minus;
    for value in [left, right] {
        if value.number().is_none() {
            not_a_number(value, warnings);
        }
    }
    Value::Number(match (left.number(), right.number()) {
        (Some(left), Some(right)) if minus => left.minus(right),
        (Some(left), Some(right)) => left.plus(right),
        (Some(left), None) => left,
        (None, Some(right)) if minus => Number::ZERO.minus(right),
        (None, Some(right)) => right,
        (None, None) => Number::ZERO,
    })
}

/// `*`, `/` and `%`: with an operand that is no number the result is 0, but dividing by one, or by
/// 0, gives the largest 32-bit integer.
fn product(kind: Kind<'_>, left: &Value, right: &Value, warnings: &mut Vec<String>) -> Value {
    let Some(a) = left.number() else {
        not_a_number(left, warnings);
        return Value::ZERO;
    };
    let Some(b) = right.number() else {
        not_a_number(right, warnings);
        let divides = kind == Kind::Divide;
        return if divides { largest() } else { Value::ZERO };
    };
    match kind {
        Kind::Times => Value::Number(a.times(b)),
        _ if b.is_zero() => {
            warnings.push("division by zero".to_owned());
            if kind == Kind::Divide {
                largest()
            } else {
                Value::Number(b)
            }
        }
        Kind::Divide => Value::Number(a.divided_by(b)),
        _ => Value::Number(a.remainder(b)),
    }
}

/// `:` and `=~`: the text of the first group, or the length of the match.
fn search(anchored: bool, text: String, pattern: &str, warnings: &mut Vec<String>) -> Value {
    let regex = match regex::Regex::new(pattern) {
        Ok(regex) => regex,
        Err(why) => {
            warnings.push(format!("'{pattern}' is not a regular expression ({why})"));
            return Value::Text(String::new());
        }
    };
    match regex.find(&text) {
        Some(Matched {
            start,
            group: Some(group),
            ..
        }) if !anchored || start == 0 => {
            Value::computed(text.get(group).unwrap_or_default().to_owned())
        }
        Some(Matched { start, end, .. }) if !anchored || start == 0 => {
            let length = i64::try_from(end.saturating_sub(start)).unwrap_or(i64::MAX);
            Value::Number(Number::from_integer(length))
        }
        _ if regex.has_groups() => Value::Text(String::new()),
        _ => Value::ZERO,
    }
}

fn largest() -> Value {
    Value::Number(Number::from_integer(i64::from(i32::MAX)))
}

fn not_a_number(value: &Value, warnings: &mut Vec<String>) {
    let text = value.clone().into_text();
    let shown = text.get(..text.floor_char_boundary(40)).unwrap_or_default();
    warnings.push(format!("'{shown}' is not a number"));
}
