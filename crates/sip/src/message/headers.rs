//! The ordered list of headers. A received header is positions in the datagram; one that we add
//! owns its bytes. What is not changed is written out as it came in.

mod typed;

use crate::header::{HeaderName, Known, decode};
use std::borrow::Cow;
use std::sync::Arc;

/// All headers of a message, in order.
#[derive(Clone, Default)]
pub struct Headers {
    raw: Arc<[u8]>,
    entries: Vec<Entry>,
}

/// One header while looking through them.
#[derive(Clone, Copy)]
pub struct HeaderEntry<'a> {
    raw: &'a [u8],
    entry: &'a Entry,
}

#[derive(Clone)]
pub(super) struct Entry {
    known: Option<Known>,
    name: Text,
    value: Text,
    /// The whole received line without its end, while nothing in it was changed.
    line: Option<Span>,
}

#[derive(Clone)]
enum Text {
    Received(Span),
    Own(Box<[u8]>),
}

/// Positions in the received bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn received(raw: Arc<[u8]>) -> Self {
        Self {
            raw,
            entries: Vec::with_capacity(USUAL),
        }
    }

    /// The value of the first header of this name, as bytes without blanks around.
    pub fn get(&self, name: HeaderName) -> Option<&[u8]> {
        self.all(name).next()
    }

    /// The value of the first header of this name, as text (Latin-1 when it is not UTF-8).
    pub fn text(&self, name: HeaderName) -> Option<Cow<'_, str>> {
        self.get(name).map(decode)
    }

    /// The values of all headers of this name, unsplit.
    pub fn all(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        let key = Key::of(&name);
        self.entries
            .iter()
            .filter(move |entry| key.is(entry, &self.raw))
            .map(|entry| entry.value.bytes(&self.raw))
    }

    /// Whether there is a header of this name.
    pub fn has(&self, name: HeaderName) -> bool {
        self.get(name).is_some()
    }

    /// How many headers of this name there are, unsplit.
    pub fn count(&self, name: HeaderName) -> usize {
        self.all(name).count()
    }

    /// All headers in order.
    pub fn iter(&self) -> impl Iterator<Item = HeaderEntry<'_>> {
        self.entries.iter().map(|entry| HeaderEntry {
            raw: &self.raw,
            entry,
        })
    }

    /// How many headers there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a header at the end. Line ends in the value become blanks: no value can add a header.
    pub fn push(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        self.entries.push(Entry::new(&name, value.as_ref()));
    }

    /// Adds a header before all others, as a new Via or Route must be.
    pub fn push_front(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        self.entries.insert(0, Entry::new(&name, value.as_ref()));
    }

    /// Makes this the only header of its name, in the place of the first, else at the end.
    pub fn set(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        let key = Key::of(&name);
        let raw = Arc::clone(&self.raw);
        let mut new = Some(Entry::new(&name, value.as_ref()));
        self.entries.retain_mut(|entry| {
            if !key.is(entry, &raw) {
                return true;
            }
            new.take().map(|new| *entry = new).is_some()
        });
        self.entries.extend(new);
    }

    /// Removes all headers of this name; says whether there was one.
    pub fn remove(&mut self, name: HeaderName) -> bool {
        let before = self.len();
        let key = Key::of(&name);
        let raw = Arc::clone(&self.raw);
        self.entries.retain(|entry| !key.is(entry, &raw));
        self.len() != before
    }

    /// Keeps the headers that the closure accepts.
    pub fn retain(&mut self, mut keep: impl FnMut(HeaderEntry<'_>) -> bool) {
        let raw = Arc::clone(&self.raw);
        self.entries
            .retain(|entry| keep(HeaderEntry { raw: &raw, entry }));
    }

    /// Copies all headers of this name from another message, bytes unchanged, to the end.
    pub fn copy_from(&mut self, other: &Self, name: HeaderName) {
        let key = Key::of(&name);
        let same_bytes = Arc::ptr_eq(&self.raw, &other.raw);
        for entry in other
            .entries
            .iter()
            .filter(|entry| key.is(entry, &other.raw))
        {
            let entry = if same_bytes {
                entry.clone()
            } else {
                entry.detached(&other.raw)
            };
            self.entries.push(entry);
        }
    }

    /// An empty list that shares the received bytes, so that `copy_from` copies positions only.
    pub(super) fn sharing(other: &Self) -> Self {
        Self::received(Arc::clone(&other.raw))
    }

    /// Notes a received header.
    #[inline]
    pub(super) fn note(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Writes all headers but Content-Length.
    pub(super) fn write_line(&self, at: usize, out: &mut Vec<u8>) {
        let Some(entry) = self.entries.get(at) else {
            return;
        };
        match entry.line {
            Some(line) => out.extend_from_slice(line.of(&self.raw)),
            None => {
                out.extend_from_slice(entry.name.bytes(&self.raw));
                out.extend_from_slice(b": ");
                out.extend_from_slice(entry.value.bytes(&self.raw));
            }
        }
        out.extend_from_slice(b"\r\n");
    }

    pub(super) fn known_at(&self, at: usize) -> Option<Known> {
        self.entries.get(at)?.known
    }

    pub(super) fn all_known(&self, known: Known) -> impl Iterator<Item = &[u8]> {
        self.entries
            .iter()
            .filter(move |entry| entry.known == Some(known))
            .map(|entry| entry.value.bytes(&self.raw))
    }

    /// Changes the first value of a known header.
    fn replace_first(&mut self, known: Known, value: &[u8]) {
        if let Some(entry) = self.entries.iter_mut().find(|e| e.known == Some(known)) {
            entry.value = Text::own(value);
            entry.line = None;
        }
    }

    fn remove_first(&mut self, known: Known) {
        if let Some(at) = self.entries.iter().position(|e| e.known == Some(known)) {
            self.entries.remove(at);
        }
    }
}

impl std::fmt::Debug for Headers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|h| (h.name(), decode(h.value()))))
            .finish()
    }
}

impl<'a> HeaderEntry<'a> {
    /// The name; a known one in its full spelling, others as written.
    pub fn name(&self) -> Cow<'a, str> {
        decode(self.entry.name(self.raw))
    }

    /// The value without blanks around and without folds.
    pub fn value(&self) -> &'a [u8] {
        self.entry.value.bytes(self.raw)
    }

    /// The value as text (Latin-1 when it is not UTF-8).
    pub fn text(&self) -> Cow<'a, str> {
        decode(self.value())
    }

    /// Whether it has this name.
    pub fn is(&self, name: &HeaderName) -> bool {
        Key::of(name).is(self.entry, self.raw)
    }
}

impl Entry {
    fn new(name: &HeaderName, value: &[u8]) -> Self {
        Self {
            known: name.known(),
            name: Text::own(name.as_str().as_bytes()),
            value: Text::own(value.trim_ascii()),
            line: None,
        }
    }

    /// A header in the received bytes. `unfolded` is the value when it ran over several lines.
    #[inline]
    pub(super) fn received(
        known: Option<Known>,
        line: Span,
        name: Span,
        value: Span,
        unfolded: Option<Box<[u8]>>,
    ) -> Self {
        let value = unfolded.map_or(Text::Received(value), Text::Own);
        Self {
            known,
            name: Text::Received(name),
            value,
            line: Some(line),
        }
    }

    fn name<'a>(&'a self, raw: &'a [u8]) -> &'a [u8] {
        match self.known {
            Some(known) => known.as_str().as_bytes(),
            None => self.name.bytes(raw),
        }
    }

    /// The same without the received bytes.
    fn detached(&self, raw: &[u8]) -> Self {
        Self {
            known: self.known,
            name: Text::Own(self.name.bytes(raw).into()),
            value: Text::Own(self.value.bytes(raw).into()),
            line: None,
        }
    }
}

impl Text {
    fn own(bytes: &[u8]) -> Self {
        let blank = |b: &u8| if b"\r\n\0".contains(b) { b' ' } else { *b };
        Self::Own(bytes.iter().map(blank).collect())
    }

    fn bytes<'a>(&'a self, raw: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Received(span) => span.of(raw),
            Self::Own(bytes) => bytes,
        }
    }
}

impl Span {
    /// Positions below 2^32; the size limit of messages keeps them there.
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    pub(super) fn of(self, raw: &[u8]) -> &[u8] {
        raw.get(self.start as usize..self.end as usize)
            .unwrap_or(&[])
    }
}

/// A name to look for: one byte if known, else text.
enum Key {
    Known(Known),
    Other(Box<str>),
}

impl Key {
    fn of(name: &HeaderName) -> Self {
        match name.known() {
            Some(known) => Self::Known(known),
            None => Self::Other(name.as_str().into()),
        }
    }

    fn is(&self, entry: &Entry, raw: &[u8]) -> bool {
        match self {
            Self::Known(known) => entry.known == Some(*known),
            Self::Other(text) => {
                entry.known.is_none() && entry.name.bytes(raw).eq_ignore_ascii_case(text.as_bytes())
            }
        }
    }
}

/// Phones send ten to eighteen headers.
const USUAL: usize = 18;
