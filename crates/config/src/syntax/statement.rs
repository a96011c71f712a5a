//! What a line without comments says.

/// One line's meaning.
#[derive(Debug, PartialEq)]
pub(crate) enum Statement<'a> {
    /// `[name](options)`
    Header(Header<'a>),
    /// `#name argument`
    Directive(&'a str, &'a str),
    /// `name = value`
    Assignment(Assignment<'a>),
    /// Nothing that has a meaning.
    NoEqualsSign,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Header<'a> {
    pub(crate) name: &'a str,
    /// What stands between the parentheses, in parts, blanks kept.
    pub(crate) options: Vec<&'a str>,
    pub(crate) flaw: Option<Flaw<'a>>,
}

/// What is odd about a header.
#[derive(Debug, PartialEq)]
pub(crate) enum Flaw<'a> {
    NoClosingBracket,
    NoClosingParenthesis,
    /// Options do not count after a blank.
    BlankBeforeOptions,
    TextAfter(&'a str),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Assignment<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    pub(crate) arrow: bool,
    /// Written `+=`: the value continues the one before.
    pub(crate) append: bool,
}

/// Reads a line; nothing for a blank one. The number is the offset of the first letter.
pub(crate) fn statement(line: &str) -> Option<(usize, Statement<'_>)> {
    let text = line.trim_start_matches(is_blank);
    let offset = line.len() - text.len();
    let text = text.trim_end_matches(is_blank);
    let said = match text.chars().next()? {
        '[' => Statement::Header(header(text.get(1..)?)),
        '#' => directive(text.get(1..)?),
        // A backslash lets a name begin with a bracket or hash.
        '\\' => assignment(text.get(1..)?),
        _ => assignment(text),
    };
    Some((offset, said))
}

fn header(text: &str) -> Header<'_> {
    let Some((name, rest)) = text.split_once(']') else {
        let name = text.split('(').next().unwrap_or(text);
        let flaw = Some(Flaw::NoClosingBracket);
        return Header {
            name: trim(name),
            options: Vec::new(),
            flaw,
        };
    };
    let name = trim(name);
    let Some(inside) = rest.strip_prefix('(') else {
        let after = trim(rest);
        let flaw = match after {
            "" => None,
            _ if after.starts_with('(') => Some(Flaw::BlankBeforeOptions),
            _ => Some(Flaw::TextAfter(after)),
        };
        return Header {
            name,
            options: Vec::new(),
            flaw,
        };
    };
    let (inside, flaw) = match inside.split_once(')') {
        None => (inside, Some(Flaw::NoClosingParenthesis)),
        Some((inside, after)) => (
            inside,
            Some(trim(after))
                .filter(|after| !after.is_empty())
                .map(Flaw::TextAfter),
        ),
    };
    let options = inside
        .split(',')
        .filter(|option| !trim(option).is_empty())
        .collect();
    Header {
        name,
        options,
        flaw,
    }
}

fn directive(text: &str) -> Statement<'_> {
    let (name, argument) = text.split_once(is_blank).unwrap_or((text, ""));
    let argument = trim(argument);
    let quoted = [('"', '"'), ('<', '>'), ('\'', '\'')]
        .iter()
        .find_map(|(open, close)| argument.strip_prefix(*open)?.strip_suffix(*close));
    Statement::Directive(name, quoted.unwrap_or(argument))
}

fn assignment(text: &str) -> Statement<'_> {
    let Some((name, value)) = text.split_once('=') else {
        return Statement::NoEqualsSign;
    };
    let (name, append) = match name.strip_suffix('+') {
        Some(name) if !name.is_empty() => (name, true),
        _ => (name, false),
    };
    let (value, arrow) = match value.strip_prefix('>') {
        Some(value) => (value, true),
        None => (value, false),
    };
    Statement::Assignment(Assignment {
        name: trim(name),
        value: trim(value),
        arrow,
        append,
    })
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Everything up to the space in ASCII, so a carriage return too.
fn is_blank(letter: char) -> bool {
    letter <= ' '
}

#[cfg(test)]
mod tests;
