//! Decimal text to number and back. Exact up to the last rounding.

use super::Number;

/// Reads sign, digits, point, digits. Anything else ends the number.
pub(super) fn parse(text: &str) -> Number {
    let text = text.trim_start();
    let negative = text.starts_with('-');
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mut value, mut after_point, mut beyond, mut seen_point) = (0u128, 0u32, 0u32, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' if value < MOST_DIGITS => {
                value = value * 10 + u128::from(byte - b'0');
                after_point += u32::from(seen_point);
            }
            b'0'..=b'9' => beyond += u32::from(!seen_point),
            b'.' if !seen_point => seen_point = true,
            _ => break,
        }
    }
    let number = divided_by_power_of_ten(negative, value, after_point);
    (0..beyond).fold(number, |number, _| number.times(Number::from_integer(10)))
}

/// Prints as C's `%.18Lg` does, without the sign. `mantissa` is not 0.
pub(super) fn print(mantissa: u64, exponent: i32) -> String {
    let (digits, point) = decimal_digits(mantissa, exponent);
    let (digits, point) = rounded(&digits, point);
    let digits = digits.trim_end_matches('0');
    if (-3..=SIGNIFICANT).contains(&point) {
        let Ok(point) = usize::try_from(point) else {
            return format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize));
        };
        return match digits.len() {
            0 => "0".to_owned(),
            _ if point == 0 => format!("0.{digits}"),
            length if length <= point => format!("{digits}{}", "0".repeat(point - length)),
            _ => format!("{}.{}", &digits[..point], &digits[point..]),
        };
    }
    let (first, rest) = digits.split_at(digits.len().min(1));
    let dot = if rest.is_empty() { "" } else { "." };
    let power = point - 1;
    let sign = if power < 0 { '-' } else { '+' };
    format!("{first}{dot}{rest}e{sign}{:02}", power.unsigned_abs())
}

/// `value / 10^places`, correctly rounded. Both fit: at most 37 digits were taken.
fn divided_by_power_of_ten(negative: bool, value: u128, places: u32) -> Number {
    let divisor = 10u128.pow(places.min(37));
    let mut quotient = value / divisor;
    let mut remainder = value % divisor;
    let mut exponent = 0;
    while remainder != 0 && quotient.leading_zeros() > 60 && exponent > -300 {
        remainder *= 2;
        quotient = (quotient << 1) | u128::from(remainder >= divisor);
        remainder %= divisor;
        exponent -= 1;
    }
    Number::rounded(negative, quotient, exponent, remainder != 0)
}

/// All digits of `mantissa · 2^exponent` and how many of them stand before the point (negative:
/// zeros after it).
fn decimal_digits(mantissa: u64, exponent: i32) -> (String, i32) {
    let mut limbs = vec![];
    let mut rest = mantissa;
    while rest > 0 {
        limbs.push(rest % LIMB);
        rest /= LIMB;
    }
    // A negative power of two is a power of five with the point moved.
    let (factor, step) = if exponent >= 0 {
        (2u64, 29)
    } else {
        (5u64, 12)
    };
    let mut powers = exponent.unsigned_abs();
    while powers > 0 {
        let now = powers.min(step);
        multiply(&mut limbs, factor.pow(now));
        powers -= now;
    }
    let mut digits = limbs.last().map(u64::to_string).unwrap_or_default();
    for limb in limbs.iter().rev().skip(1) {
        digits.push_str(&format!("{limb:09}"));
    }
    let point = i32::try_from(digits.len())
        .unwrap_or(i32::MAX)
        .saturating_add(exponent.min(0));
    (digits, point)
}

fn multiply(limbs: &mut Vec<u64>, factor: u64) {
    let mut carry = 0;
    for limb in limbs.iter_mut() {
        let product = *limb * factor + carry;
        *limb = product % LIMB;
        carry = product / LIMB;
    }
    while carry > 0 {
        limbs.push(carry % LIMB);
        carry /= LIMB;
    }
}

/// Rounds to the significant digits, halves to even.
fn rounded(digits: &str, point: i32) -> (String, i32) {
    let keep = usize::try_from(SIGNIFICANT).unwrap_or(0);
    if digits.len() <= keep {
        return (digits.to_owned(), point);
    }
    let (kept, cut) = digits.split_at(keep);
    let mut kept: Vec<u8> = kept.bytes().collect();
    let above_half = cut.as_bytes()[0] > b'5'
        || (cut.starts_with('5') && cut[1..].bytes().any(|digit| digit != b'0'));
    let half = cut.starts_with('5') && !above_half;
    let odd = kept.last().is_some_and(|digit| digit % 2 == 1);
    if above_half || (half && odd) {
        let nines = kept
            .iter()
            .rev()
            .take_while(|digit| **digit == b'9')
            .count();
        let at = kept.len() - nines;
        kept[at..].fill(b'0');
        match at.checked_sub(1) {
            Some(last) => kept[last] += 1,
            None => {
                kept.insert(0, b'1');
                kept.pop();
                return (String::from_utf8_lossy(&kept).into_owned(), point + 1);
            }
        }
    }
    (String::from_utf8_lossy(&kept).into_owned(), point)
}

/// Below this one more digit fits.
const MOST_DIGITS: u128 = 10u128.pow(36);
const SIGNIFICANT: i32 = 18;
/// A limb times 2^29 or 5^12 stays within 64 bits.
const LIMB: u64 = 1_000_000_000;
