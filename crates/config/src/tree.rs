//! A configuration after its includes and templates are resolved.

use crate::Span;

/// One `name = value` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name as written.
    pub name: String,
    /// The value, trimmed at both ends; comments are gone and `\;` is `;`.
    pub value: String,
    /// Whether it was written `=>`. Only a few files care.
    pub arrow: bool,
    /// Where the name is written; for an inherited entry, the line in the template.
    pub span: Span,
}

/// One `[name]` with everything that it inherits, its parents' entries first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The name as written.
    pub name: String,
    /// Marked `(!)`: only its heirs count.
    pub template: bool,
    /// Sections that it inherits from, in order.
    pub parents: Vec<String>,
    /// Its entries in order. Later ones override earlier ones, or add to them, as the option wants.
    pub entries: Vec<Entry>,
    /// Where its first header is written.
    pub span: Span,
}

/// A whole configuration. Several sections may bear one name, as `pjsip.conf` needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Every section in the order of the first headers, templates included.
    pub sections: Vec<Section>,
}

impl Tree {
    /// The sections that count: all but templates.
    pub fn live(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| !section.template)
    }

    /// The live sections with exactly this name.
    pub fn sections_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Section> {
        self.live().filter(move |section| section.name == name)
    }

    /// The first live section of this name: written exactly so, else without regard to case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Section> {
        self.live()
            .find(|section| section.name == name)
            .or_else(|| {
                self.live()
                    .find(|section| section.name.eq_ignore_ascii_case(name))
            })
    }
}

impl Section {
    /// The last value of an option, without regard to its name's case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.entry(name).map(|entry| entry.value.as_str())
    }

    /// The last entry of an option, without regard to its name's case.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .rfind(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Every entry of an option in order, without regard to its name's case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.name.eq_ignore_ascii_case(name))
    }
}
