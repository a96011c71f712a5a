//! The plan as a map: extensions with their steps in order, and which context includes which.

use std::collections::{BTreeMap, BTreeSet};

use config::{Entry, Span};
use dialplan::times::{MomentForTimes, WallTime};
use dialplan::{Dialplan, Found, Step};

use crate::Material;

/// An extension with its steps.
pub(crate) struct Extension<'a> {
    pub(crate) context: &'a str,
    /// As written: a name, or a pattern with its `_`.
    pub(crate) name: &'a str,
    /// By priority.
    pub(crate) steps: Vec<&'a Step>,
    /// Numbers that it matches.
    pub(crate) samples: Vec<String>,
}

/// One `include` line.
pub(crate) struct Include<'a> {
    pub(crate) context: &'a str,
    pub(crate) included: &'a str,
    pub(crate) span: &'a Span,
}

pub(crate) struct PlanMap<'a> {
    pub(crate) plan: &'a Dialplan,
    pub(crate) extensions: Vec<Extension<'a>>,
    pub(crate) includes: Vec<Include<'a>>,
    included_by: BTreeMap<&'a str, Vec<&'a str>>,
    includes_of: BTreeMap<&'a str, Vec<&'a str>>,
    /// Labels of each context's own extensions.
    labels: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Contexts that modules make by themselves.
    pub(crate) made: BTreeSet<String>,
    /// Contexts that ask a switch, or include one that does, or one that a module makes.
    open: BTreeSet<String>,
    /// Contexts may come from elsewhere than extensions.conf.
    pub(crate) is_partial: bool,
    by_name: BTreeMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> PlanMap<'a> {
    pub(crate) fn new(material: &'a Material) -> Self {
        let plan = &material.timeless;
        let extensions = extensions(plan);
        let mut by_name: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, extension) in extensions.iter().enumerate() {
            by_name
                .entry((extension.context, extension.name))
                .or_default()
                .push(at);
        }
        let includes = includes(material);
        let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for extension in &extensions {
            let own = labels.entry(extension.context).or_default();
            own.extend(
                extension
                    .steps
                    .iter()
                    .filter_map(|step| step.label.as_deref()),
            );
        }
        let mut included_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut includes_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for include in &includes {
            includes_of
                .entry(include.context)
                .or_default()
                .push(include.included);
            included_by
                .entry(include.included)
                .or_default()
                .push(include.context);
        }
        let partial = ["extensions.ael", "extensions.lua"];
        let is_partial = partial
            .iter()
            .any(|name| material.present.iter().any(|p| p == name));
        let mut map = Self {
            plan,
            extensions,
            includes,
            included_by,
            includes_of,
            labels,
            made: made(material),
            is_partial,
            by_name,
            open: BTreeSet::new(),
        };
        let asks = |name: &str| !plan.switches(name).is_empty() || map.made.contains(name);
        let contexts = plan.contexts().map(|name| &**name);
        let open = contexts.filter(|name| map.reach(name).into_iter().any(asks));
        map.open = open.map(str::to_owned).collect();
        map
    }

    /// Is there such a context, in the file or made by a module?
    pub(crate) fn has_context(&self, name: &str) -> bool {
        self.plan.has_context(name) || self.made.contains(name)
    }

    /// Nobody can say what is in this context: it asks a switch, or a module fills it.
    pub(crate) fn is_open(&self, name: &str) -> bool {
        self.made.contains(name) || self.open.contains(name)
    }

    /// The context and all that include it, directly or not: the contexts that a channel may be in
    /// while it runs a step of this one.
    pub(crate) fn seen_from<'s>(&'s self, context: &'s str) -> Vec<&'s str> {
        closure(context, |name| {
            self.included_by
                .get(name)
                .map(Vec::as_slice)
                .unwrap_or_default()
        })
    }

    /// The context and all that it includes, directly or not.
    pub(crate) fn reach<'s>(&'s self, context: &'s str) -> Vec<&'s str> {
        closure(context, |name| {
            self.includes_of
                .get(name)
                .map(Vec::as_slice)
                .unwrap_or_default()
        })
    }

    /// Does an extension of this context, or of one that it includes, have this label?
    pub(crate) fn has_label(&self, context: &str, label: &str) -> bool {
        let reach = self.reach(context);
        reach
            .iter()
            .any(|name| self.labels.get(name).is_some_and(|own| own.contains(label)))
    }

    /// Every label of a context and of what it includes.
    pub(crate) fn labels_in(&self, context: &str) -> Vec<String> {
        let reach = self.reach(context);
        let all = reach
            .iter()
            .filter_map(|name| self.labels.get(name))
            .flatten();
        all.map(|label| (*label).to_owned()).collect()
    }

    /// The step at a place, at any time of day.
    pub(crate) fn find(&self, context: &str, number: &str, priority: u32) -> Option<Found<'a>> {
        self.plan.find(&NEVER, context, number, priority, None)
    }

    /// The step that bears a label.
    pub(crate) fn find_label(&self, context: &str, number: &str, label: &str) -> Option<Found<'a>> {
        let priority = self.plan.find_label(&NEVER, context, number, label, None)?;
        self.find(context, number, priority)
    }

    /// Extensions of exactly this name, also those for certain callers only.
    pub(crate) fn named<'s>(
        &'s self,
        context: &str,
        name: &str,
    ) -> impl Iterator<Item = &'s Extension<'a>> + use<'s, 'a> {
        let all = self.by_name.get(&(context, name)).cloned();
        let all = all.unwrap_or_default().into_iter();
        all.filter_map(|at| self.extensions.get(at))
    }

    /// Names of the extensions that a number of this context may be, for suggestions.
    pub(crate) fn names_in<'s>(&'s self, context: &'s str) -> impl Iterator<Item = &'a str> + 's {
        let reach = self.reach(context);
        let reach: Vec<String> = reach.into_iter().map(str::to_owned).collect();
        let all = self.extensions.iter();
        all.filter(move |e| reach.iter().any(|c| c == e.context))
            .map(|e| e.name)
    }
}

/// A number or two that a pattern matches; the name itself when it is none.
pub(crate) fn samples(name: &str) -> Vec<String> {
    let Some(pattern) = name.strip_prefix('_') else {
        return vec![name.to_owned()];
    };
    let (mut low, mut high) = (String::new(), String::new());
    let mut rest = pattern.chars();
    while let Some(letter) = rest.next() {
        match letter {
            ' ' | '-' => {}
            'X' | 'x' => both(&mut low, &mut high, '0', '9'),
            'Z' | 'z' => both(&mut low, &mut high, '1', '9'),
            'N' | 'n' => both(&mut low, &mut high, '2', '9'),
            '.' => {
                low.push('1');
                high.push_str("5551234");
                break;
            }
            '!' => break,
            '[' => {
                let inside: Vec<char> = rest.by_ref().take_while(|letter| *letter != ']').collect();
                let first = inside.first().copied().unwrap_or('0');
                let last = inside.last().copied().unwrap_or('0');
                both(&mut low, &mut high, first, last);
            }
            letter => both(&mut low, &mut high, letter, letter),
        }
    }
    if low == high {
        vec![low]
    } else {
        vec![low, high]
    }
}

fn both(low: &mut String, high: &mut String, first: char, last: char) {
    low.push(first);
    high.push(last);
}

fn closure<'s>(first: &'s str, next: impl Fn(&str) -> &'s [&'s str]) -> Vec<&'s str> {
    let mut found = vec![first];
    let mut known = BTreeSet::from([first]);
    let mut at = 0;
    while let Some(name) = found.get(at) {
        for more in next(name) {
            if known.insert(more) {
                found.push(more);
            }
        }
        at += 1;
    }
    found
}

fn extensions(plan: &Dialplan) -> Vec<Extension<'_>> {
    let mut all: Vec<Extension<'_>> = Vec::new();
    for (context, name, step) in plan.steps() {
        let goes_on = all.last().is_some_and(|last| {
            let before = last.steps.last().map_or(0, |step| step.priority);
            last.context == &**context && last.name == name && before < step.priority
        });
        if !goes_on {
            all.push(Extension {
                context,
                name,
                steps: Vec::new(),
                samples: samples(name),
            });
        }
        if let Some(last) = all.last_mut() {
            last.steps.push(step);
        }
    }
    all
}

fn includes(material: &Material) -> Vec<Include<'_>> {
    let sections = material
        .tree("extensions.conf")
        .into_iter()
        .flat_map(|tree| tree.live());
    sections
        .flat_map(|section| {
            section.all("include").map(move |entry: &Entry| Include {
                context: &section.name,
                included: entry
                    .value
                    .split([',', '|'])
                    .next()
                    .unwrap_or_default()
                    .trim(),
                span: &entry.span,
            })
        })
        .collect()
}

/// Contexts that parking and SIP registrations make.
fn made(material: &Material) -> BTreeSet<String> {
    let mut made = BTreeSet::from(["parkedcalls".to_owned(), "park-dial".to_owned()]);
    for name in ["res_parking.conf", "features.conf"] {
        let sections = material.tree(name).into_iter().flat_map(|tree| tree.live());
        made.extend(sections.filter_map(|s| s.get("context")).map(str::to_owned));
    }
    let general = material
        .tree("sip.conf")
        .and_then(|tree| tree.find("general"));
    made.extend(general.and_then(|s| s.get("regcontext")).map(str::to_owned));
    made.retain(|name| !material.timeless.has_context(name));
    made
}

/// In the plan without times no moment matters.
const NEVER: MomentForTimes<'_> = MomentForTimes {
    local: WallTime {
        minute_of_day: 0,
        weekday: 0,
        day: 1,
        month: 1,
    },
    in_zone: &|_| None,
};
