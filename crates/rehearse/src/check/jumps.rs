//! Jumps: every target that is written out must exist.

mod targets;

use std::collections::HashSet;

use dialplan::{Step, leading_integer};

use super::Inspection;
use super::plan_map::PlanMap;
use super::uses::Use;
use crate::finding::Kind;
pub(super) use targets::{Part, Target, targets};

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    for each in inspection.uses {
        let at = inspection.at(each);
        for target in targets(each) {
            if let Some(fault) = judge(map, each, &target) {
                let part = fault.part.trim();
                // Macro names its context without the first half.
                let short = part
                    .strip_prefix("macro-")
                    .filter(|_| !each.arguments.contains(part));
                let offending = short.unwrap_or(part);
                let finding = inspection.report(Kind::JumpToNowhere, &at, offending, fault.text);
                match fault.hint {
                    Some(hint) => finding.hint(hint),
                    None => finding.did_you_mean(part, fault.known.iter().map(String::as_str)),
                }
            }
        }
    }
}

/// The steps that some jump leads to, by their address.
pub(super) fn reached(uses: &[Use<'_>], map: &PlanMap<'_>) -> HashSet<*const Step> {
    let mut reached = HashSet::new();
    let mut told: HashSet<String> = HashSet::new();
    for each in uses {
        for target in targets(each) {
            let contexts = contexts_of(map, each, &target);
            let Some(numbers) = numbers_of(each, &target) else {
                // Some extension: every step with that label or number may be meant.
                if told.insert(target.priority.text().to_owned()) {
                    reached.extend(labelled(map, &target));
                }
                continue;
            };
            for number in &numbers {
                let mut found = contexts
                    .iter()
                    .filter_map(|context| match place(each, &target)? {
                        Place::Number(priority) => map.find(context, number, priority),
                        Place::Label(label) => map.find_label(context, number, &label),
                    });
                // The step's own context comes first.
                reached.extend(found.next().map(|found| std::ptr::from_ref(found.step)));
            }
        }
    }
    reached
}

/// What is wrong with a target.
struct Fault {
    part: String,
    text: String,
    hint: Option<String>,
    known: Vec<String>,
}

enum Place {
    Number(u32),
    Label(String),
}

fn judge(map: &PlanMap<'_>, each: &Use<'_>, target: &Target) -> Option<Fault> {
    if let Part::Literal(context) = &target.context
        && !map.has_context(context)
    {
        if map.is_partial {
            return None;
        }
        return Some(Fault {
            text: format!("there is no context '{context}'"),
            part: context.clone(),
            hint: None,
            known: map.plan.contexts().map(|name| name.to_string()).collect(),
        });
    }
    let contexts = contexts_of(map, each, target);
    if contexts.is_empty() || contexts.iter().any(|context| map.is_open(context)) {
        return None;
    }
    let Some(numbers) = numbers_of(each, target) else {
        return judge_label_anywhere(map, target, &contexts);
    };
    let ground = Ground {
        map,
        contexts,
        numbers,
    };
    let is_there = ground.has_priority(1) || ground.has_for_some(&|_| true);
    if let (Part::Literal(extension), false) = (&target.extension, is_there) {
        return Some(no_extension(
            map,
            target,
            ground.contexts.first()?,
            extension,
        ));
    }
    let name = match &target.extension {
        Part::Literal(extension) => extension.as_str(),
        _ => each.extension.name,
    };
    match place(each, target)? {
        Place::Number(priority) => (!ground.has_priority(priority)).then(|| Fault {
            text: format!("extension '{name}' has no priority {priority}"),
            part: target.priority.text().to_owned(),
            hint: None,
            known: Vec::new(),
        }),
        Place::Label(label) if ground.has_label(&label) => None,
        Place::Label(label) => {
            let context = ground.contexts.first()?;
            Some(no_label(map, target, name, context, &ground.numbers, label))
        }
    }
}

/// Where a target may lie: in one of these contexts, under one of these numbers.
struct Ground<'s, 'a> {
    map: &'s PlanMap<'a>,
    contexts: Vec<&'s str>,
    numbers: Vec<String>,
}

impl Ground<'_, '_> {
    fn has_priority(&self, priority: u32) -> bool {
        let mut pairs = self.pairs();
        pairs.any(|(context, number)| self.map.find(context, number, priority).is_some())
            || self.has_for_some(&|step| step.priority == priority)
    }

    fn has_label(&self, label: &str) -> bool {
        let mut pairs = self.pairs();
        pairs.any(|(context, number)| self.map.find_label(context, number, label).is_some())
            || self.has_for_some(&|step| step.label.as_deref() == Some(label))
    }

    /// For certain callers only, perhaps.
    fn has_for_some(&self, is_meant: &dyn Fn(&Step) -> bool) -> bool {
        self.pairs().any(|(context, number)| {
            let mut extensions = self.map.named(context, number);
            extensions.any(|extension| extension.steps.iter().any(|step| is_meant(step)))
        })
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let contexts = self.contexts.iter();
        contexts.flat_map(|context| {
            self.numbers
                .iter()
                .map(|number| (*context, number.as_str()))
        })
    }
}

fn no_extension(map: &PlanMap<'_>, target: &Target, context: &str, extension: &str) -> Fault {
    let is_context = map.has_context(extension);
    let hint = (is_context && matches!(target.context, Part::Here)).then(|| {
        format!(
            "'{extension}' is a context: with two parts the first is an extension; write all three"
        )
    });
    Fault {
        text: format!("context '{context}' has no extension '{extension}'"),
        part: extension.to_owned(),
        hint,
        known: map.names_in(context).map(str::to_owned).collect(),
    }
}

fn no_label(
    map: &PlanMap<'_>,
    target: &Target,
    name: &str,
    context: &str,
    numbers: &[String],
    label: String,
) -> Fault {
    let steps = numbers.iter().filter_map(|n| map.find(context, n, 1));
    let owners = steps.flat_map(|found| map.named(found.context, found.pattern));
    let known = owners
        .flat_map(|e| e.steps.iter().filter_map(|step| step.label.clone()))
        .collect();
    Fault {
        text: format!("extension '{name}' has no label '{label}'"),
        hint: wrong_way_round(map, target, &label),
        part: label,
        known,
    }
}

/// The extension is computed: the label must be somewhere in the context at least.
fn judge_label_anywhere(map: &PlanMap<'_>, target: &Target, contexts: &[&str]) -> Option<Fault> {
    let Part::Literal(label) = &target.priority else {
        return None;
    };
    if label.starts_with(['+', '-']) || leading_integer(label).is_some() {
        return None;
    }
    if contexts.iter().any(|context| map.has_label(context, label)) {
        return None;
    }
    let labels: Vec<String> = contexts
        .iter()
        .flat_map(|context| map.labels_in(context))
        .collect();
    Some(Fault {
        text: format!(
            "no extension of context '{}' has a label '{label}'",
            contexts.first()?
        ),
        hint: wrong_way_round(map, target, label),
        part: label.clone(),
        known: labels,
    })
}

fn wrong_way_round(map: &PlanMap<'_>, target: &Target, label: &str) -> Option<String> {
    let extension = match &target.extension {
        Part::Here => return None,
        Part::Literal(text) | Part::Unknown(text) => text,
    };
    map.has_context(label).then(|| {
        format!("'{label}' is a context: write Goto({label},{extension},1); two parts are extension and priority")
    })
}

/// The contexts that the target may be in; none when nobody can say.
fn contexts_of<'s>(map: &'s PlanMap<'_>, each: &'s Use<'_>, target: &'s Target) -> Vec<&'s str> {
    match &target.context {
        Part::Here => map.seen_from(each.extension.context),
        Part::Literal(context) => vec![context],
        Part::Unknown(_) => Vec::new(),
    }
}

/// The numbers that the target may be; `None` when nobody can say.
fn numbers_of(each: &Use<'_>, target: &Target) -> Option<Vec<String>> {
    match &target.extension {
        Part::Here => Some(each.extension.samples.clone()),
        Part::Literal(extension) => Some(vec![extension.clone()]),
        Part::Unknown(_) => None,
    }
}

fn place(each: &Use<'_>, target: &Target) -> Option<Place> {
    let Part::Literal(text) = &target.priority else {
        return None;
    };
    let here = each.step.priority;
    let steps = |text: &str| text.parse::<u32>().ok();
    if let Some(steps) = text.strip_prefix('+').and_then(steps) {
        return Some(Place::Number(here.saturating_add(steps)));
    }
    if let Some(steps) = text.strip_prefix('-').and_then(steps) {
        return Some(Place::Number(here.saturating_sub(steps)));
    }
    if let Some((number, _)) = leading_integer(text) {
        return u32::try_from(number).ok().map(Place::Number);
    }
    Some(Place::Label(text.clone()))
}

fn labelled(map: &PlanMap<'_>, target: &Target) -> Vec<*const Step> {
    let Part::Literal(wanted) = &target.priority else {
        return Vec::new();
    };
    let number = leading_integer(wanted).and_then(|(number, _)| u32::try_from(number).ok());
    let is_meant =
        |step: &Step| step.label.as_ref() == Some(wanted) || Some(step.priority) == number;
    let steps = map.extensions.iter().flat_map(|e| e.steps.iter());
    steps
        .filter(|step| is_meant(step))
        .map(|step| std::ptr::from_ref::<Step>(step))
        .collect()
}
