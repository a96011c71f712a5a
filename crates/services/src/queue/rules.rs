//! `queuerules.conf`: penalties that change while a caller waits.

use std::time::Duration;

use config::{Problem, Tree};

/// A caller's limits on penalties; `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Penalties {
    /// Members above it are not called.
    pub max: Option<i32>,
    /// Members below it are not called.
    pub min: Option<i32>,
    /// Members below it count as if they had it.
    pub raise: Option<i32>,
}

impl Penalties {
    /// The penalty that counts for a member, if the caller may be given to it.
    pub fn of(self, penalty: i32) -> Option<i32> {
        let penalty = penalty.max(self.raise.unwrap_or(penalty));
        let low = self.min.is_some_and(|min| penalty < min);
        let high = self.max.is_some_and(|max| penalty > max);
        (!low && !high).then_some(penalty)
    }

    /// Is there any limit?
    pub fn limit(self) -> bool {
        self != Self::default()
    }
}

/// A new value, or a difference to the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// This.
    To(i32),
    /// So much more, or less.
    By(i32),
}

impl Change {
    fn read(text: &str) -> Option<Self> {
        let number = text.trim_start_matches('+').parse().ok()?;
        Some(match text.starts_with(['+', '-']) {
            true => Self::By(number),
            false => Self::To(number),
        })
    }

    fn apply(self, old: Option<i32>, none: i32) -> Option<i32> {
        Some(match self {
            Self::To(value) => value,
            Self::By(difference) => old.unwrap_or(none).saturating_add(difference).max(0),
        })
    }
}

/// `penaltychange => seconds,max[,min[,raise]]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PenaltyChange {
    /// So long after the caller came.
    pub after: Duration,
    /// The new maximum.
    pub max: Option<Change>,
    /// The new minimum.
    pub min: Option<Change>,
    /// The new raise.
    pub raise: Option<Change>,
}

impl PenaltyChange {
    /// Reads what stands behind the arrow.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(',').map(str::trim);
        let after = Duration::from_secs(parts.next()?.parse().ok()?);
        let mut change = || match parts.next() {
            None | Some("") => Some(None),
            Some(part) => Change::read(part).map(Some),
        };
        let this = Self {
            after,
            max: change()?,
            min: change()?,
            raise: change()?,
        };
        (this.max.is_some() || this.min.is_some() || this.raise.is_some()).then_some(this)
    }

    /// The limits after it.
    pub fn apply(&self, old: Penalties) -> Penalties {
        let one = |change: Option<Change>, old: Option<i32>, none: i32| match change {
            Some(change) => change.apply(old, none),
            None => old,
        };
        Penalties {
            max: one(self.max, old.max, i32::MAX),
            min: one(self.min, old.min, 0),
            raise: one(self.raise, old.raise, 0),
        }
    }
}

/// All rules by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules(Vec<(String, Vec<PenaltyChange>)>);

impl Rules {
    /// Reads the file.
    pub fn load(tree: &Tree) -> (Self, Vec<Problem>) {
        let (mut rules, mut problems) = (Vec::new(), Vec::new());
        for section in tree.live().filter(|s| s.name != "general") {
            let mut changes = Vec::new();
            for entry in &section.entries {
                if !entry.name.eq_ignore_ascii_case("penaltychange") {
                    let text = format!("rule '{}': '{}' is not known", section.name, entry.name);
                    let known = ["penaltychange"];
                    problems
                        .push(Problem::warning(&entry.span, text).did_you_mean(&entry.name, known));
                    continue;
                }
                match PenaltyChange::read(&entry.value) {
                    Some(change) => changes.push(change),
                    None => problems.push(Problem::warning(
                        &entry.span,
                        format!(
                            "rule '{}': penaltychange '{}': expected seconds,maximum[,minimum[,raise]]; \
                             the line is ignored",
                            section.name, entry.value
                        ),
                    )),
                }
            }
            changes.sort_by_key(|change| change.after);
            rules.push((section.name.clone(), changes));
        }
        (Self(rules), problems)
    }

    /// A rule's changes, in time's order.
    pub fn find(&self, name: &str) -> Option<&[PenaltyChange]> {
        let mut all = self.0.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, changes)| changes.as_slice())
    }

    /// All of them, in the file's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[PenaltyChange])> {
        let all = self.0.iter();
        all.map(|(name, changes)| (name.as_str(), changes.as_slice()))
    }
}
