//! A file under rewriting: each old line with what becomes of it, and why.

/// One file.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// There is such a file already.
    pub(super) exists: bool,
    /// It goes away.
    pub(super) dropped: bool,
    pub(super) lines: Vec<Line>,
    /// What comes behind the last line.
    pub(super) appended: Vec<String>,
    /// Line (0: the whole file) and reason.
    pub(super) reasons: Vec<(usize, String)>,
}

/// An old line and the new ones in its place.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) old: String,
    pub(super) new: Vec<String>,
}

impl Line {
    pub(super) fn is_changed(&self) -> bool {
        self.new.len() != 1 || self.new[0] != self.old
    }
}

impl Sheet {
    pub(super) fn new(name: &str, text: Option<&str>) -> Self {
        let lines = text.unwrap_or_default().lines().map(|line| Line {
            old: line.to_owned(),
            new: vec![line.to_owned()],
        });
        Self {
            name: name.to_owned(),
            exists: text.is_some(),
            dropped: false,
            lines: lines.collect(),
            appended: Vec::new(),
            reasons: Vec::new(),
        }
    }

    /// Puts new text in the place of a line, counted from 1.
    pub(super) fn replace(&mut self, number: usize, new: Vec<String>) {
        if let Some(line) = number.checked_sub(1).and_then(|at| self.lines.get_mut(at)) {
            line.new = new;
        }
    }

    /// Adds a line behind another one.
    pub(super) fn add_behind(&mut self, number: usize, new: String) {
        if let Some(line) = number.checked_sub(1).and_then(|at| self.lines.get_mut(at)) {
            line.new.push(new);
        }
    }

    /// What a line is now, when it is one line.
    pub(super) fn current(&self, number: usize) -> Option<&str> {
        let line = self.lines.get(number.checked_sub(1)?)?;
        line.new.first().map(String::as_str)
    }

    /// Puts new text in the place of a line's first line; what was added behind it stays.
    pub(super) fn rewrite(&mut self, number: usize, new: String) {
        if let Some(line) = number.checked_sub(1).and_then(|at| self.lines.get_mut(at)) {
            match line.new.first_mut() {
                Some(first) => *first = new,
                None => line.new.push(new),
            }
        }
    }

    /// Says why; line 0 is the whole file.
    pub(super) fn because(&mut self, number: usize, reason: impl Into<String>) {
        let reason = (number, reason.into());
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Something changes, or ought to and cannot.
    pub(super) fn is_changed(&self) -> bool {
        self.dropped
            || !self.appended.is_empty()
            || !self.reasons.is_empty()
            || self.lines.iter().any(Line::is_changed)
    }

    /// The new text; `None` when the file goes away.
    pub(super) fn text(&self) -> Option<String> {
        if self.dropped {
            return None;
        }
        let lines = self.lines.iter().flat_map(|line| &line.new);
        let all = lines.chain(&self.appended);
        Some(all.map(|line| format!("{line}\n")).collect())
    }
}
