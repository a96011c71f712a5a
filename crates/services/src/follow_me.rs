//! `followme.conf`: where a person can be found, number by number.

use std::cell::RefCell;
use std::time::Duration;

use config::{Entry, Problem, Section, Tree};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name of the profile.
    pub name: String,
    /// Where the numbers are called; empty is the caller's context.
    pub context: String,
    /// Music that the caller hears; empty is the caller's own.
    pub music: String,
    /// The digit that takes the call.
    pub take: char,
    /// The digit that declines it.
    pub decline: char,
    /// Whoever answers is asked.
    pub asks: bool,
    /// Numbers that are called at once, and for how long, in their order.
    pub steps: Vec<(Vec<String>, Duration)>,
    /// "Call from …".
    pub call_from: String,
    /// What is said instead of the caller's name.
    pub no_recording: String,
    /// Which digit does what.
    pub options: String,
    /// To the caller: one moment please.
    pub hold: String,
    /// To the caller: the person is being looked for.
    pub status: String,
    /// To the caller: nobody was found.
    pub sorry: String,
}

/// Everybody. Shared by reference within the control thread.
#[derive(Debug, Default)]
pub struct FollowMeProfiles(RefCell<Vec<Person>>);

impl FollowMeProfiles {
    /// Of these people.
    pub fn new(people: Vec<Person>) -> Self {
        Self(RefCell::new(people))
    }

    /// Other people from now on.
    pub fn configure(&self, people: Vec<Person>) {
        *self.0.borrow_mut() = people;
    }

    /// A person by the name of the profile.
    pub fn find(&self, name: &str) -> Option<Person> {
        let all = self.0.borrow();
        all.iter().find(|person| person.name == name).cloned()
    }
}

/// Reads the file.
pub fn follow_me_people(tree: &Tree) -> (Vec<Person>, Vec<Problem>) {
    let mut problems = Vec::new();
    let sections = tree.live();
    let sections = sections.filter(|s| !s.name.eq_ignore_ascii_case("general"));
    let people = sections.map(|section| person(section, &mut problems));
    (people.collect(), problems)
}

fn person(section: &Section, problems: &mut Vec<Problem>) -> Person {
    let mut person = Person {
        name: section.name.clone(),
        context: String::new(),
        music: String::new(),
        take: '1',
        decline: '2',
        asks: true,
        steps: Vec::new(),
        call_from: "followme/call-from".to_owned(),
        no_recording: "followme/no-recording".to_owned(),
        options: "followme/options".to_owned(),
        hold: "followme/pls-hold-while-try".to_owned(),
        status: "followme/status".to_owned(),
        sorry: "followme/sorry".to_owned(),
    };
    let mut steps: Vec<(u32, Vec<String>, Duration)> = Vec::new();
    for entry in &section.entries {
        let value = entry.value.trim().to_owned();
        let digit = |usual| value.chars().next().unwrap_or(usual);
        let name = entry.name.to_ascii_lowercase().replace('-', "_");
        match name.as_str() {
            "context" => person.context = value,
            "musicclass" | "musiconhold" | "music" => person.music = value,
            "takecall" => person.take = digit('1'),
            "declinecall" => person.decline = digit('2'),
            "enable_callee_prompt" => person.asks = config::is_yes(&value),
            "call_from_prompt" | "followme_prompt" => person.call_from = value,
            "norecording_prompt" | "followme_norecording_prompt" => person.no_recording = value,
            "options_prompt" => person.options = value,
            "hold_prompt" | "pls_hold_prompt" => person.hold = value,
            "status_prompt" => person.status = value,
            "sorry_prompt" => person.sorry = value,
            "number" => match step(entry, steps.len()) {
                Some(step) => steps.push(step),
                None => problems.push(unknown(entry, "is no number to call")),
            },
            _ => problems.push(unknown(entry, "is not known in followme.conf")),
        }
    }
    steps.sort_by_key(|(order, ..)| *order);
    person.steps = steps.into_iter().map(|(_, n, t)| (n, t)).collect();
    person
}

fn unknown(entry: &Entry, why: &str) -> Problem {
    Problem::warning(
        &entry.span,
        format!("'{}={}' {why}", entry.name, entry.value),
    )
}

/// `number&number[,seconds[,order]]`.
fn step(entry: &Entry, place: usize) -> Option<(u32, Vec<String>, Duration)> {
    let mut parts = entry.value.split(',').map(str::trim);
    let numbers = parts.next()?.split('&').map(str::trim);
    let numbers: Vec<String> = numbers
        .filter(|n| !n.is_empty())
        .map(str::to_owned)
        .collect();
    let seconds = parts
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(25);
    let order = parts.next().and_then(|text| text.parse().ok());
    let order = order.unwrap_or_else(|| u32::try_from(place + 1).unwrap_or(u32::MAX));
    (!numbers.is_empty()).then(|| (order, numbers, Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests;
