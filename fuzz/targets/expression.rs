//! Any text evaluates, expands, cuts into arguments, is a time or a regular expression: in bounded time, without overflow, and
//! the same every time.
#![no_main]

use dialplan::arguments::{OptionLetters, split_arguments};
use dialplan::expression::{evaluate, is_true};
use dialplan::regex::Regex;
use dialplan::substitute::{Scope, Template, expand_now, substring};
use dialplan::times::TimeSpecification;
use libfuzzer_sys::fuzz_target;
use std::pin::Pin;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let value = evaluate(&text);
    assert_eq!(evaluate(&text), value);
    if let Ok(value) = &value {
        let _ = is_true(value);
    }
    let (template, faults) = Template::parse(&text);
    let _ = faults;
    let expanded = expand_now(&template, &mut Variables { text: &text });
    assert!(
        expanded.len() <= EXPANSION_MAX_BYTES,
        "expansion is bounded"
    );
    let _ = split_arguments(&text);
    let _ = OptionLetters::parse(&text).unknown("abc");
    let _ = TimeSpecification::parse(&text);
    if let Some((pattern, subject)) = text.split_once('\n')
        && let Ok(regex) = Regex::new(pattern)
    {
        let _ = regex.find(subject);
    }
    if let [first, second, ..] = bytes {
        let (offset, length) = (i64::from(*first) - 128, i64::from(*second) - 128);
        let _ = substring(&text, offset, Some(length));
        let _ = substring(&text, offset, None);
    }
});

/// Variables hold the whole text again, so that expansion could grow without end.
struct Variables<'a> {
    text: &'a str,
}

impl Scope for Variables<'_> {
    fn variable(&mut self, name: &str) -> Option<String> {
        (name.len() != 1).then(|| self.text.to_owned())
    }

    fn function<'a>(
        &'a mut self,
        name: &'a str,
        arguments: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(std::future::ready(format!("{name}{arguments}")))
    }

    fn warn(&mut self, text: String) {
        assert!(!text.is_empty(), "a warning says something");
    }
}

const EXPANSION_MAX_BYTES: usize = 64 * 1024;
