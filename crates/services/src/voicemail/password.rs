//! Passwords: rules for new ones, and where they are written.

use call::disk::{Disk, DiskFault, DiskWork};

/// Why a new password is not taken, or `None`: it is too short, or could not be typed.
pub fn fault(new: &str, minimum: u32) -> Option<&'static str> {
    if new.len() < minimum as usize {
        return Some("it is too short");
    }
    if new.is_empty() || !new.chars().all(|c| c.is_ascii_digit()) {
        return Some("it is not made of digits");
    }
    None
}

/// Writes a new password into a mailbox's line of `voicemail.conf`; comments and everything else stay.
#[derive(Debug)]
pub struct WriteToConf {
    /// The file.
    pub path: String,
    /// The section.
    pub context: String,
    /// The mailbox.
    pub mailbox: String,
    /// The password.
    pub password: String,
}

impl DiskWork for WriteToConf {
    type Reply = Result<(), DiskFault>;

    fn perform(&self, disk: &dyn Disk) -> Self::Reply {
        let Some(bytes) = disk.read(&self.path)? else {
            return Err(format!("'{}' is not there", self.path));
        };
        let text =
            String::from_utf8(bytes).map_err(|_| format!("'{}' is no UTF-8 text", self.path))?;
        let changed = replace(&text, &self.context, &self.mailbox, &self.password)
            .ok_or_else(|| format!("mailbox {} has no line in '{}'", self.mailbox, self.path))?;
        disk.write(&self.path, changed.as_bytes())
    }
}

/// Writes a new password into a mailbox's own folder (`passwordlocation=spooldir`).
#[derive(Debug)]
pub struct WriteToSpool {
    /// The mailbox's folder.
    pub path: String,
    /// The password.
    pub password: String,
}

impl DiskWork for WriteToSpool {
    type Reply = Result<(), DiskFault>;

    fn perform(&self, disk: &dyn Disk) -> Self::Reply {
        let text = format!("[general]\npassword={}\n", self.password);
        disk.write(&format!("{}/secret.conf", self.path), text.as_bytes())
    }
}

/// The password in a mailbox's own folder, if there is one.
#[derive(Debug)]
pub struct ReadFromSpool {
    /// The mailbox's folder.
    pub path: String,
}

impl DiskWork for ReadFromSpool {
    type Reply = Option<String>;

    fn perform(&self, disk: &dyn Disk) -> Option<String> {
        let bytes = disk.read(&format!("{}/secret.conf", self.path)).ok()??;
        let text = String::from_utf8_lossy(&bytes);
        let value = text
            .lines()
            .filter_map(|line| line.split_once('='))
            .find(|(name, _)| name.trim() == "password")?;
        Some(value.1.trim().to_owned())
    }
}

/// The text with another password in one line; `None` when there is no such line.
fn replace(text: &str, context: &str, mailbox: &str, password: &str) -> Option<String> {
    let mut section = "";
    let mut out = String::with_capacity(text.len() + password.len());
    let mut done = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if let Some(rest) = trimmed.strip_prefix('[') {
            section = rest.split(']').next().unwrap_or_default();
        }
        match (section == context)
            .then(|| password_of(line, mailbox))
            .flatten()
        {
            Some(range) => {
                out.push_str(line.get(..range.start).unwrap_or_default());
                out.push_str(password);
                out.push_str(line.get(range.end..).unwrap_or_default());
                done = true;
            }
            None => out.push_str(line),
        }
    }
    done.then_some(out)
}

/// Where the password stands in a mailbox's line.
fn password_of(line: &str, mailbox: &str) -> Option<std::ops::Range<usize>> {
    let indent = line.len() - line.trim_start().len();
    let rest = line.get(indent..)?.strip_prefix(mailbox)?;
    let rest = rest.trim_start().strip_prefix('=')?;
    let rest = rest
        .strip_prefix('>')
        .unwrap_or(rest)
        .trim_start_matches([' ', '\t']);
    let start = line.len() - rest.len();
    let length = rest.find([',', ';', '\r', '\n']).unwrap_or(rest.len());
    let password = rest.get(..length)?.trim_end();
    Some(start..start + password.len())
}

#[cfg(test)]
mod tests;
