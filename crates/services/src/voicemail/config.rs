//! `voicemail.conf`: `[general]`, `[zonemessages]`, aliases, and a section of mailboxes a context.

mod options;

use std::collections::BTreeMap;

use config::{Entry, OptionTable, Problem, Section, Tree, nearest};

pub use options::{BoxOptions, General};

use super::MailboxId;

/// Everything that the file says.
#[derive(Clone, Debug, Default)]
pub struct VoicemailConf {
    /// `[general]`.
    pub general: General,
    /// What a mailbox has unless its line says otherwise.
    pub defaults: BoxOptions,
    /// `[zonemessages]`, in the order of the file.
    pub zones: Vec<Zone>,
    /// Other names of mailboxes: the alias, the mailbox.
    pub aliases: Vec<(MailboxId, MailboxId)>,
    mailboxes: Vec<Mailbox>,
    places: BTreeMap<MailboxId, usize>,
}

/// A line of `[zonemessages]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its name, for `tz=`.
    pub name: String,
    /// The time zone; empty is the machine's own.
    pub timezone: String,
    /// How date and time are said.
    pub format: String,
}

/// One mailbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Mailbox {
    /// Name and context.
    pub id: MailboxId,
    /// The password as written; a `-` in front keeps its owner from changing it.
    pub password: String,
    /// Whose it is.
    pub full_name: String,
    /// Addresses, `|` between them.
    pub email: String,
    /// Addresses for short notices, `|` between them.
    pub pager: String,
    /// Its options.
    pub options: BoxOptions,
    /// The file with its line, for writing a new password.
    pub file: String,
}

impl Mailbox {
    /// The password without the mark that it cannot be changed.
    pub fn secret(&self) -> &str {
        self.password.strip_prefix('-').unwrap_or(&self.password)
    }

    /// May its owner choose another password?
    pub fn may_change_password(&self) -> bool {
        !self.password.starts_with('-')
    }
}

impl VoicemailConf {
    /// Reads the file.
    pub fn load(tree: &Tree) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::default(), Vec::new());
        for section in tree.sections_named("general") {
            problems.extend(this.read_general(section));
        }
        let aliases = this.general.aliasescontext.clone();
        for section in tree.live() {
            match section.name.as_str() {
                "general" => {}
                "zonemessages" => {
                    let zones = section.entries.iter();
                    this.zones.extend(zones.map(zone));
                }
                name if !aliases.is_empty() && name == aliases => {
                    let aliases = section.entries.iter().map(|entry| {
                        (
                            MailboxId::parse(&entry.name),
                            MailboxId::parse(&entry.value),
                        )
                    });
                    this.aliases.extend(aliases);
                }
                _ => this.read_context(section, &mut problems),
            }
        }
        (this, problems)
    }

    fn read_general(&mut self, section: &Section) -> Vec<Problem> {
        let whose = "voicemail.conf [general]";
        let of_boxes = |entry: &&Entry| BoxOptions::DOC.find(&entry.name).is_some();
        let (boxes, rest): (Vec<_>, Vec<_>) = section.entries.iter().partition(of_boxes);
        let (strange, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|e| is_strange(e));
        let mut problems = self.defaults.apply_entries(whose, boxes);
        problems.extend(self.general.apply_entries(whose, rest));
        let options = BoxOptions::DOC.options.iter().chain(General::DOC.options);
        let known: Vec<&str> = options.map(|option| option.name).collect();
        for entry in strange {
            let text = format!("{whose}: option '{}' is not known", entry.name);
            let problem = Problem::warning(&entry.span, text);
            problems.push(match nearest(&entry.name, known.iter().copied()) {
                Some(near) => problem.with_hint(format!("did you mean '{near}'?")),
                None => problem,
            });
        }
        problems
    }

    /// Lines are mailboxes. A line with the name of an option is an option for the mailboxes below it:
    /// nobody calls a mailbox `attach`, but two in a hundred files have such lines.
    fn read_context(&mut self, section: &Section, problems: &mut Vec<Problem>) {
        let mut defaults = self.defaults.clone();
        for entry in &section.entries {
            let number = entry.name.bytes().all(|b| b.is_ascii_digit());
            if !number && BoxOptions::DOC.find(&entry.name).is_some() {
                let whose = format!("context '{}'", section.name);
                problems.extend(defaults.apply_entries(&whose, [entry]));
                continue;
            }
            if !number && General::DOC.find(&entry.name).is_some() {
                let text = format!(
                    "context '{}': '{}' belongs into [general] and has no effect here",
                    section.name, entry.name
                );
                problems.push(Problem::warning(&entry.span, text));
                continue;
            }
            if let Some(fault) = unfit(&entry.name) {
                let text = format!("mailbox '{}' {fault}; it is left out", entry.name);
                problems.push(Problem::warning(&entry.span, text));
                continue;
            }
            let mailbox = read_mailbox(&section.name, entry, &defaults, problems);
            self.add(mailbox);
        }
    }

    /// Adds a mailbox; one of that name is replaced.
    pub fn add(&mut self, mailbox: Mailbox) {
        let place = *self
            .places
            .entry(mailbox.id.clone())
            .or_insert(self.mailboxes.len());
        match self.mailboxes.get_mut(place) {
            Some(there) => *there = mailbox,
            None => self.mailboxes.push(mailbox),
        }
    }

    /// A mailbox, also by an alias.
    pub fn find(&self, id: &MailboxId) -> Option<&Mailbox> {
        let own = |id: &MailboxId| {
            self.places
                .get(id)
                .and_then(|place| self.mailboxes.get(*place))
        };
        own(id).or_else(|| {
            let (_, real) = self.aliases.iter().find(|(alias, _)| alias == id)?;
            own(real)
        })
    }

    /// A mailbox as the dialplan names it: without a context it is in `default`, or with
    /// `searchcontexts` in whichever has it.
    pub fn find_named(&self, text: &str) -> Option<&Mailbox> {
        let found = self.find(&MailboxId::parse(text));
        if found.is_some() || text.contains('@') || !self.general.searchcontexts {
            return found;
        }
        self.mailboxes
            .iter()
            .find(|mailbox| mailbox.id.name == text.trim())
    }

    /// All mailboxes, in the order of the file.
    pub fn mailboxes(&self) -> impl Iterator<Item = &Mailbox> {
        self.mailboxes.iter()
    }

    /// The zone that a mailbox names.
    pub fn zone(&self, mailbox: &Mailbox) -> Option<&Zone> {
        let name = &mailbox.options.tz;
        self.zones.iter().find(|zone| zone.name == *name)
    }

    /// Recording formats, the first one goes by mail.
    pub fn formats(&self) -> Vec<String> {
        let formats = self.general.format.split('|').map(str::trim);
        let formats: Vec<String> = formats
            .filter(|format| !format.is_empty())
            .map(str::to_owned)
            .collect();
        if formats.is_empty() {
            vec!["wav".to_owned()]
        } else {
            formats
        }
    }

    /// A new password for a mailbox.
    pub fn set_password(&mut self, id: &MailboxId, password: &str) {
        if let Some(place) = self.places.get(id)
            && let Some(mailbox) = self.mailboxes.get_mut(*place)
        {
            mailbox.password = password.to_owned();
        }
    }
}

/// Neither table has heard of it.
fn is_strange(entry: &Entry) -> bool {
    let tables = [BoxOptions::DOC, General::DOC];
    tables.iter().all(|table| {
        let mut lists = table.unsupported.iter().chain(table.ignored);
        table.find(&entry.name).is_none()
            && !lists.any(|name| name.eq_ignore_ascii_case(&entry.name))
    })
}

fn zone(entry: &Entry) -> Zone {
    let (timezone, format) = entry.value.split_once('|').unwrap_or((&entry.value, ""));
    Zone {
        name: entry.name.clone(),
        timezone: timezone.trim().to_owned(),
        format: format.trim().to_owned(),
    }
}

/// A name becomes a folder.
fn unfit(name: &str) -> Option<&'static str> {
    match name {
        "" | "." | ".." => Some("has no name that a folder could have"),
        _ if name.contains(['/', '\0']) => Some("has a slash in its name"),
        _ => None,
    }
}

/// `password,name,email,pager,options`. Fields are not trimmed, but an address loses the blanks around
/// it when mail is made.
fn read_mailbox(
    context: &str,
    entry: &Entry,
    defaults: &BoxOptions,
    problems: &mut Vec<Problem>,
) -> Mailbox {
    let mut fields = entry.value.splitn(5, ',');
    let mut field = || fields.next().unwrap_or_default().to_owned();
    let (password, full_name, email, pager) = (field(), field(), field(), field());
    let mut options = defaults.clone();
    for option in field()
        .split('|')
        .filter(|option| !option.trim().is_empty())
    {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let line = Entry {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            arrow: false,
            span: entry.span.clone(),
        };
        let whose = format!("mailbox '{}@{context}'", entry.name);
        problems.extend(options.apply_entries(&whose, [&line]));
    }
    Mailbox {
        id: MailboxId {
            name: entry.name.clone(),
            context: context.to_owned(),
        },
        password,
        full_name,
        email,
        pager,
        options,
        file: entry.span.file.to_string(),
    }
}

#[cfg(test)]
mod tests;
