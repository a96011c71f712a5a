//! SPRINTF: values in a format.

use call::script::prelude::*;

use crate::numbers::{leading_float, leading_integer};

/// `SPRINTF()`.
pub(crate) struct Sprintf;

impl Function for Sprintf {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SPRINTF",
        synopsis: "Values in a format.",
        syntax: &[
            Param::required(
                "format",
                "C's: %d %i %u %o %x %X %c %s %f %e %g %%, with flags, width, precision.",
            ),
            Param::optional("arg1,arg2,…", "The values."),
        ],
        description: "A value that is missing is empty or 0.",
        see_also: &["STRFTIME", "MATH"],
        examples: &["${SPRINTF(%03d,7)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let (format, values) = parts.split_first().ok_or("it needs a format")?;
        render(format, values)
    }
}

#[derive(Default)]
struct Field {
    left: bool,
    zeros: bool,
    plus: bool,
    blank: bool,
    other_form: bool,
    width: usize,
    precision: Option<usize>,
}

fn render(format: &str, values: &[String]) -> Result<String, Fault> {
    let mut out = String::new();
    let mut values = values.iter();
    let mut rest = format.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let mut field = Field::default();
        while let Some(flag) = rest.next_if(|c| "-0+ #".contains(*c)) {
            match flag {
                '-' => field.left = true,
                '0' => field.zeros = true,
                '+' => field.plus = true,
                ' ' => field.blank = true,
                _ => field.other_form = true,
            }
        }
        field.width = number(&mut rest);
        if rest.next_if_eq(&'.').is_some() {
            field.precision = Some(number(&mut rest));
        }
        while rest.next_if(|c| "lhLqjzt".contains(*c)).is_some() {}
        match rest.next() {
            Some('%') => out.push('%'),
            Some(conversion) => {
                let value = values.next().map_or("", String::as_str);
                out.push_str(&convert(&field, conversion, value)?);
            }
            None => return Err(Fault::from("the format ends with %")),
        }
    }
    Ok(out)
}

fn number(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> usize {
    let mut value = 0_usize;
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        value = (value * 10 + digit as usize - '0' as usize).min(WIDEST);
    }
    value
}

fn convert(field: &Field, conversion: char, value: &str) -> Result<String, Fault> {
    let integer = leading_integer(value);
    let float = leading_float(value);
    let places = field.precision.unwrap_or(6);
    let text = match conversion {
        'd' | 'i' => signed(
            field,
            integer < 0,
            &digits(field, &integer.unsigned_abs().to_string()),
        ),
        'u' => digits(field, &integer.to_string()),
        'o' => digits(field, &format!("{integer:o}")),
        'x' => digits(
            field,
            &if field.other_form {
                format!("{integer:#x}")
            } else {
                format!("{integer:x}")
            },
        ),
        'X' => digits(field, &format!("{integer:X}")),
        'c' => value.chars().take(1).collect(),
        's' => value
            .chars()
            .take(field.precision.unwrap_or(usize::MAX))
            .collect(),
        'f' | 'F' => signed(field, float < 0.0, &format!("{:.places$}", float.abs())),
        'e' | 'E' => signed(
            field,
            float < 0.0,
            &exponent(float.abs(), places, conversion),
        ),
        'g' | 'G' => signed(field, float < 0.0, &float.abs().to_string()),
        other => return Err(format!("there is no conversion %{other}").into()),
    };
    Ok(pad(field, text, "cs".contains(conversion)))
}

fn digits(field: &Field, text: &str) -> String {
    let width = field.precision.unwrap_or(0);
    format!("{text:0>width$}")
}

fn signed(field: &Field, negative: bool, text: &str) -> String {
    let sign = match (negative, field.plus, field.blank) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    format!("{sign}{text}")
}

/// C writes at least two digits of an exponent, and its sign.
fn exponent(number: f64, places: usize, letter: char) -> String {
    let text = format!("{number:.places$e}");
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or_default();
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}{letter}{sign}{:02}", power.abs())
}

fn pad(field: &Field, text: String, is_text: bool) -> String {
    let width = field.width;
    if field.left {
        return format!("{text:<width$}");
    }
    if !field.zeros || is_text {
        return format!("{text:>width$}");
    }
    let signs = text.len() - text.trim_start_matches(['-', '+', ' ']).len();
    let (sign, number) = text.split_at(signs);
    let width = width.saturating_sub(signs);
    format!("{sign}{number:0>width$}")
}

const WIDEST: usize = 1_000;
