//! Places in the dialplan as applications name them: `[[context,]extension,]priority`.

use call::script::Call;
use dialplan::Location;

/// Reads a target as seen from where the call is. The priority may be a number, `+n`, `-n` or a label;
/// whether a numbered place exists is not checked, as `Goto` does not.
pub(crate) fn target(call: &Call, text: &str) -> Result<Location, String> {
    let here = call.location();
    let mut parts: Vec<&str> = text.splitn(4, ',').take(3).collect();
    let priority = parts.pop().unwrap_or_default();
    let extension = match parts.pop() {
        Some(extension) if !extension.is_empty() => extension.into(),
        _ => here.extension.clone(),
    };
    let context = match parts.pop() {
        Some(context) if !context.is_empty() => context.into(),
        _ => here.context.clone(),
    };
    let priority = priority.trim();
    let place = |priority| Location {
        context: context.clone(),
        extension: extension.clone(),
        priority,
    };
    if let Some(steps) = priority
        .strip_prefix('+')
        .and_then(|n| n.parse::<u32>().ok())
    {
        return Ok(place(here.priority.saturating_add(steps)));
    }
    if let Some(steps) = priority
        .strip_prefix('-')
        .and_then(|n| n.parse::<u32>().ok())
    {
        return Ok(place(here.priority.saturating_sub(steps)));
    }
    if let Some((number, _)) = dialplan::leading_integer(priority)
        && let Ok(number) = u32::try_from(number)
    {
        return Ok(place(number));
    }
    match label(call, &context, &extension, priority) {
        Some(priority) => Ok(place(priority)),
        None => Err(format!(
            "priority '{priority}' must be a number above 0 or a label of '{extension}' in '{context}'"
        )),
    }
}

/// A target with `^` or `,` between its parts, as option arguments write it.
pub(crate) fn target_with_carets(call: &Call, text: &str) -> Result<Location, String> {
    target(call, &text.replace('^', ","))
}

/// Does this place exist for the caller?
pub(crate) async fn exists(call: &mut Call, at: &Location) -> bool {
    call.place_exists(at).await
}

/// Those of the keys that are extensions of a context by themselves.
pub(crate) async fn known_keys(call: &mut Call, context: &str, keys: &str) -> String {
    let mut known = String::new();
    for key in keys.chars() {
        if exists(call, &Location::new(context, key.to_string(), 1)).await {
            known.push(key);
        }
    }
    known
}

/// Is the number an extension of the context that no further digit can make another one?
pub(crate) async fn is_whole(call: &mut Call, context: &str, number: &str) -> bool {
    exists(call, &Location::new(context, number, 1)).await
        && !call.number_may_grow(context, number).await
}

/// The priority of a label.
pub(crate) fn label(call: &Call, context: &str, extension: &str, label: &str) -> Option<u32> {
    let caller = caller_number(call);
    call.in_plan(|plan, now| plan.find_label(now, context, extension, label, Some(&caller)))
}

/// The application of a step.
pub(crate) fn application_at(call: &Call, at: &Location) -> Option<String> {
    let caller = caller_number(call);
    call.in_plan(|plan, now| {
        let found = plan.find(now, &at.context, &at.extension, at.priority, Some(&caller))?;
        Some(found.step.application.to_string())
    })
}

/// A call of an application or subroutine, `name(arguments)`, taken apart at the first `(` and the
/// last `)`.
pub(crate) fn name_and_arguments(text: &str) -> (&str, &str) {
    let Some((name, rest)) = text.split_once('(') else {
        return (text.trim(), "");
    };
    let arguments = rest.rfind(')').map_or(rest, |end| &rest[..end]);
    (name.trim(), arguments)
}

fn caller_number(call: &Call) -> String {
    call.look(|c| c.parties.caller.number.clone())
        .unwrap_or_default()
}
