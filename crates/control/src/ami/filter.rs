//! `eventfilter`: which events an account hears, in the old form (a regular expression over the whole
//! event) and the new one (by name, header and method).

use std::sync::Arc;

use config::{Problem, Section};
use dialplan::regex::Regex;

use super::message::Block;

/// All filters of an account or a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters {
    include: Vec<Filter>,
    exclude: Vec<Filter>,
}

#[derive(Clone, Debug)]
struct Filter {
    event: Option<String>,
    header: Option<String>,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Always,
    Regex(Arc<Regex>),
    Exact(String),
    Begins(String),
    Ends(String),
    Contains(String),
}

impl Filters {
    /// Reads the `eventfilter` lines of a section.
    pub(crate) fn load(section: &Section) -> (Self, Vec<Problem>) {
        let mut filters = Self::default();
        let mut problems = Vec::new();
        for entry in &section.entries {
            let name = entry.name.trim();
            let Some(head) = name.get(..FILTER.len()) else {
                continue;
            };
            if !head.eq_ignore_ascii_case(FILTER) {
                continue;
            }
            let criteria = name[FILTER.len()..].trim();
            let added = match criteria {
                "" => filters.add_old(entry.value.trim()),
                _ => filters.add_new(criteria, entry.value.trim()),
            };
            if let Err(why) = added {
                problems.push(Problem::warning(
                    &entry.span,
                    format!("eventfilter: {why}; the line is ignored"),
                ));
            }
        }
        (filters, problems)
    }

    /// The old form: a regular expression, `!` in front to exclude.
    pub(crate) fn add_old(&mut self, text: &str) -> Result<(), String> {
        let (excludes, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let test = Test::Regex(Arc::new(Regex::new(text)?));
        self.add(
            excludes,
            Filter {
                event: None,
                header: None,
                test,
            },
        );
        Ok(())
    }

    /// The new form: `(action(exclude),name(Newchannel),header(Channel),method(starts_with))` and what
    /// to look for.
    pub(crate) fn add_new(&mut self, criteria: &str, text: &str) -> Result<(), String> {
        let inner = criteria
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'))
            .ok_or("the criteria stand between parentheses")?;
        let (mut excludes, mut event, mut header, mut method) = (false, None, None, "none");
        for piece in inner.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (name, value) = piece
                .strip_suffix(')')
                .and_then(|p| p.split_once('('))
                .ok_or_else(|| format!("'{piece}' is no criterion"))?;
            match (name.trim(), value.trim()) {
                ("action", "include") => excludes = false,
                ("action", "exclude") => excludes = true,
                ("name", value) => event = Some(value.to_owned()),
                ("header", value) => header = Some(value.trim_end_matches(':').to_owned()),
                ("method", value) => method = value,
                _ => return Err(format!("'{piece}' is no criterion")),
            }
        }
        let text = text.to_owned();
        let test = match method {
            "none" => Test::Always,
            "regex" => Test::Regex(Arc::new(Regex::new(&text)?)),
            "exact" => Test::Exact(text),
            "starts_with" => Test::Begins(text),
            "ends_with" => Test::Ends(text),
            "contains" => Test::Contains(text),
            other => return Err(format!("there is no method '{other}'")),
        };
        self.add(
            excludes,
            Filter {
                event,
                header,
                test,
            },
        );
        Ok(())
    }

    fn add(&mut self, excludes: bool, filter: Filter) {
        let list = match excludes {
            true => &mut self.exclude,
            false => &mut self.include,
        };
        // A program adds filters to its connection; nobody needs thousands.
        if list.len() < MOST_FILTERS {
            list.push(filter);
        }
    }

    /// Is this event heard? `text` is the event as it would be sent.
    pub(crate) fn allow(&self, event: &Block, text: &str) -> bool {
        let any = |list: &[Filter]| list.iter().any(|filter| filter.fits(event, text));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

impl Filter {
    fn fits(&self, event: &Block, text: &str) -> bool {
        let name = event.get("Event").unwrap_or_default();
        if self.event.as_deref().is_some_and(|wanted| wanted != name) {
            return false;
        }
        match &self.header {
            None => self.test.passes(text),
            Some(header) => event.get(header).is_some_and(|v| self.test.passes(v)),
        }
    }
}

impl Test {
    fn passes(&self, text: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Regex(regex) => regex.find(text).is_some(),
            Self::Exact(wanted) => text == wanted,
            Self::Begins(wanted) => text.starts_with(wanted.as_str()),
            Self::Ends(wanted) => text.ends_with(wanted.as_str()),
            Self::Contains(wanted) => text.contains(wanted.as_str()),
        }
    }
}

const FILTER: &str = "eventfilter";
const MOST_FILTERS: usize = 256;
