//! One context: its extensions with the indexes that find them, includes, switches.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use config::Span;

use super::Step;
use crate::pattern::trie::{self, Outcome, Trie, Wanted};
use crate::pattern::{Key, without_dashes};
use crate::times::{MomentForTimes, TimeSpecification};

/// A context. Indexes are empty until [`index`](Self::index) was called.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) name: Arc<str>,
    pub(super) registrar: Arc<str>,
    pub(super) extensions: Vec<Extension>,
    pub(super) includes: Vec<Include>,
    pub(super) switches: Vec<Switch>,
    /// Each with its registrar.
    pub(super) ignore_patterns: Vec<(String, Arc<str>)>,
    by_key: HashMap<(Key, Option<Key>), usize>,
    by_name: HashMap<Vec<u8>, Vec<usize>>,
    /// The same, for "what begins with".
    by_start: BTreeMap<Vec<u8>, Vec<usize>>,
    /// Patterns by their own text in lower case: `_x.` dialled as such is found.
    by_text: HashMap<String, Vec<usize>>,
    patterns: Trie,
}

/// Everything under one extension name (and one caller's number).
#[derive(Clone, Debug)]
pub(super) struct Extension {
    /// As written, `_` and `-` and all.
    pub(super) name: String,
    /// As written after `/`; an empty one means callers without a number.
    pub(super) caller: Option<String>,
    key: Key,
    caller_key: Option<Key>,
    pub(super) steps: BTreeMap<u32, Step>,
    pub(super) labels: HashMap<String, u32>,
    pub(super) hint: Option<StoredHint>,
}

#[derive(Clone, Debug)]
pub(super) struct StoredHint {
    pub(super) devices: String,
    pub(super) span: Span,
    pub(super) registrar: Arc<str>,
}

/// An included context, perhaps at certain times only.
#[derive(Clone, Debug)]
pub(super) struct Include {
    pub(super) context: String,
    /// As written, times included.
    pub(super) text: String,
    pub(super) times: Option<TimeSpecification>,
    pub(super) span: Span,
    pub(super) registrar: Arc<str>,
}

/// A `switch => Name/data` line: another source of extensions, asked after the context's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Which of the three keywords it was.
    pub kind: SwitchKind,
    /// Name of the switch, such as `Realtime`.
    pub name: String,
    /// What follows the `/`.
    pub data: String,
    /// Who made it.
    pub registrar: Arc<str>,
    /// Where it is written; `None` when no file has it.
    pub span: Option<Span>,
}

/// How a switch's data is to be substituted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchKind {
    /// `switch`: substituted when it was loaded.
    Plain,
    /// `lswitch`: taken literally.
    Literal,
    /// `eswitch`: substituted whenever it is asked.
    Evaluated,
}

/// Which step of an extension is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    Priority(u32),
    Label(&'a str),
}

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Match,
    Prefix,
    Longer,
}

/// What a context says about a number.
pub(super) enum Verdict<'a> {
    Found(&'a Extension),
    Nothing,
    /// Nothing, and the contexts that it includes are not asked either.
    Decided,
}

impl Context {
    pub(super) fn new(name: Arc<str>, registrar: Arc<str>) -> Self {
        Self {
            name,
            registrar,
            extensions: Vec::new(),
            includes: Vec::new(),
            switches: Vec::new(),
            ignore_patterns: Vec::new(),
            by_key: HashMap::new(),
            by_name: HashMap::new(),
            by_start: BTreeMap::new(),
            by_text: HashMap::new(),
            patterns: Trie::default(),
        }
    }

    /// The extension of this name and caller, made when it is not there. `Err` says why a pattern
    /// can match nothing.
    pub(super) fn extension(
        &mut self,
        name: &str,
        caller: Option<&str>,
    ) -> Result<&mut Extension, String> {
        let (key, caller_key) = (Key::parse(name)?, caller.map(Key::parse).transpose()?);
        let fresh = self.extensions.len();
        let index = *self
            .by_key
            .entry((key.clone(), caller_key.clone()))
            .or_insert(fresh);
        if index == fresh {
            self.extensions.push(Extension {
                name: name.to_owned(),
                caller: caller.map(str::to_owned),
                key,
                caller_key,
                steps: BTreeMap::new(),
                labels: HashMap::new(),
                hint: None,
            });
        }
        self.extensions
            .get_mut(index)
            .ok_or_else(|| "it is not there".to_owned())
    }

    /// The extension of this name and caller, if it is there.
    pub(super) fn existing(&self, name: &str, caller: Option<&str>) -> Option<&Extension> {
        let key = (
            Key::parse(name).ok()?,
            caller.map(Key::parse).transpose().ok()?,
        );
        self.extensions.get(*self.by_key.get(&key)?)
    }

    /// Sorts the extensions by preference and builds the indexes.
    pub(super) fn index(&mut self) {
        self.extensions.sort_by(|one, other| {
            // Of equal names, those for certain callers come first.
            let by_caller = one.caller_key.is_none().cmp(&other.caller_key.is_none());
            let by_name = one.key.cmp(&other.key);
            by_name
                .then(by_caller)
                .then_with(|| one.caller_key.cmp(&other.caller_key))
        });
        self.by_key.clear();
        self.by_name.clear();
        self.by_start.clear();
        self.by_text.clear();
        self.patterns = Trie::default();
        for (index, extension) in self.extensions.iter().enumerate() {
            self.by_key
                .insert((extension.key.clone(), extension.caller_key.clone()), index);
            match &extension.key {
                Key::Name(name) => {
                    self.by_name.entry(name.clone()).or_default().push(index);
                    self.by_start.entry(name.clone()).or_default().push(index);
                }
                Key::Pattern(units) => {
                    let text = extension.name.to_ascii_lowercase();
                    self.by_text.entry(text).or_default().push(index);
                    self.patterns.insert(units, index);
                }
            }
        }
    }

    /// The first extension in the order of preference that fits the number and the caller and has
    /// what is wanted. `steps` counts the effort.
    pub(super) fn find(
        &self,
        number: &str,
        caller: Option<&str>,
        has_what_is_wanted: &mut dyn FnMut(&Extension) -> bool,
        look: Look,
        steps: &mut usize,
    ) -> Verdict<'_> {
        let mut offer = |index: usize| match self.extensions.get(index) {
            Some(extension) if !extension.is_for(caller) => trie::Verdict::Ignore,
            Some(extension) if has_what_is_wanted(extension) => trie::Verdict::Take,
            _ => trie::Verdict::Pass,
        };
        let digits = without_dashes(number);
        let named = self
            .named(&digits, look, &mut offer, steps)
            .or_else(|| self.written_so(number, look, &mut offer));
        let wanted = match look {
            Look::Match => Wanted::Match,
            Look::Prefix => Wanted::Prefix,
            Look::Longer => Wanted::Longer,
        };
        let outcome = match named {
            Some(index) => Outcome::Taken(index),
            None => self.patterns.search(&digits, wanted, &mut offer, steps),
        };
        match outcome {
            Outcome::Taken(index) => self
                .extensions
                .get(index)
                .map_or(Verdict::Nothing, Verdict::Found),
            Outcome::Nothing => Verdict::Nothing,
            Outcome::Decided => Verdict::Decided,
        }
    }

    /// Extensions that are no patterns.
    fn named(
        &self,
        digits: &[u8],
        look: Look,
        offer: &mut dyn FnMut(usize) -> trie::Verdict,
        steps: &mut usize,
    ) -> Option<usize> {
        let mut takes = |indexes: &Vec<usize>| {
            *steps += 1;
            indexes
                .iter()
                .copied()
                .find(|index| offer(*index) == trie::Verdict::Take)
        };
        let from = match look {
            Look::Match => return self.by_name.get(digits).and_then(takes),
            Look::Prefix => Bound::Included(digits),
            Look::Longer => Bound::Excluded(digits),
        };
        self.by_start
            .range::<[u8], _>((from, Bound::Unbounded))
            .take_while(|(name, _)| name.starts_with(digits))
            .find_map(|(_, indexes)| takes(indexes))
    }

    /// A pattern dialled by its own text.
    fn written_so(
        &self,
        number: &str,
        look: Look,
        offer: &mut dyn FnMut(usize) -> trie::Verdict,
    ) -> Option<usize> {
        if look != Look::Match || !number.starts_with('_') {
            return None;
        }
        let indexes = self.by_text.get(&number.to_ascii_lowercase())?;
        indexes
            .iter()
            .copied()
            .find(|index| offer(*index) == trie::Verdict::Take)
    }

    pub(super) fn ignores(&self, digits: &str) -> bool {
        let mut patterns = self.ignore_patterns.iter();
        patterns.any(|(pattern, _)| Key::parse(pattern).is_ok_and(|key| key.matches(digits)))
    }
}

impl Extension {
    pub(super) fn step(&self, place: Place<'_>) -> Option<&Step> {
        match place {
            Place::Priority(priority) => self.steps.get(&priority),
            Place::Label(label) => self.steps.get(self.labels.get(label)?),
        }
    }

    /// Whether it is meant for a caller with this number.
    fn is_for(&self, caller: Option<&str>) -> bool {
        match (&self.caller, &self.caller_key) {
            (Some(wanted), Some(key)) => match caller.filter(|caller| !caller.is_empty()) {
                Some(caller) => key.matches(caller),
                None => wanted.is_empty(),
            },
            _ => true,
        }
    }
}

impl Include {
    pub(super) fn is_active(&self, at: &MomentForTimes<'_>) -> bool {
        self.times.as_ref().is_none_or(|times| times.covers(at))
    }
}
