//! Functions that expressions know without help, such as `ROUND(2.5)`.

use super::number::{Cut, Number};
use super::operator::Value;

/// The value of a built-in function; `None` when `name` is not one. A wrong count of arguments
/// warns and yields 0; an argument that is no number counts as 0.
pub(super) fn built_in(
    name: &str,
    arguments: &[Value],
    warnings: &mut Vec<String>,
) -> Option<Value> {
    let number = |value: &Value| value.number().unwrap_or(Number::ZERO);
    let of_one = ONE.iter().find(|(known, _)| *known == name);
    let of_two = TWO.iter().find(|(known, _)| *known == name);
    let result = match (of_one, of_two, arguments) {
        (None, None, _) => return None,
        (Some((_, function)), _, [x]) => function(number(x)),
        (_, Some((_, function)), [x, y]) => function(number(x), number(y)),
        _ => {
            warnings.push(format!("wrong count of arguments for {name}()"));
            Number::ZERO
        }
    };
    Some(Value::Number(result))
}

/// Whether a dialplan function may have this name.
pub(super) fn may_be_a_name(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// What the answer of a dialplan function is worth.
pub(super) fn value_of(answer: &str) -> Value {
    let numeric = answer
        .bytes()
        .all(|byte| b"-0123456789. \t".contains(&byte));
    if numeric {
        Value::Number(Number::parse(answer))
    } else {
        Value::Text(answer.to_owned())
    }
}

fn through_f64(function: fn(f64) -> f64) -> impl Fn(Number) -> Number {
    move |x| Number::from_f64(function(x.to_f64()))
}

fn floor(x: Number) -> Number {
    let (whole, cut) = x.truncated();
    if cut != Cut::Nothing && x.is_negative() {
        whole.minus(one())
    } else {
        whole
    }
}

fn ceil(x: Number) -> Number {
    let (whole, cut) = x.truncated();
    if cut != Cut::Nothing && !x.is_negative() {
        whole.plus(one())
    } else {
        whole
    }
}

/// Halves away from zero.
fn round(x: Number) -> Number {
    let (whole, cut) = x.truncated();
    if cut >= Cut::Half {
        away_from_zero(x, whole)
    } else {
        whole
    }
}

/// Halves to even.
fn rint(x: Number) -> Number {
    let (whole, cut) = x.truncated();
    let up = cut == Cut::MoreThanHalf || (cut == Cut::Half && whole.is_odd());
    if up { away_from_zero(x, whole) } else { whole }
}

fn away_from_zero(x: Number, whole: Number) -> Number {
    if x.is_negative() {
        whole.minus(one())
    } else {
        whole.plus(one())
    }
}

/// One step of Newton's method brings the 53 bits of `f64` to 64.
fn sqrt(x: Number) -> Number {
    let near = Number::from_f64(x.to_f64().sqrt());
    if x.is_zero() || x.is_negative() {
        return near;
    }
    near.plus(x.divided_by(near))
        .divided_by(Number::from_integer(2))
}

/// The remainder of a division rounded to nearest, halves to even.
fn remainder(x: Number, y: Number) -> Number {
    let rest = x.remainder(y);
    let twice = rest.plus(rest).magnitude().compare(y.magnitude());
    let odd = || {
        let of_two = x.remainder(y.plus(y)).magnitude();
        of_two
            .compare(y.magnitude())
            .is_some_and(std::cmp::Ordering::is_ge)
    };
    let step = match twice {
        Some(std::cmp::Ordering::Greater) => true,
        Some(std::cmp::Ordering::Equal) => odd(),
        _ => false,
    };
    match step {
        false => rest,
        true if rest.is_negative() => rest.plus(y.magnitude()),
        true => rest.minus(y.magnitude()),
    }
}

fn one() -> Number {
    Number::from_integer(1)
}

type OfOne = fn(Number) -> Number;
type OfTwo = fn(Number, Number) -> Number;

const ONE: [(&str, OfOne); 19] = [
    ("COS", |x| through_f64(f64::cos)(x)),
    ("SIN", |x| through_f64(f64::sin)(x)),
    ("TAN", |x| through_f64(f64::tan)(x)),
    ("ACOS", |x| through_f64(f64::acos)(x)),
    ("ASIN", |x| through_f64(f64::asin)(x)),
    ("ATAN", |x| through_f64(f64::atan)(x)),
    ("SQRT", sqrt),
    ("FLOOR", floor),
    ("CEIL", ceil),
    ("ROUND", round),
    ("RINT", rint),
    ("TRUNC", |x| x.truncated().0),
    ("EXP", |x| through_f64(f64::exp)(x)),
    ("EXP2", |x| through_f64(f64::exp2)(x)),
    ("EXP10", |x| through_f64(|x| 10f64.powf(x))(x)),
    ("LOG", |x| through_f64(f64::ln)(x)),
    ("LOG2", |x| through_f64(f64::log2)(x)),
    ("LOG10", |x| through_f64(f64::log10)(x)),
    ("ABS", Number::magnitude),
];

const TWO: [(&str, OfTwo); 3] = [
    ("ATAN2", |y, x| {
        Number::from_f64(y.to_f64().atan2(x.to_f64()))
    }),
    ("POW", |x, y| Number::from_f64(x.to_f64().powf(y.to_f64()))),
    ("REMAINDER", remainder),
];
