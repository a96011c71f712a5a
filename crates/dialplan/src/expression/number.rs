//! Numbers as Asterisk's expressions have them: floating point with a mantissa of 64 bits, so that
//! integers up to 18 digits stay exact, printed with 18 significant digits.

use std::cmp::Ordering;
use std::fmt;

mod decimal;

/// `mantissa · 2^exponent`; a mantissa other than 0 has its top bit set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Finite {
        negative: bool,
        mantissa: u64,
        exponent: i32,
    },
    Infinite {
        negative: bool,
    },
    Undefined,
}

use Number::{Finite, Infinite, Undefined};

impl Number {
    pub(crate) const ZERO: Self = Finite {
        negative: false,
        mantissa: 0,
        exponent: 0,
    };

    /// The longest numeric start of `text`; 0 when there is none.
    pub(crate) fn parse(text: &str) -> Self {
        decimal::parse(text)
    }

    pub(crate) fn from_integer(value: i64) -> Self {
        Self::rounded(value < 0, u128::from(value.unsigned_abs()), 0, false)
    }

    pub(crate) fn from_bool(value: bool) -> Self {
        Self::from_integer(i64::from(value))
    }

    pub(crate) fn from_f64(value: f64) -> Self {
        if value.is_nan() {
            return Undefined;
        }
        let negative = value.is_sign_negative();
        if value.is_infinite() {
            return Infinite { negative };
        }
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let biased = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
        let (mantissa, biased) = if biased == 0 {
            (fraction, 1)
        } else {
            (fraction | 1 << 52, biased)
        };
        Self::rounded(negative, u128::from(mantissa), biased - 1075, false)
    }

    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Finite {
                negative,
                mantissa,
                exponent,
            } => {
                // The second factor keeps a tiny result from vanishing half-way.
                let half = exponent / 2;
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "rounding to 53 bits is the purpose"
                )]
                let size = mantissa as f64 * 2f64.powi(half) * 2f64.powi(exponent - half);
                if negative { -size } else { size }
            }
            Infinite { negative: true } => f64::NEG_INFINITY,
            Infinite { negative: false } => f64::INFINITY,
            Undefined => f64::NAN,
        }
    }

    pub(crate) fn is_zero(self) -> bool {
        matches!(self, Finite { mantissa: 0, .. })
    }

    pub(crate) fn is_negative(self) -> bool {
        matches!(
            self,
            Finite { negative: true, .. } | Infinite { negative: true }
        )
    }

    pub(crate) fn negated(self) -> Self {
        match self {
            Finite {
                negative,
                mantissa,
                exponent,
            } => Finite {
                negative: !negative,
                mantissa,
                exponent,
            },
            Infinite { negative } => Infinite {
                negative: !negative,
            },
            Undefined => Undefined,
        }
    }

    pub(crate) fn magnitude(self) -> Self {
        if self.is_negative() {
            self.negated()
        } else {
            self
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        let (
            Finite {
                negative,
                mantissa,
                exponent,
            },
            Finite {
                mantissa: m2,
                exponent: e2,
                ..
            },
        ) = (self, other)
        else {
            return Self::from_f64(self.to_f64() + other.to_f64());
        };
        if m2 == 0 {
            let minus_zero = mantissa == 0 && negative && other.is_negative();
            return if mantissa == 0 && !minus_zero {
                Self::ZERO
            } else {
                self
            };
        }
        if mantissa == 0 {
            return other;
        }
        if (e2, m2) > (exponent, mantissa) {
            return other.plus(self);
        }
        let apart = exponent.abs_diff(e2);
        let large = u128::from(mantissa) << 62;
        let wide = u128::from(m2) << 62;
        let small = wide.checked_shr(apart).unwrap_or(0);
        let lost = small.checked_shl(apart).unwrap_or(0) != wide || apart > 127;
        if negative == other.is_negative() {
            return Self::rounded(negative, large + small, exponent - 62, lost);
        }
        let difference = large - small - u128::from(lost);
        if difference == 0 {
            return Self::ZERO;
        }
        Self::rounded(negative, difference, exponent - 62, lost)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    pub(crate) fn times(self, other: Self) -> Self {
        match (self, other) {
            (
                Finite {
                    negative,
                    mantissa,
                    exponent,
                },
                Finite {
                    negative: n2,
                    mantissa: m2,
                    exponent: e2,
                },
            ) => {
                let product = u128::from(mantissa) * u128::from(m2);
                Self::rounded(negative != n2, product, exponent + e2, false)
            }
            _ => Self::from_f64(self.to_f64() * other.to_f64()),
        }
    }

    /// The divisor must not be 0.
    pub(crate) fn divided_by(self, other: Self) -> Self {
        match (self, other) {
            (
                Finite {
                    negative,
                    mantissa,
                    exponent,
                },
                Finite {
                    negative: n2,
                    mantissa: m2,
                    exponent: e2,
                },
            ) if m2 != 0 => {
                let divisor = u128::from(m2);
                let wide = u128::from(mantissa) << 64;
                let remainder = (wide % divisor) << 2;
                let quotient = ((wide / divisor) << 2) | (remainder / divisor);
                let lost = remainder % divisor != 0;
                Self::rounded(negative != n2, quotient, exponent - e2 - 66, lost)
            }
            _ => Self::from_f64(self.to_f64() / other.to_f64()),
        }
    }

    /// What remains of a division towards zero; the sign is the dividend's.
    pub(crate) fn remainder(self, other: Self) -> Self {
        let (
            Finite {
                negative,
                mantissa,
                exponent,
            },
            Finite {
                mantissa: m2,
                exponent: e2,
                ..
            },
        ) = (self, other)
        else {
            return Self::from_f64(self.to_f64() % other.to_f64());
        };
        if m2 == 0 {
            return Undefined;
        }
        if mantissa == 0 || self.magnitude().compare(other.magnitude()) == Some(Ordering::Less) {
            return self;
        }
        let divisor = u128::from(m2);
        let mut rest = u128::from(mantissa) % divisor;
        for _ in e2..exponent {
            rest = (rest << 1) % divisor;
        }
        Self::rounded(negative, rest, e2, false)
    }

    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        let (
            Finite {
                mantissa, exponent, ..
            },
            Finite {
                mantissa: m2,
                exponent: e2,
                ..
            },
        ) = (self, other)
        else {
            return self.to_f64().partial_cmp(&other.to_f64());
        };
        if mantissa == 0 && m2 == 0 {
            return Some(Ordering::Equal);
        }
        let sign = |number: Self| {
            if number.is_zero() {
                0
            } else if number.is_negative() {
                -1
            } else {
                1
            }
        };
        let by_size = (exponent, mantissa).cmp(&(e2, m2));
        Some(sign(self).cmp(&sign(other)).then(match sign(self) {
            1 => by_size,
            _ => by_size.reverse(),
        }))
    }

    /// The integer part and whether something was cut off: none, less than a half, a half, more.
    pub(crate) fn truncated(self) -> (Self, Cut) {
        let Finite {
            negative,
            mantissa,
            exponent,
        } = self
        else {
            return (self, Cut::Nothing);
        };
        if mantissa == 0 || exponent >= 0 {
            return (self, Cut::Nothing);
        }
        let bits = exponent.unsigned_abs();
        let whole = mantissa.checked_shr(bits).unwrap_or(0);
        let integer = Self::rounded(negative, u128::from(whole), 0, false);
        if bits > 64 {
            return (integer, Cut::LessThanHalf);
        }
        let fraction = u128::from(mantissa) & ((1u128 << bits) - 1);
        let cut = match fraction.cmp(&(1u128 << (bits - 1))) {
            _ if fraction == 0 => Cut::Nothing,
            Ordering::Less => Cut::LessThanHalf,
            Ordering::Equal => Cut::Half,
            Ordering::Greater => Cut::MoreThanHalf,
        };
        (integer, cut)
    }

    /// Whether an integer is odd.
    pub(crate) fn is_odd(self) -> bool {
        matches!(self, Finite { mantissa, exponent, .. }
            if (-63..=0).contains(&exponent) && (mantissa >> exponent.unsigned_abs()) & 1 == 1)
    }

    /// Rounds to 64 bits, halves to even. `lost` says that something below `wide` is missing.
    fn rounded(negative: bool, wide: u128, exponent: i32, lost: bool) -> Self {
        if wide == 0 {
            return Finite {
                negative,
                mantissa: 0,
                exponent: 0,
            };
        }
        let shift = 64i32 - i32::try_from(wide.leading_zeros()).unwrap_or(0);
        let Some(mut exponent) = exponent.checked_add(shift) else {
            return Infinite { negative };
        };
        let mut mantissa = if shift <= 0 {
            wide << shift.unsigned_abs()
        } else {
            let cut = wide & ((1u128 << shift) - 1);
            let half = 1u128 << (shift - 1);
            let kept = wide >> shift;
            let up = cut > half || (cut == half && (lost || kept & 1 == 1));
            kept + u128::from(up)
        };
        if mantissa >> 64 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
        if exponent > LARGEST_EXPONENT {
            return Infinite { negative };
        }
        if exponent < -LARGEST_EXPONENT {
            return Finite {
                negative,
                mantissa: 0,
                exponent: 0,
            };
        }
        Finite {
            negative,
            mantissa: u64::try_from(mantissa).unwrap_or(u64::MAX),
            exponent,
        }
    }
}

/// How much [`Number::truncated`] cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cut {
    Nothing,
    LessThanHalf,
    Half,
    MoreThanHalf,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        match self {
            Finite { mantissa: 0, .. } => f.write_str("0"),
            Finite {
                mantissa, exponent, ..
            } => f.write_str(&decimal::print(*mantissa, *exponent)),
            Infinite { .. } => f.write_str("inf"),
            Undefined => f.write_str("nan"),
        }
    }
}

/// Beyond it lies infinity, as for the 80-bit format.
const LARGEST_EXPONENT: i32 = 16_383 - 63;

#[cfg(test)]
mod tests;
