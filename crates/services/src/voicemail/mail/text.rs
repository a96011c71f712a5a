//! The texts of mails where the file gives none, and the variables that its own texts use.

use super::super::config::{Mailbox, VoicemailConf};

/// What is told about a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Its number, from 1.
    pub number: u32,
    /// Its length in seconds.
    pub seconds: u32,
    /// Caller's name and number.
    pub caller: (String, String),
    /// When, in the form of `emaildateformat`.
    pub date: String,
    /// Its category.
    pub category: String,
    /// Whether it was forwarded.
    pub forwarded: bool,
    /// Caller and date of the original, where it was forwarded.
    pub original: (String, String),
}

impl Texts {
    /// The variables of `emailbody` and its like.
    pub fn variables(&self, mailbox: &Mailbox) -> Vec<(&'static str, String)> {
        let (name, number) = &self.caller;
        vec![
            ("VM_NAME", mailbox.full_name.clone()),
            ("VM_DUR", self.duration()),
            ("VM_MSGNUM", self.number.to_string()),
            ("VM_CONTEXT", mailbox.id.context.clone()),
            ("VM_MAILBOX", mailbox.id.name.clone()),
            ("VM_CALLERID", self.caller()),
            ("VM_CIDNAME", or(name, "an unknown caller")),
            ("VM_CIDNUM", or(number, "an unknown caller")),
            ("VM_DATE", self.date.clone()),
            ("VM_CATEGORY", or(&self.category, "no category")),
            ("ORIG_VM_CALLERID", self.original.0.clone()),
            ("ORIG_VM_DATE", self.original.1.clone()),
        ]
    }

    /// Name and number, or whichever there is.
    pub fn caller(&self) -> String {
        match (self.caller.0.as_str(), self.caller.1.as_str()) {
            ("", "") => "an unknown caller".to_owned(),
            ("", number) => number.to_owned(),
            (name, "") => name.to_owned(),
            (name, number) => format!("\"{name}\" <{number}>"),
        }
    }

    /// Minutes and seconds.
    pub fn duration(&self) -> String {
        format!("{}:{:02}", self.seconds / 60, self.seconds % 60)
    }

    /// The subject of the file, not yet substituted, or the usual one.
    pub fn subject(&self, conf: &VoicemailConf, mailbox: &Mailbox) -> String {
        if !mailbox.options.emailsubject.is_empty() {
            return mailbox.options.emailsubject.clone();
        }
        let tag = if conf.general.pbxskip { "" } else { "[PBX]: " };
        let kind = if self.forwarded { "Forwarded" } else { "New" };
        format!(
            "{tag}{kind} message {} in mailbox {}",
            self.number, mailbox.id.name
        )
    }

    /// The text of the file, not yet substituted, or the usual one.
    pub fn body(&self, mailbox: &Mailbox) -> String {
        if !mailbox.options.emailbody.is_empty() {
            return escapes(&mailbox.options.emailbody);
        }
        format!(
            "Hello {},\n\nthere is a voice message of {} for you in mailbox {} (number {}).\nIt was left \
             by {} on {}.\n\nDial your mailbox to hear it.\n",
            mailbox.full_name,
            self.duration(),
            mailbox.id.name,
            self.number,
            self.caller(),
            self.date
        )
    }

    /// The subject of pager mails.
    pub fn pager_subject(&self, conf: &VoicemailConf) -> String {
        or(&conf.general.pagersubject, "New VM")
    }

    /// The text of pager mails.
    pub fn pager_body(&self, conf: &VoicemailConf, mailbox: &Mailbox) -> String {
        if !conf.general.pagerbody.is_empty() {
            return escapes(&conf.general.pagerbody);
        }
        format!(
            "{} message in box {}\nfrom {}, {}",
            self.duration(),
            mailbox.id.name,
            self.caller(),
            self.date
        )
    }
}

/// `\n`, `\t` and `\r` as files write them.
pub fn escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let meant = match (letter, rest.peek()) {
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some('r')) => Some('\r'),
            _ => None,
        };
        match meant {
            Some(meant) => {
                rest.next();
                out.push(meant);
            }
            None => out.push(letter),
        }
    }
    out
}

fn or(text: &str, otherwise: &str) -> String {
    if text.is_empty() { otherwise } else { text }.to_owned()
}
