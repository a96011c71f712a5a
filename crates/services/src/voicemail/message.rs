//! One message: the text file beside its recordings, in Asterisk's form.

use std::fmt::Write as _;

/// What the text file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageInfo {
    /// Names and values in order. What another program wrote stays.
    pub fields: Vec<(String, String)>,
}

impl MessageInfo {
    /// Reads the file; anything that is no `name=value` is left out.
    pub fn parse(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let lines = text.lines().map(str::trim);
        let fields = lines
            .filter(|line| !line.starts_with([';', '[', '#']))
            .filter_map(|line| line.split_once('='));
        Self {
            fields: fields
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .take(MOST_FIELDS)
                .collect(),
        }
    }

    /// The file.
    pub fn render(&self) -> String {
        let mut text = ";\n; Message Information file\n;\n[message]\n".to_owned();
        for (name, value) in &self.fields {
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            let _ = writeln!(text, "{name}={value}");
        }
        text
    }

    /// A value; empty when it is missing.
    pub fn get(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }

    /// Sets a value.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.fields.push((name.to_owned(), value)),
        }
    }

    /// When it was left, in seconds since 1970.
    pub fn time(&self) -> i64 {
        self.get("origtime").parse().unwrap_or(0)
    }

    /// Its length in seconds.
    pub fn seconds(&self) -> u32 {
        self.get("duration").parse().unwrap_or(0)
    }

    /// Marked as urgent?
    pub fn is_urgent(&self) -> bool {
        self.get("flag").eq_ignore_ascii_case("urgent")
    }
}

/// A message in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The folder's name.
    pub folder: String,
    /// Its number there when it was seen.
    pub number: u32,
    /// What is known of it; also what it is recognised by when another program has moved it.
    pub info: MessageInfo,
}

impl Message {
    /// Path without ending, below the mailbox's folder.
    pub fn stem(&self) -> String {
        format!("{}/{}", self.folder, file_stem(self.number))
    }
}

/// `msg0007`; numbers above 9999 have more digits.
pub(super) fn file_stem(number: u32) -> String {
    format!("msg{number:04}")
}

/// The number and the ending of a message's file.
pub(super) fn parse_name(name: &str) -> Option<(u32, &str)> {
    let (digits, ending) = name.strip_prefix("msg")?.split_once('.')?;
    if digits.len() < 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((digits.parse().ok()?, ending))
}

const MOST_FIELDS: usize = 200;
