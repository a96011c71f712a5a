//! What both files need while a section becomes a struct: complaints in one voice, and lists.

use std::collections::BTreeMap;

use audio::Codec;
use config::{Entry, Problem, Section, Severity, TableDoc};
use sip::header::Uri;

use super::values::CodecList;
use crate::auth::Acl;

/// The named lists of `acl.conf`.
pub(super) type NamedAcls = BTreeMap<String, Acl>;

/// Collects what is wrong in one section.
pub(super) struct Reader<'a> {
    pub(super) whose: String,
    pub(super) section: &'a Section,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(kind: &str, section: &'a Section, problems: &'a mut Vec<Problem>) -> Self {
        Self {
            whose: format!("{kind} '{}'", section.name),
            section,
            problems,
        }
    }

    /// Complains of an option where this section has it; what is inherited from `[general]` was
    /// complained of there.
    pub(super) fn warn(&mut self, option: &str, message: impl AsRef<str>) {
        if let Some(entry) = self.section.entry(option) {
            self.warn_at(&entry.clone(), message);
        }
    }

    pub(super) fn warn_at(&mut self, entry: &Entry, message: impl AsRef<str>) {
        let text = format!("{}: {}", self.whose, message.as_ref());
        self.problems.push(Problem::warning(&entry.span, text));
    }

    /// Complains of the section as a whole.
    pub(super) fn warn_section(&mut self, message: impl AsRef<str>) {
        let text = format!("{}: {}", self.whose, message.as_ref());
        self.problems
            .push(Problem::warning(&self.section.span, text));
    }

    pub(super) fn note_at(&mut self, entry: &Entry, message: impl AsRef<str>) {
        let text = format!("{}: {}", self.whose, message.as_ref());
        self.problems.push(Problem::note(&entry.span, text));
    }

    /// Complains of a name that is not there, and asks whether a near one was meant.
    pub(super) fn missing<'n>(
        &mut self,
        option: &str,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let span = self
            .section
            .entry(option)
            .map_or(&self.section.span, |entry| &entry.span);
        let text = format!("{}: {option}: there is no {what} '{name}'", self.whose);
        self.problems
            .push(Problem::warning(span, text).did_you_mean(name, known));
    }

    /// Applies the `allow` and `disallow` lines in order.
    pub(super) fn codecs(&mut self, list: &mut CodecList) {
        let section = self.section;
        for entry in &section.entries {
            let allow = entry.name.eq_ignore_ascii_case("allow");
            if !allow && !entry.name.eq_ignore_ascii_case("disallow") {
                continue;
            }
            for name in list.apply(allow, &entry.value) {
                let text = format!("{}: {}: there is no codec '{name}'", self.whose, entry.name);
                let names = Codec::all().map(Codec::name);
                self.problems
                    .push(Problem::warning(&entry.span, text).did_you_mean(&name, names));
            }
        }
    }

    /// Makes a list of `permit` and `deny` lines in order, with the named lists behind it.
    pub(super) fn acl(&mut self, words: &AclWords, named: &NamedAcls) -> Acl {
        let mut acl = Acl::default();
        let section = self.section;
        for entry in &section.entries {
            let is = |word: &str| entry.name.eq_ignore_ascii_case(word);
            if is(words.permit) || is(words.deny) {
                if let Err(piece) = acl.add(is(words.permit), &entry.value) {
                    let what =
                        "is neither an address nor a network; the rest of the line is ignored";
                    self.warn_at(entry, format!("{}: '{piece}' {what}", entry.name));
                }
            } else if is(words.named) {
                self.add_named(&mut acl, entry, named);
            }
        }
        acl
    }

    /// Reads a URI; a host alone is taken for one.
    pub(super) fn uri(&mut self, option: &str, text: &str) -> Option<Uri> {
        if text.is_empty() {
            return None;
        }
        match Uri::parse(text) {
            Ok(uri) if uri.is_sip() => Some(uri),
            _ => {
                let what = format!("{option} = '{text}': expected a SIP URI; the line is ignored");
                self.warn(option, what);
                None
            }
        }
    }

    fn add_named(&mut self, acl: &mut Acl, entry: &Entry, named: &NamedAcls) {
        for name in entry
            .value
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            if let Some(found) = named.get(name) {
                acl.extend(found);
            } else {
                // Asterisk refuses everyone when a list is missing; so do we.
                let _ = acl.add(false, "0.0.0.0/0,::/0");
                let what = "is not in acl.conf; nobody is let in";
                let text = format!("{}: {}: list '{name}' {what}", self.whose, entry.name);
                let names = named.keys().map(String::as_str);
                self.problems
                    .push(Problem::warning(&entry.span, text).did_you_mean(name, names));
            }
        }
    }
}

/// The names of the options that make a list.
pub(super) struct AclWords {
    pub(super) permit: &'static str,
    pub(super) deny: &'static str,
    pub(super) named: &'static str,
}

/// Lists of source addresses.
pub(super) const SOURCE_ACL: AclWords = AclWords {
    permit: "permit",
    deny: "deny",
    named: "acl",
};

/// Whether a table says anything of a name.
pub(super) fn knows(table: &TableDoc, name: &str) -> bool {
    let lists = [table.elsewhere, table.unsupported, table.ignored];
    let mut listed = lists.into_iter().flatten();
    table.find(name).is_some() || listed.any(|other| other.eq_ignore_ascii_case(name))
}

/// All names of a table.
pub(super) fn names_of(table: &TableDoc) -> impl Iterator<Item = &'static str> + use<> {
    let lists = [table.elsewhere, table.unsupported];
    let options = table.options.iter().flat_map(|option| option.names());
    options.chain(lists.into_iter().flatten().copied())
}

/// Whether a file can be used at all.
pub(super) fn has_error(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
}
