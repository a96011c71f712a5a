//! Values as `.conf` files write them.

use std::time::Duration;

use crate::Span;

/// One line on its way into an option's value.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The name as the table spells it: the option's own or one of its other names.
    pub key: &'static str,
    /// The value.
    pub text: &'a str,
    /// Whether this is the section's first line for this option. Lists start anew then.
    pub first: bool,
    /// Where it is written.
    pub span: &'a Span,
}

/// A type that an option may have. The default is what an option holds whose table is faulty.
pub trait FromConf: Sized + Default {
    /// The expected form in words, to follow “expected”: `a whole number`.
    const KIND: &'static str;
    /// Every accepted word, when they are few.
    const CHOICES: &'static [&'static str] = &[];

    /// Reads a value.
    ///
    /// # Errors
    /// What was expected instead.
    fn from_conf(text: &str) -> Result<Self, String>;

    /// What a faulty value still means, when everyone reads it so: `30 sec` is 30.
    #[must_use]
    fn salvage(_text: &str) -> Option<Self> {
        None
    }

    /// Takes one more line into the value. Most types take the last line; lists grow.
    ///
    /// # Errors
    /// What was expected instead; the value is unchanged.
    fn merge(&mut self, setting: &Setting<'_>) -> Result<(), String> {
        *self = Self::from_conf(setting.text)?;
        Ok(())
    }
}

/// Whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub Duration);

/// Whole milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Milliseconds(pub Duration);

/// A port number; 0 leaves the choice open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port(pub u16);

/// The values of every line of the option, in order and not split at commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeated(pub Vec<String>);

/// Key and value of every line of an option with several names, in order: `permit` and `deny`,
/// `allow` and `disallow`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyed(pub Vec<(&'static str, String)>);

/// Whether Asterisk takes a word for true: yes, true, y, t, 1, on.
#[must_use]
pub fn is_yes(word: &str) -> bool {
    YES.iter().any(|yes| yes.eq_ignore_ascii_case(word))
}

/// Whether Asterisk takes a word for false: no, false, n, f, 0, off.
#[must_use]
pub fn is_no(word: &str) -> bool {
    NO.iter().any(|no| no.eq_ignore_ascii_case(word))
}

impl FromConf for bool {
    const KIND: &'static str = "yes or no";

    fn from_conf(text: &str) -> Result<Self, String> {
        match text {
            _ if is_yes(text) => Ok(true),
            _ if is_no(text) => Ok(false),
            _ => expected::<Self>(),
        }
    }
}

impl FromConf for String {
    const KIND: &'static str = "text";

    fn from_conf(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

/// Nothing when the value is empty.
impl<T: FromConf> FromConf for Option<T> {
    const KIND: &'static str = T::KIND;
    const CHOICES: &'static [&'static str] = T::CHOICES;

    fn from_conf(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Ok(None)
        } else {
            T::from_conf(text).map(Some)
        }
    }

    fn salvage(text: &str) -> Option<Self> {
        T::salvage(text).map(Some)
    }
}

/// Separated by commas; further lines add to it.
impl FromConf for Vec<String> {
    const KIND: &'static str = "a list separated by commas";

    fn from_conf(text: &str) -> Result<Self, String> {
        let items = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        Ok(items.map(str::to_owned).collect())
    }

    fn merge(&mut self, setting: &Setting<'_>) -> Result<(), String> {
        if setting.first {
            self.clear();
        }
        self.extend(Self::from_conf(setting.text)?);
        Ok(())
    }
}

impl FromConf for Repeated {
    const KIND: &'static str = "text, on any number of lines";

    fn from_conf(text: &str) -> Result<Self, String> {
        Ok(Self(if text.is_empty() {
            Vec::new()
        } else {
            vec![text.to_owned()]
        }))
    }

    fn merge(&mut self, setting: &Setting<'_>) -> Result<(), String> {
        if setting.first {
            self.0.clear();
        }
        self.0.push(setting.text.to_owned());
        Ok(())
    }
}

impl FromConf for Keyed {
    const KIND: &'static str = "text, on any number of lines";

    /// Without a key only nothing can be read.
    fn from_conf(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Ok(Self::default())
        } else {
            expected::<Self>()
        }
    }

    fn merge(&mut self, setting: &Setting<'_>) -> Result<(), String> {
        if setting.first {
            self.0.clear();
        }
        self.0.push((setting.key, setting.text.to_owned()));
        Ok(())
    }
}

macro_rules! whole_numbers {
    ($($Type:ty)*) => {$(
        impl FromConf for $Type {
            const KIND: &'static str = "a whole number";

            fn from_conf(text: &str) -> Result<Self, String> {
                text.parse().or_else(|_| expected::<Self>())
            }

            fn salvage(text: &str) -> Option<Self> {
                leading_number(text)?.parse().ok()
            }
        }
    )*};
}
whole_numbers!(u8 u16 u32 u64 i32 i64);

impl FromConf for f64 {
    const KIND: &'static str = "a number";

    fn from_conf(text: &str) -> Result<Self, String> {
        match text.parse::<Self>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => expected::<Self>(),
        }
    }
}

impl FromConf for Seconds {
    const KIND: &'static str = "a whole number of seconds";

    fn from_conf(text: &str) -> Result<Self, String> {
        let seconds = u32::from_conf(text).or_else(|_| expected::<Self>().map(|_| 0))?;
        Ok(Self(Duration::from_secs(seconds.into())))
    }

    fn salvage(text: &str) -> Option<Self> {
        Self::from_conf(leading_number(text)?).ok()
    }
}

impl FromConf for Milliseconds {
    const KIND: &'static str = "a whole number of milliseconds";

    fn from_conf(text: &str) -> Result<Self, String> {
        let milliseconds = u32::from_conf(text).or_else(|_| expected::<Self>().map(|_| 0))?;
        Ok(Self(Duration::from_millis(milliseconds.into())))
    }

    fn salvage(text: &str) -> Option<Self> {
        Self::from_conf(leading_number(text)?).ok()
    }
}

impl FromConf for Port {
    const KIND: &'static str = "a port number, 0 to 65535";

    fn from_conf(text: &str) -> Result<Self, String> {
        text.parse().map(Self).or_else(|_| expected::<Self>())
    }
}

fn expected<T: FromConf>() -> Result<T, String> {
    Err(T::KIND.to_owned())
}

/// The number at the start of the text, if other text follows it.
fn leading_number(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let end = digits
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(digits.len());
    if end == 0 {
        None
    } else {
        text.get(..text.len() - digits.len() + end)
    }
}

const YES: [&str; 6] = ["yes", "true", "y", "t", "1", "on"];
const NO: [&str; 6] = ["no", "false", "n", "f", "0", "off"];

#[cfg(test)]
mod tests;
