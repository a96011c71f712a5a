//! The text between a program and us: blocks of `Name: value` lines with an empty line at their end.

/// What a program sent: an action and its headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    headers: Vec<(String, String)>,
}

impl Message {
    /// The first value of that name, without regard to case; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The first value of that name, where there is one that is not empty.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, found) = headers.find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        (!found.is_empty()).then_some(found.as_str())
    }

    /// All values of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Names and values in the order that they came.
    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// `yes`, `true`, `1`, `on` and the like.
    pub(crate) fn is_yes(&self, name: &str) -> bool {
        config::is_yes(self.get(name))
    }

    /// `Variable: a=b`, several times or several in one line with commas between them.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let lines = self.all("Variable");
        let pieces = lines.flat_map(|line| line.split(','));
        pieces
            .filter_map(|piece| piece.split_once('='))
            .map(|(name, value)| (name.trim().to_owned(), value.to_owned()))
            .collect()
    }
}

/// Bytes of a connection to messages.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    bytes: Vec<u8>,
    headers: Vec<(String, String)>,
    /// What is wrong with the message that is being read.
    fault: Option<&'static str>,
}

/// A message, or what is wrong with it.
pub(crate) type Read = Result<Message, &'static str>;

impl Reader {
    /// More bytes came.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message.
    pub(crate) fn next(&mut self) -> Option<Read> {
        loop {
            let Some(end) = self.bytes.iter().position(|b| *b == b'\n') else {
                if self.bytes.len() > LONGEST_LINE {
                    self.fault = Some("Line too long");
                    self.bytes.clear();
                }
                return None;
            };
            let line: Vec<u8> = self.bytes.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            if let Some(read) = self.line(line.trim_end_matches(['\r', '\n'])) {
                return Some(read);
            }
        }
    }

    fn line(&mut self, line: &str) -> Option<Read> {
        if line.is_empty() {
            let headers = std::mem::take(&mut self.headers);
            return match self.fault.take() {
                Some(fault) => Some(Err(fault)),
                // Empty lines between messages mean nothing.
                None if headers.is_empty() => None,
                None => Some(Ok(Message { headers })),
            };
        }
        if line.len() > LONGEST_LINE {
            self.fault = Some("Line too long");
        } else if self.headers.len() >= MOST_HEADERS {
            self.fault = Some("Too many lines in message or allocation failure");
        } else if let Some((name, value)) = line.split_once(':') {
            let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
            self.headers.push((name, value));
        }
        None
    }
}

/// A response or an event: lines in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    lines: Vec<(&'static str, String)>,
    /// Names that are not ours: a `UserEvent`'s, a variable's.
    more: Vec<(String, String)>,
}

impl Block {
    /// A block that begins with this line.
    pub(crate) fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self::default().with(name, value)
    }

    /// The same with one line more.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.add(name, value);
        self
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.lines.push((name, value.into()));
    }

    /// Adds a line of somebody else's naming; such lines stand last.
    pub(crate) fn add_foreign(&mut self, name: &str, value: &str) {
        self.more.push((name.to_owned(), value.to_owned()));
    }

    /// Puts the action's id behind the first line, as in every response.
    pub(crate) fn with_action_id(mut self, id: &str) -> Self {
        if !id.is_empty() {
            let at = self.lines.len().min(1);
            self.lines.insert(at, ("ActionID", id.to_owned()));
        }
        self
    }

    /// The value of a line.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let ours = self.lines.iter().map(|(n, v)| (*n, v.as_str()));
        let mut all = ours.chain(self.more.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        all.find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// Names and values in order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&str, &str)> {
        let ours = self.lines.iter().map(|(n, v)| (*n, v.as_str()));
        ours.chain(self.more.iter().map(|(n, v)| (n.as_str(), v.as_str())))
    }

    /// As it is sent. Line ends in values would forge lines, so they become spaces.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.rows() {
            push_clean(&mut text, name);
            text.push_str(": ");
            push_clean(&mut text, value);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        text
    }
}

fn push_clean(text: &mut String, part: &str) {
    if part.contains(['\r', '\n']) {
        text.push_str(&part.replace(['\r', '\n'], " "));
    } else {
        text.push_str(part);
    }
}

const LONGEST_LINE: usize = 8_192;
const MOST_HEADERS: usize = 128;
