//! Channel variables: a stack, so that locals of a subroutine hide and give way again.

/// Variables of one channel, or the globals.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    /// Newest last; a name may occur several times, the newest counts.
    entries: Vec<Variable>,
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    value: String,
    inherit: Inherit,
    /// The subroutine that it belongs to, counted from 1 outside in; 0 for the channel itself.
    frame: usize,
}

/// Does a variable go along to the channels that this one makes?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inherit {
    No,
    Once,
    Always,
}

/// From names with their inheritance marks.
impl FromIterator<(String, String)> for Variables {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(rows: I) -> Self {
        let mut this = Self::default();
        for (name, value) in rows {
            this.set(&name, value);
        }
        this
    }
}

impl Variables {
    /// The newest value of `name`; inheritance marks are not part of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.entries
            .iter()
            .rev()
            .find(|v| v.name == name)
            .map(|v| v.value.as_str())
    }

    /// Sets the newest one of that name, or makes it. `_name` is inherited once, `__name` always.
    /// An empty value is as good as none, as in Asterisk.
    pub fn set(&mut self, marked_name: &str, value: String) {
        let (name, inherit) = split_marks(marked_name);
        let found = self.entries.iter().rposition(|v| v.name == name);
        match found {
            Some(at) => {
                self.entries[at].value = value;
                self.entries[at].inherit = inherit;
            }
            None if value.is_empty() => {}
            None => self.push(name, value, inherit, 0),
        }
    }

    /// The newest value that subroutine number `frame` sees, or the channel itself (0).
    pub fn get_within(&self, frame: usize, name: &str) -> Option<&str> {
        let mut known = self.entries.iter().rev().filter(|v| v.frame <= frame);
        known.find(|v| v.name == name).map(|v| v.value.as_str())
    }

    /// Has subroutine number `frame` one of that name for itself?
    pub fn is_local(&self, frame: usize, name: &str) -> bool {
        self.entries
            .iter()
            .any(|v| v.frame == frame && v.name == name)
    }

    /// Makes a new one for subroutine number `frame`, which hides older ones of that name until
    /// `end_frame`.
    pub fn push_local(&mut self, frame: usize, name: &str, value: String) {
        self.push(name, value, Inherit::No, frame);
    }

    /// Forgets what belongs to subroutine number `frame` and to those inside it.
    pub fn end_frame(&mut self, frame: usize) {
        self.entries.retain(|v| v.frame < frame);
    }

    /// Name and value of each, newest first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let known = self.entries.iter().rev().filter(|v| !v.value.is_empty());
        known.map(|v| (v.name.as_str(), v.value.as_str()))
    }

    /// What a new channel gets: `(marked name, value)`, with one mark less for `_`.
    pub fn inherited(&self) -> Vec<(String, String)> {
        let mut seen: Vec<&str> = Vec::new();
        let mut result = Vec::new();
        for variable in self.entries.iter().rev() {
            if seen.contains(&variable.name.as_str()) {
                continue;
            }
            seen.push(&variable.name);
            match variable.inherit {
                Inherit::No => {}
                Inherit::Once => result.push((variable.name.clone(), variable.value.clone())),
                Inherit::Always => {
                    result.push((format!("__{}", variable.name), variable.value.clone()));
                }
            }
        }
        result.reverse();
        result
    }

    fn push(&mut self, name: &str, value: String, inherit: Inherit, frame: usize) {
        if self.entries.len() < MOST_VARIABLES {
            self.entries.push(Variable {
                name: name.to_owned(),
                value,
                inherit,
                frame,
            });
        }
    }
}

fn split_marks(name: &str) -> (&str, Inherit) {
    if let Some(rest) = name.strip_prefix("__") {
        (rest, Inherit::Always)
    } else if let Some(rest) = name.strip_prefix('_') {
        (rest, Inherit::Once)
    } else {
        (name, Inherit::No)
    }
}

/// A dialplan that makes variables in a loop must not grow the process without bound.
const MOST_VARIABLES: usize = 20_000;
