//! The `${…}` and `$[…]` in a text, as written, without looking anything up.

/// One `${…}` or `$[…]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// All of it, `$` and brackets included.
    pub(crate) whole: &'a str,
    /// What stands between the brackets.
    pub(crate) body: &'a str,
    /// `$[…]`.
    pub(crate) is_expression: bool,
    /// Its bracket is closed.
    pub(crate) closed: bool,
    /// The functions around it, outermost first.
    pub(crate) within: Vec<&'a str>,
    /// An expression stands around it.
    pub(crate) in_expression: bool,
}

impl<'a> Reference<'a> {
    /// Variable or function, without arguments and `:offset`; `None` when it is computed.
    pub(crate) fn name(&self) -> Option<&'a str> {
        let end = self.body.find(['(', ':']).unwrap_or(self.body.len());
        let name = &self.body[..end];
        (!self.is_expression && !name.contains('$')).then_some(name)
    }

    /// The text between the parentheses of a function.
    pub(crate) fn arguments(&self) -> Option<&'a str> {
        let name = self.name()?;
        let rest = self.body[name.len()..].strip_prefix('(')?;
        Some(rest.rfind(')').map_or(rest, |end| &rest[..end]))
    }
}

/// All references in a text, those inside of others too, in the order of their beginnings.
pub(crate) fn references(text: &str) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    collect(text, &[], false, 0, &mut found);
    found
}

/// The text with every reference replaced.
pub(crate) fn replaced(text: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, reference, after)) = first(rest) {
        out.push_str(before);
        out.push_str(by);
        let _ = reference;
        rest = after;
    }
    out.push_str(rest);
    out
}

fn collect<'a>(
    text: &'a str,
    within: &[&'a str],
    in_expression: bool,
    depth: usize,
    found: &mut Vec<Reference<'a>>,
) {
    let mut rest = text;
    while let Some((_, mut reference, after)) = first(rest) {
        rest = after;
        reference.within = within.to_vec();
        reference.in_expression = in_expression;
        let (body, is_expression) = (reference.body, reference.is_expression);
        let mut around = within.to_vec();
        if reference.arguments().is_some() {
            around.extend(reference.name());
        }
        found.push(reference);
        if depth < DEEPEST {
            collect(
                body,
                &around,
                in_expression || is_expression,
                depth + 1,
                found,
            );
        }
    }
}

/// What stands before the first reference, the reference, and what follows it.
fn first(text: &str) -> Option<(&str, Reference<'_>, &str)> {
    let bytes = text.as_bytes();
    let at = (0..bytes.len())
        .find(|at| bytes[*at] == b'$' && matches!(bytes.get(at + 1), Some(b'{' | b'[')))?;
    let is_expression = bytes[at + 1] == b'[';
    let body = &text[at + 2..];
    let (opening, closing) = if is_expression {
        (b'[', b']')
    } else {
        (b'{', b'}')
    };
    let mut depth = 1usize;
    let end = body.bytes().position(|byte| {
        if byte == opening {
            depth += 1;
        } else if byte == closing {
            depth -= 1;
        }
        depth == 0
    });
    let (length, closed) = end.map_or((body.len(), false), |end| (end, true));
    let whole_end = at + 2 + length + usize::from(closed);
    let reference = Reference {
        whole: &text[at..whole_end],
        body: &body[..length],
        is_expression,
        closed,
        within: Vec::new(),
        in_expression: false,
    };
    Some((&text[..at], reference, &text[whole_end..]))
}

/// References deeper than this are not looked at; nobody writes them.
const DEEPEST: usize = 32;

#[cfg(test)]
mod tests;
