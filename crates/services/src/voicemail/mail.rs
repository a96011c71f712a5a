//! Mail about messages: what stands in it, and the folder where mails wait until they are sent.
//!
//! A mail is written as `.pending` before its message counts and becomes `.mail` right after. So a crash
//! in between neither loses it nor sends it for a message that is not there.

mod mime;
mod text;

use call::disk::{Disk, DiskFault, DiskWork};

use super::MessageInfo;

pub use mime::{Attachment, Charset};
pub use text::{Texts, escapes};

/// One mail, before its recording is attached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Name and address of the sender.
    pub from: (String, String),
    /// Name and address of the reader.
    pub to: (String, String),
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Character set to write it in.
    pub charset: String,
    /// `Date:`, ready made.
    pub date: String,
    /// `Message-ID:`, without the angle brackets. It stays when the mail is sent again.
    pub id: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// Ending of the recording to be attached.
    pub attach: Option<String>,
}

impl Letter {
    /// The whole mail.
    pub fn render(&self, attached: Option<Attachment>) -> Vec<u8> {
        mime::render(self, attached)
    }
}

/// Where mails of one message wait.
#[derive(Debug)]
pub struct Outbox {
    folder: String,
    name: String,
    written: u32,
}

impl Outbox {
    /// Nothing is written yet.
    pub fn new(folder: &str, name: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            written: 0,
        }
    }

    /// Writes a mail down, not to be sent before its message counts.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write(
        &mut self,
        disk: &dyn Disk,
        letter: &Letter,
        attached: Option<Attachment>,
        message: &str,
        id: &str,
    ) -> Result<(), DiskFault> {
        let mut job = format!("{message}\t{id}\n").into_bytes();
        job.extend(letter.render(attached));
        disk.write(&self.path(self.written, PENDING), &job)?;
        self.written += 1;
        Ok(())
    }

    /// The message counts: its mails may be sent.
    ///
    /// # Errors
    /// The disk refuses; they are released at the next start.
    pub fn release(&self, disk: &dyn Disk) -> Result<(), DiskFault> {
        for number in 0..self.written {
            disk.rename(&self.path(number, PENDING), &self.path(number, READY))?;
        }
        Ok(())
    }

    fn path(&self, number: u32, ending: &str) -> String {
        format!("{}/{}-{number}{ending}", self.folder, self.name)
    }
}

/// A mail that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its file.
    pub path: String,
    /// The mail.
    pub mail: Vec<u8>,
}

/// The mails to be sent, oldest first, a few at a time.
pub fn jobs(disk: &dyn Disk, folder: &str) -> Vec<Job> {
    let names = disk.names(folder);
    let ready = names.iter().filter(|name| name.ends_with(READY));
    let read = |name: &String| {
        let path = format!("{folder}/{name}");
        let bytes = disk.read(&path).ok()??;
        let start = bytes.iter().position(|b| *b == b'\n')? + 1;
        let mail = bytes.get(start..)?.to_vec();
        Some(Job { path, mail })
    };
    ready.take(AT_ONCE).filter_map(read).collect()
}

/// Sets right what a crash left: mails of messages that count are released, others are dropped.
#[derive(Debug)]
pub struct Recover {
    /// The folder.
    pub folder: String,
}

impl DiskWork for Recover {
    type Reply = ();

    fn perform(&self, disk: &dyn Disk) {
        for name in disk.names(&self.folder) {
            let Some(stem) = name.strip_suffix(PENDING) else {
                continue;
            };
            let path = format!("{}/{name}", self.folder);
            // What the disk refuses now is tried at the next start.
            let _ = match counts(disk, &path) {
                true => disk.rename(&path, &format!("{}/{stem}{READY}", self.folder)),
                false => disk.remove(&path),
            };
        }
    }
}

/// Is the message of a pending mail in its mailbox?
fn counts(disk: &dyn Disk, path: &str) -> bool {
    let Ok(Some(bytes)) = disk.read(path) else {
        return false;
    };
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let Some((message, id)) = line.split_once('\t') else {
        return false;
    };
    let Ok(Some(text)) = disk.read(message) else {
        return false;
    };
    MessageInfo::parse(&text).get("msg_id") == id
}

/// The addresses that a mail goes to, from its own headers.
pub fn recipients(mail: &[u8]) -> Vec<String> {
    addresses(mail, "to:")
}

/// The address that a mail comes from.
pub fn sender(mail: &[u8]) -> Option<String> {
    addresses(mail, "from:").into_iter().next()
}

fn addresses(mail: &[u8], header: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(mail);
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    let line = lines.find(|line| {
        line.get(..header.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(header))
    });
    let Some(line) = line else {
        return Vec::new();
    };
    let value = line.get(header.len()..).unwrap_or_default();
    let address = match value.rsplit_once('<') {
        Some((_, address)) => address.trim_end().trim_end_matches('>'),
        None => value.trim(),
    };
    vec![address.to_owned()]
}

const PENDING: &str = ".pending";
const READY: &str = ".mail";
const AT_ONCE: usize = 20;

#[cfg(test)]
mod tests;
