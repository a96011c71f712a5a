//! The sections of a tree while it is being read, with an index and a limit.

use std::collections::BTreeMap;

use crate::{Entry, Section, Span};

/// The limit on entries or on their text is reached.
pub(crate) struct Full;

pub(crate) struct Sections {
    sections: Vec<Section>,
    /// Places of the sections by their names in lower case.
    by_name: BTreeMap<String, Vec<usize>>,
    /// The natural section that stray entries began, until its header comes.
    stray: Option<usize>,
    /// For `+=`: the last place of each name in one section.
    last: Option<(usize, BTreeMap<String, usize>)>,
    entries_left: usize,
    text_left: usize,
}

impl Sections {
    pub(crate) fn new(most_entries: usize, most_text: usize) -> Self {
        Self {
            sections: Vec::new(),
            by_name: BTreeMap::new(),
            stray: None,
            last: None,
            entries_left: most_entries,
            text_left: most_text,
        }
    }

    pub(crate) fn finish(self) -> Vec<Section> {
        self.sections
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|section| section.name.as_str())
    }

    /// Begins a section. The header of the natural section continues what stray entries began.
    pub(crate) fn open(&mut self, name: &str, template: bool, span: &Span) -> Result<usize, Full> {
        if let Some(stray) = self.stray
            && !template
            && self
                .sections
                .get(stray)
                .is_some_and(|begun| begun.name.eq_ignore_ascii_case(name))
        {
            self.stray = None;
            return Ok(stray);
        }
        self.pay(1, name.len())?;
        Ok(self.push(name, template, span))
    }

    /// The section for entries before any header.
    pub(crate) fn natural(&mut self, name: &str, span: &Span) -> usize {
        let places = self.by_name.get(&name.to_ascii_lowercase());
        let live = |place: &&usize| {
            self.sections
                .get(**place)
                .is_some_and(|section| !section.template)
        };
        if let Some(place) = places.and_then(|places| places.iter().find(live)) {
            return *place;
        }
        let place = self.push(name, false, span);
        self.stray = Some(place);
        place
    }

    /// The first section of that name that the filter lets pass. A filter is `option=value`, several
    /// joined by `&`; `TEMPLATES=include` and `TEMPLATES=restrict` let templates pass and only them.
    pub(crate) fn find(&self, name: &str, filter: &str) -> Option<usize> {
        let places = self.by_name.get(&name.to_ascii_lowercase())?;
        let passing = |place: &&usize| {
            self.sections
                .get(**place)
                .is_some_and(|section| passes(section, filter))
        };
        places.iter().find(passing).copied()
    }

    /// Adds a parent's entries; false when there is no such parent.
    pub(crate) fn inherit(&mut self, heir: usize, parent: &str) -> Result<bool, Full> {
        let places = self.by_name.get(&parent.to_ascii_lowercase());
        // A section cannot inherit from itself, but may from an earlier one of its name.
        let Some(parent) = places.and_then(|places| places.iter().find(|place| **place != heir))
        else {
            return Ok(false);
        };
        let Some(parent) = self.sections.get(*parent) else {
            return Ok(false);
        };
        let text: usize = parent.entries.iter().map(size).sum();
        let (name, count) = (parent.name.clone(), parent.entries.len());
        let entries = (count <= self.entries_left).then(|| parent.entries.clone());
        let Some(entries) = entries.filter(|_| text <= self.text_left) else {
            return Err(Full);
        };
        self.pay(count + 1, text + name.len())?;
        self.last = None;
        if let Some(heir) = self.sections.get_mut(heir) {
            heir.entries.extend(entries);
            heir.parents.push(name);
        }
        Ok(true)
    }

    pub(crate) fn add(&mut self, section: usize, entry: Entry) -> Result<(), Full> {
        self.pay(1, size(&entry))?;
        let Some(entries) = self
            .sections
            .get_mut(section)
            .map(|section| &mut section.entries)
        else {
            return Ok(());
        };
        if let Some((indexed, last)) = &mut self.last
            && *indexed == section
        {
            last.insert(entry.name.clone(), entries.len());
        }
        entries.push(entry);
        Ok(())
    }

    /// Continues the value of the last entry of that name; adds the entry when there is none.
    pub(crate) fn append(&mut self, section: usize, entry: Entry) -> Result<(), Full> {
        let Some(entries) = self
            .sections
            .get_mut(section)
            .map(|section| &mut section.entries)
        else {
            return Ok(());
        };
        if self
            .last
            .as_ref()
            .is_none_or(|(indexed, _)| *indexed != section)
        {
            let names = entries
                .iter()
                .enumerate()
                .map(|(place, entry)| (entry.name.clone(), place));
            self.last = Some((section, names.collect()));
        }
        let place = self
            .last
            .as_ref()
            .and_then(|(_, last)| last.get(&entry.name));
        if let Some(before) = place.and_then(|place| entries.get_mut(*place)) {
            before.value.push_str(&entry.value);
            return self.pay(0, entry.value.len());
        }
        self.add(section, entry)
    }

    fn push(&mut self, name: &str, template: bool, span: &Span) -> usize {
        let place = self.sections.len();
        self.sections.push(Section {
            name: name.to_owned(),
            template,
            parents: Vec::new(),
            entries: Vec::new(),
            span: span.clone(),
        });
        self.by_name
            .entry(name.to_ascii_lowercase())
            .or_default()
            .push(place);
        place
    }

    fn pay(&mut self, entries: usize, text: usize) -> Result<(), Full> {
        self.entries_left = self.entries_left.checked_sub(entries).ok_or(Full)?;
        self.text_left = self.text_left.checked_sub(text).ok_or(Full)?;
        Ok(())
    }
}

fn size(entry: &Entry) -> usize {
    entry.name.len() + entry.value.len()
}

fn passes(section: &Section, filter: &str) -> bool {
    let mut templates_too = filter.is_empty();
    let mut every = true;
    for (name, value) in filter
        .split('&')
        .filter_map(|condition| condition.split_once('='))
    {
        match (name, value) {
            ("TEMPLATES", "include") => templates_too = true,
            ("TEMPLATES", "restrict") => {
                templates_too = true;
                every &= section.template;
            }
            _ => every &= section.all(name).any(|entry| entry.value == value),
        }
    }
    every && (templates_too || !section.template)
}
