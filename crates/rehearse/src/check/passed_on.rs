//! What subroutines are given: the texts that `${ARG1}` and its kin may stand for.

use config::Span;

use super::Inspection;
use super::uses::{Use, cut, taken_apart};

/// The texts that an argument may have, each with the place that says so: the argument itself, or what
/// every call of the subroutine passes on. What cannot be known is left out.
pub(super) fn texts(
    inspection: &Inspection<'_>,
    each: &Use<'_>,
    argument: &str,
) -> Vec<(String, Span)> {
    if !argument.contains('$') {
        return vec![(argument.to_owned(), inspection.at(each))];
    }
    if !argument.contains("${ARG") {
        return Vec::new();
    }
    let calls = inspection.uses.iter();
    let calls = calls.filter_map(|call| Some((call, given(call, each.extension.context)?)));
    let filled = calls.map(|(call, given)| (filled(argument, &given), inspection.at(call)));
    filled.filter(|(text, _)| !text.contains('$')).collect()
}

/// The arguments of a call of the subroutine in this context.
fn given(call: &Use<'_>, context: &str) -> Option<Vec<String>> {
    let own = call.extension.name;
    let arguments: Vec<String> = if call.is("Macro") {
        let mut parts = call.split();
        let name = format!("macro-{}", parts.first()?.trim());
        if name != context {
            return None;
        }
        parts.split_off(1)
    } else if call.is_any(&["Gosub", "GosubIf"]) {
        let target = match call.is("Gosub") {
            true => call.arguments,
            false => cut(call.arguments, '?')?.1,
        };
        let parts = dialplan::arguments::split_arguments(target);
        let [to, _, last] = parts.as_slice() else {
            return None;
        };
        if to.trim() != context {
            return None;
        }
        dialplan::arguments::split_arguments(taken_apart(last).1)
    } else {
        return None;
    };
    let is_number = !own.starts_with('_');
    let known = |text: &String| match is_number {
        true => text.trim().replace("${EXTEN}", own),
        false => text.trim().to_owned(),
    };
    Some(arguments.iter().map(known).collect())
}

fn filled(text: &str, given: &[String]) -> String {
    let mut text = text.to_owned();
    for (number, value) in (1_u32..).zip(given) {
        text = text.replace(&format!("${{ARG{number}}}"), value);
    }
    text
}
