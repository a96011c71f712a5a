//! Numbers and lengths of time as dialplans write them.

use std::time::Duration;

/// The number that a text begins with, as C's `atof` reads it; 0 when there is none.
pub(crate) fn leading_float(text: &str) -> f64 {
    let text = text.trim_start();
    let mut end = 0;
    let mut point = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '+' | '-' if at == 0 => {}
            '.' if !point => point = true,
            '0'..='9' => {}
            _ => break,
        }
        end = at + 1;
    }
    text[..end].parse().unwrap_or_default()
}

/// The whole number that a text begins with, as C's `atoi` reads it; 0 when there is none.
pub(crate) fn leading_integer(text: &str) -> i64 {
    dialplan::leading_integer(text).map_or(0, |(number, _)| number)
}

/// Seconds, with a fraction; `None` when they are not above zero.
pub(crate) fn seconds(text: &str) -> Option<Duration> {
    span(leading_float(text), 1.0)
}

/// A length of time with a unit (`500ms`, `1.5s`, `2m`, `1h`; seconds without one); `None` when it is
/// not above zero or has an unknown unit.
pub(crate) fn time_length(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text
        .trim_start_matches(|c: char| c.is_ascii_digit() || ".+-".contains(c))
        .trim();
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    span(leading_float(text), factor)
}

fn span(amount: f64, factor: f64) -> Option<Duration> {
    let seconds = (amount * factor).min(LONGEST_SECONDS);
    (seconds > 0.0)
        .then(|| Duration::try_from_secs_f64(seconds).ok())
        .flatten()
}

/// Ten years: longer than any call, and far from any overflow.
const LONGEST_SECONDS: f64 = 315_360_000.0;
