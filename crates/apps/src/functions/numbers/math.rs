//! MATH: one operation on two numbers.

use call::script::prelude::*;

use crate::numbers::leading_float;

/// `MATH()`.
pub(crate) struct Math;

impl Function for Math {
    const DOC: FunctionDoc = FunctionDoc {
        name: "MATH",
        synopsis: "One operation on two numbers.",
        syntax: &[
            Param::required(
                "expression",
                "number op number; the operations are + - * / % ^ << >> AND OR XOR < > <= >= ==.",
            ),
            Param::optional(
                "type",
                "float (with six decimals), int, hex or char; float when left out.",
            ),
        ],
        description: "Comparisons give TRUE or FALSE. A division by zero is a fault.",
        see_also: &["INC", "DEC"],
        examples: &["${MATH(123%16,int)}", "${MATH(1+2)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let expression = parts.first().map_or("", String::as_str);
        let kind = parts.get(1).map_or("", |p| p.trim()).to_ascii_lowercase();
        let (one, operator, other) = take_apart(expression)?;
        match calculate(one, operator, other)? {
            Outcome::Truth(true) => Ok("TRUE".to_owned()),
            Outcome::Truth(false) => Ok("FALSE".to_owned()),
            Outcome::Number(number) => render(number, &kind),
        }
    }
}

enum Outcome {
    Number(f64),
    Truth(bool),
}

fn take_apart(text: &str) -> Result<(f64, &str, f64), Fault> {
    // A sign in front is no operation.
    let from = text.len() - text.trim_start().trim_start_matches(['-', '+']).len();
    let rest = &text[from..];
    let found = OPERATORS
        .iter()
        .find_map(|op| rest.find(op).map(|at| (from + at, *op)));
    let Some((at, operator)) = found else {
        return Err(format!("'{text}' has no operation that is known").into());
    };
    let (one, other) = (&text[..at], &text[at + operator.len()..]);
    for number in [one, other] {
        if !number
            .trim()
            .trim_start_matches(['-', '+'])
            .starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            return Err(format!("'{}' is no number", number.trim()).into());
        }
    }
    Ok((leading_float(one), operator, leading_float(other)))
}

fn calculate(one: f64, operator: &str, other: f64) -> Result<Outcome, Fault> {
    let whole = |number: f64| number as i64;
    let shift = |number: f64| u32::try_from(number as i64).unwrap_or(u32::MAX);
    let number = match operator {
        "+" => one + other,
        "-" => one - other,
        "*" => one * other,
        "/" | "%" if other == 0.0 => return Err(Fault::from("division by zero")),
        "/" => one / other,
        "%" => match whole(one).checked_rem(whole(other)) {
            Some(rest) => rest as f64,
            None => return Err(Fault::from("division by zero")),
        },
        "^" | "**" => one.powf(other),
        "<<" => whole(one).checked_shl(shift(other)).unwrap_or(0) as f64,
        ">>" => whole(one).checked_shr(shift(other)).unwrap_or(0) as f64,
        "AND" => (whole(one) & whole(other)) as f64,
        "XOR" => (whole(one) ^ whole(other)) as f64,
        "OR" => (whole(one) | whole(other)) as f64,
        "<=" => return Ok(Outcome::Truth(one <= other)),
        ">=" => return Ok(Outcome::Truth(one >= other)),
        "==" => return Ok(Outcome::Truth((one - other).abs() < f64::EPSILON)),
        "<" => return Ok(Outcome::Truth(one < other)),
        _ => return Ok(Outcome::Truth(one > other)),
    };
    Ok(Outcome::Number(number))
}

fn render(number: f64, kind: &str) -> Result<String, Fault> {
    match kind {
        "" | "f" | "float" => Ok(format!("{number:.6}")),
        "i" | "int" => Ok((number as i64).to_string()),
        "h" | "hex" => Ok(format!("{:x}", number as i64)),
        "c" | "char" => Ok(char::from(number as u8).to_string()),
        other => Err(format!("there is no type '{other}'").into()),
    }
}

/// In the order in which they are looked for.
const OPERATORS: [&str; 17] = [
    "**", "*", "/", "%", "^", "AND", "XOR", "OR", "<<", ">>", "<=", ">=", "==", "<", ">", "+", "-",
];
