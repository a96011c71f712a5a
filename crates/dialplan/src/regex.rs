//! POSIX extended regular expressions, from the C library: `:`, `=~` and REGEX() are defined by
//! leftmost-longest matching, which Rust's crates do not offer.
#![allow(unsafe_code, reason = "regcomp and regexec have no safe interface")]

use std::ffi::CString;
use std::mem::MaybeUninit;
use std::ops::Range;

/// A compiled expression.
pub struct Regex {
    /// Boxed because the C library may keep pointers into it.
    compiled: Box<libc::regex_t>,
    has_groups: bool,
}

/// Where an expression matched, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Start of the match.
    pub start: usize,
    /// End of the match.
    pub end: usize,
    /// What the first group matched, if there is one and it took part.
    pub group: Option<Range<usize>>,
}

// SAFETY: regexec only reads the compiled expression, and POSIX has it callable from several threads at
// once; what the C library keeps to itself it locks.
unsafe impl Send for Regex {}
// SAFETY: as above.
unsafe impl Sync for Regex {}

impl Regex {
    /// Compiles an extended expression, case-sensitive.
    ///
    /// # Errors
    /// The expression is malformed, holds a NUL, refers back to a group, or is so long, so deeply
    /// nested or so often repeated that matching it could take unbounded time or memory.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let shape = shape_of(pattern)?;
        let text = CString::new(pattern).map_err(|_| "it holds a NUL".to_owned())?;
        let mut compiled = Box::new(MaybeUninit::<libc::regex_t>::zeroed());
        // SAFETY: `compiled` is writable memory of the right type and `text` ends with NUL.
        let code =
            unsafe { libc::regcomp(compiled.as_mut_ptr(), text.as_ptr(), libc::REG_EXTENDED) };
        if code != 0 {
            return Err(reason(code, compiled.as_ptr()));
        }
        // SAFETY: regcomp returned 0, so it has initialised the structure.
        let compiled = unsafe { compiled.assume_init() };
        Ok(Self {
            compiled,
            has_groups: shape.has_groups,
        })
    }

    /// The leftmost match, the longest there. Text is read up to a NUL, if it holds one.
    pub fn find(&self, text: &str) -> Option<Matched> {
        let text = CString::new(text.split('\0').next().unwrap_or_default()).ok()?;
        let mut places = [libc::regmatch_t {
            rm_so: -1,
            rm_eo: -1,
        }; 2];
        // SAFETY: `compiled` is initialised, `text` ends with NUL, and `places` has the two elements
        // that are announced.
        let code = unsafe {
            libc::regexec(
                &raw const *self.compiled,
                text.as_ptr(),
                places.len(),
                places.as_mut_ptr(),
                0,
            )
        };
        if code != 0 {
            return None;
        }
        let range = |place: &libc::regmatch_t| {
            Some(usize::try_from(place.rm_so).ok()?..usize::try_from(place.rm_eo).ok()?)
        };
        let whole = range(&places[0])?;
        Some(Matched {
            start: whole.start,
            end: whole.end,
            group: range(&places[1]),
        })
    }

    /// Whether the expression has parentheses that capture.
    pub fn has_groups(&self) -> bool {
        self.has_groups
    }
}

impl Drop for Regex {
    fn drop(&mut self) {
        // SAFETY: `compiled` was initialised by regcomp and nothing uses it afterwards.
        unsafe { libc::regfree(&raw mut *self.compiled) };
    }
}

impl std::fmt::Debug for Regex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Regex").finish_non_exhaustive()
    }
}

/// The C library's own words for an error code.
fn reason(code: libc::c_int, compiled: *const libc::regex_t) -> String {
    let mut text = [0u8; 128];
    // SAFETY: the buffer is writable for the length that is announced, and regerror always ends what
    // it writes there with NUL.
    unsafe { libc::regerror(code, compiled, text.as_mut_ptr().cast(), text.len()) };
    let length = text
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(text.len());
    String::from_utf8_lossy(&text[..length]).into_owned()
}

/// What a pattern asks for, measured before the C library sees it.
#[derive(Default)]
struct Shape {
    has_groups: bool,
    refers_back: bool,
    /// Sums of the groups that are open, outermost first, without the innermost.
    outer: Vec<usize>,
    deepest: usize,
    /// What the innermost open group amounts to, in parts that the C library makes of it.
    sum: usize,
    /// The share of the last part, which a repetition multiplies.
    last: usize,
}

impl Shape {
    fn part(&mut self) {
        self.sum = self.sum.saturating_add(1);
        self.last = 1;
    }

    fn open(&mut self) {
        self.has_groups = true;
        self.outer.push(std::mem::take(&mut self.sum));
        self.last = 0;
        self.deepest = self.deepest.max(self.outer.len());
    }

    fn close(&mut self) {
        let Some(outer) = self.outer.pop() else {
            return self.part();
        };
        self.last = self.sum.saturating_add(1);
        self.sum = outer.saturating_add(self.last);
    }

    /// The C library copies the last part so often.
    fn repeat(&mut self, times: usize) {
        let more = self.last.saturating_mul(times.saturating_sub(1));
        self.sum = self.sum.saturating_add(more);
        self.last = self.last.saturating_add(more);
    }

    fn parts(&self) -> usize {
        self.outer
            .iter()
            .fold(self.sum, |all, sum| all.saturating_add(*sum))
    }
}

/// Refuses what could take the C library unbounded time, memory or stack.
fn shape_of(pattern: &str) -> Result<Shape, String> {
    let mut shape = Shape::default();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            '\\' => {
                let escaped = rest.chars().next();
                shape.refers_back |= escaped.is_some_and(|letter| letter.is_ascii_digit());
                rest = &rest[escaped.map_or(0, char::len_utf8)..];
                shape.part();
            }
            '[' => {
                rest = after_brackets(rest);
                shape.part();
            }
            '(' => shape.open(),
            ')' => shape.close(),
            // One and then any number of it: two copies.
            '+' => shape.repeat(2),
            '{' => {
                let counts = rest.split(['}', '\\', '(']).next().unwrap_or_default();
                let most = counts
                    .split(',')
                    .filter_map(|count| count.trim().parse().ok())
                    .max();
                shape.repeat(most.unwrap_or(1));
            }
            '*' | '?' => {}
            _ => shape.part(),
        }
        if shape.parts() > MOST_PARTS || shape.deepest > DEEPEST {
            break;
        }
    }
    if pattern.len() > LONGEST || shape.deepest > DEEPEST || shape.parts() > MOST_PARTS {
        return Err("it is too long, too deeply nested or repeats too often".to_owned());
    }
    if shape.refers_back {
        return Err("it refers back to a group".to_owned());
    }
    Ok(shape)
}

/// What follows a bracket expression whose `[` is read. A `]` right at its start belongs to it.
fn after_brackets(rest: &str) -> &str {
    let inside = rest.strip_prefix('^').unwrap_or(rest);
    let mut inside = inside.strip_prefix(']').unwrap_or(inside);
    while let Some(at) = inside.find(['[', ']']) {
        let (bracket, after) = (&inside[at..=at], &inside[at + 1..]);
        if bracket == "]" {
            return after;
        }
        let class_end = [":]", ".]", "=]"]
            .into_iter()
            .find(|end| after.starts_with(&end[..1]));
        let skipped = class_end.and_then(|end| Some(after.find(end)? + 2));
        inside = &after[skipped.unwrap_or(0)..];
    }
    ""
}

const LONGEST: usize = 2000;
const DEEPEST: usize = 40;
const MOST_PARTS: usize = 4000;

#[cfg(test)]
mod tests;
