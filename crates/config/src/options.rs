//! Option tables: one list gives a section's options their names, types, defaults and help.

use std::collections::BTreeSet;

use crate::{Entry, Problem, Section, Setting, is_no};

/// What is known of one option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionDoc {
    /// The name in the file.
    pub name: &'static str,
    /// Other names that lead to the same value.
    pub aliases: &'static [&'static str],
    /// The default as it would be written.
    pub default: &'static str,
    /// What it does, in the lines of its doc comment.
    pub help: &'static str,
    /// The expected form in words.
    pub kind: &'static str,
    /// Every accepted word, when they are few.
    pub choices: &'static [&'static str],
    /// For an option that should not be used any more, what to do instead; else empty.
    pub deprecated: &'static str,
}

/// What is known of a table of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableDoc {
    /// What a section read with it is called: `endpoint`.
    pub kind: &'static str,
    /// What such a section is for, in the lines of its doc comment.
    pub about: &'static str,
    /// Its options, in the table's order.
    pub options: &'static [OptionDoc],
    /// Names that other code reads from the same section.
    pub elsewhere: &'static [&'static str],
    /// Options of Asterisk that have no effect yet.
    pub unsupported: &'static [&'static str],
    /// Options that never have an effect.
    pub ignored: &'static [&'static str],
}

/// A struct made by [`options!`](crate::options).
pub trait OptionTable: Default {
    /// Names, defaults and help.
    const DOC: TableDoc;

    /// Takes one line for the option of that canonical name. `Ok` holds a remark when the value was
    /// faulty but could be read.
    ///
    /// # Errors
    /// The expected form; the value is unchanged.
    fn merge_option(
        &mut self,
        option: &str,
        setting: &Setting<'_>,
    ) -> Result<Option<String>, String>;

    /// Whether a default cannot be read by its type or a name occurs twice. For a test of each table.
    ///
    /// # Errors
    /// The faulty option's name.
    fn check_table() -> Result<(), String>;

    /// The defaults with a section's entries laid over them.
    #[must_use]
    fn load(section: &Section) -> (Self, Vec<Problem>) {
        let mut value = Self::default();
        let problems = value.apply(section);
        (value, problems)
    }

    /// Lays a section's entries over this value: sections that inherit from `[general]` start from it.
    #[must_use]
    fn apply(&mut self, section: &Section) -> Vec<Problem> {
        let whose = format!("{} '{}'", Self::DOC.kind, section.name);
        self.apply_entries(&whose, &section.entries)
    }

    /// Lays entries over this value; `whose` opens every message.
    #[must_use]
    fn apply_entries<'a>(
        &mut self,
        whose: &str,
        entries: impl IntoIterator<Item = &'a Entry>,
    ) -> Vec<Problem> {
        let mut seen = BTreeSet::new();
        let mut problems = Vec::new();
        for entry in entries {
            let Some((option, key)) = Self::DOC.find(&entry.name) else {
                problems.extend(Self::DOC.stranger(whose, entry));
                continue;
            };
            let first = seen.insert(option.name);
            let setting = Setting {
                key,
                text: &entry.value,
                first,
                span: &entry.span,
            };
            let outcome = self.merge_option(option.name, &setting);
            problems.extend(fault(whose, entry, outcome));
            if first && !option.deprecated.is_empty() {
                let message = format!("{whose}: option '{key}' is deprecated");
                problems.push(Problem::note(&entry.span, message).with_hint(option.deprecated));
            }
        }
        problems
    }
}

/// Declares a struct and the table that reads it from a section. After the doc comment a row is
/// `field: Type = "default"`, preceded by `"name" | "other-name" =>` where the option's name is not the
/// field's or has synonyms, and followed by `(deprecated: "advice")` where it should not be used any
/// more. The lists after the struct are optional, in this order: names read `elsewhere`, those
/// `unsupported` yet, those `ignored` for good.
///
/// ```ignore
/// config::options! {
///     /// Who may call us, and how we call them.
///     pub struct Endpoint as "endpoint" {
///         /// Context that calls enter.
///         context: String = "default",
///         /// Reliable provisional responses.
///         "100rel" => reliable: Reliable = "yes",
///         /// Codecs, best first.
///         "allow" | "disallow" => codecs: Keyed = "",
///     }
///     elsewhere: ["type"];
///     unsupported: ["t38_udptl"];
///     ignored: ["media_use_received_transport"];
/// }
/// ```
#[macro_export]
macro_rules! options {
    (
        $(#[doc = $about:literal])*
        $vis:vis struct $Name:ident as $kind:literal {
            $(
                $(#[doc = $help:literal])*
                $($name:literal $(| $alias:literal)* =>)? $field:ident : $Type:ty = $default:literal
                $((deprecated: $advice:literal))?
            ),* $(,)?
        }
        $(elsewhere: [$($elsewhere:literal),* $(,)?];)?
        $(unsupported: [$($unsupported:literal),* $(,)?];)?
        $(ignored: [$($ignored:literal),* $(,)?];)?
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $Name {
            $($(#[doc = $help])* $vis $field: $Type,)*
        }

        impl Default for $Name {
            fn default() -> Self {
                Self {
                    $($field: <$Type as $crate::FromConf>::from_conf($default).unwrap_or_default(),)*
                }
            }
        }

        impl $crate::OptionTable for $Name {
            const DOC: $crate::TableDoc = $crate::TableDoc {
                kind: $kind,
                about: concat!($($about, "\n",)*),
                options: &[$($crate::OptionDoc {
                    name: $crate::options!(@name $field $($name)?),
                    aliases: &[$($($alias),*)?],
                    default: $default,
                    help: concat!($($help, "\n",)*),
                    kind: <$Type as $crate::FromConf>::KIND,
                    choices: <$Type as $crate::FromConf>::CHOICES,
                    deprecated: concat!($($advice)?),
                }),*],
                elsewhere: &[$($($elsewhere),*)?],
                unsupported: &[$($($unsupported),*)?],
                ignored: &[$($($ignored),*)?],
            };

            fn merge_option(
                &mut self,
                option: &str,
                setting: &$crate::Setting<'_>,
            ) -> Result<Option<String>, String> {
                match option {
                    $($crate::options!(@name $field $($name)?) => {
                        $crate::merge_or_salvage(&mut self.$field, setting)
                    })*
                    _ => Err(String::new()),
                }
            }

            fn check_table() -> Result<(), String> {
                $(if <$Type as $crate::FromConf>::from_conf($default).is_err() {
                    return Err(stringify!($field).to_owned());
                })*
                Self::DOC.check_names()
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
}

/// One line into a value; `Ok` holds the expected form when the value was faulty but could be read.
#[doc(hidden)]
pub fn merge_or_salvage<T: crate::FromConf>(
    value: &mut T,
    setting: &Setting<'_>,
) -> Result<Option<String>, String> {
    let Err(expected) = value.merge(setting) else {
        return Ok(None);
    };
    match T::salvage(setting.text) {
        Some(salvaged) => {
            *value = salvaged;
            Ok(Some(expected))
        }
        None => Err(expected),
    }
}

impl TableDoc {
    /// The option of that name, and the name as the table spells it; case does not matter.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(&'static OptionDoc, &'static str)> {
        self.options.iter().find_map(|option| {
            let key = option.names().find(|key| key.eq_ignore_ascii_case(name))?;
            Some((option, key))
        })
    }

    /// Whether every name is there only once.
    ///
    /// # Errors
    /// The name that occurs twice.
    pub fn check_names(&self) -> Result<(), String> {
        let own = self.options.iter().flat_map(OptionDoc::names);
        let others = [self.elsewhere, self.unsupported, self.ignored]
            .into_iter()
            .flatten()
            .copied();
        let mut seen = BTreeSet::new();
        match own
            .chain(others)
            .find(|name| !seen.insert(name.to_ascii_lowercase()))
        {
            Some(twice) => Err(twice.to_owned()),
            None => Ok(()),
        }
    }

    /// What to say of a line for which there is no option.
    fn stranger(&self, whose: &str, entry: &Entry) -> Option<Problem> {
        let name = entry.name.as_str();
        let among = |names: &[&str]| names.iter().any(|other| other.eq_ignore_ascii_case(name));
        if among(self.elsewhere) {
            return None;
        }
        if among(self.unsupported) {
            let message =
                format!("{whose}: option '{name}' is not supported yet and has no effect");
            // Switching off what is not there is granted.
            let granted = entry.value.is_empty() || is_no(&entry.value);
            return (!granted).then(|| Problem::warning(&entry.span, message));
        }
        if among(self.ignored) {
            let message = format!("{whose}: option '{name}' has no effect any more");
            return Some(Problem::note(&entry.span, message));
        }
        let known = self.options.iter().flat_map(OptionDoc::names);
        let known = known
            .chain(self.elsewhere.iter().copied())
            .chain(self.unsupported.iter().copied());
        let message = format!("{whose}: option '{name}' is not known");
        Some(Problem::warning(&entry.span, message).did_you_mean(name, known))
    }
}

impl OptionDoc {
    /// Its name, then its other names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

fn fault(whose: &str, entry: &Entry, outcome: Result<Option<String>, String>) -> Option<Problem> {
    let (name, value) = (&entry.name, &entry.value);
    let (expected, end) = match outcome {
        Ok(None) => return None,
        Ok(Some(expected)) => (expected, "; its first number counts"),
        Err(expected) => (expected, "; the line is ignored"),
    };
    let message = format!("{whose}: {name} = '{value}': expected {expected}{end}");
    Some(Problem::warning(&entry.span, message))
}

#[cfg(test)]
mod tests;
