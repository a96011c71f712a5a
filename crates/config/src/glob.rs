//! Shell wildcards in `#include`: `*`, `?`, `[a-z]`, `{one,two}`.

/// Whether a name holds wildcards at all.
#[must_use]
pub fn has_wildcards(pattern: &str) -> bool {
    pattern.contains(['*', '?', '[', '{'])
}

/// Whether a path matches a pattern. `*` and `?` stop at `/` and do not match a leading dot;
/// `[!a]` and `[^a]` exclude; `{a,b}` lists; `\` takes the next character as it is.
#[must_use]
pub fn glob_matches(pattern: &str, path: &str) -> bool {
    let mut patterns = Vec::new();
    list_braces(pattern, &mut patterns);
    patterns.iter().any(|pattern| {
        let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
        loop {
            match (wanted.next(), found.next()) {
                (None, None) => return true,
                (Some(wanted), Some(found)) if name_matches(wanted, found) => {}
                _ => return false,
            }
        }
    })
}

/// Writes out every alternative, up to a limit: braces multiply.
fn list_braces(pattern: &str, into: &mut Vec<String>) {
    let mut pending = vec![pattern.to_owned()];
    while let Some(next) = pending.pop() {
        if into.len() + pending.len() >= MOST_ALTERNATIVES {
            return;
        }
        match first_braces(&next) {
            Some((before, alternatives, after)) => {
                pending.extend(
                    alternatives
                        .iter()
                        .map(|one| format!("{before}{one}{after}")),
                );
            }
            None => into.push(next),
        }
    }
}

fn first_braces(pattern: &str) -> Option<(&str, Vec<&str>, &str)> {
    let open = pattern.find('{')?;
    let inside = pattern.get(open + 1..)?;
    let (mut depth, mut start, mut alternatives) = (0_usize, 0, Vec::new());
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' if depth == 0 => {
                alternatives.push(inside.get(start..at)?);
                start = at + 1;
            }
            '}' => {
                alternatives.push(inside.get(start..at)?);
                return Some((pattern.get(..open)?, alternatives, inside.get(at + 1..)?));
            }
            _ => {}
        }
    }
    None
}

fn name_matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let hidden = name.first() == Some(&'.');
    if hidden && !matches!(pattern.as_slice(), ['.', ..] | ['\\', '.', ..]) {
        return false;
    }
    let (mut p, mut n) = (0, 0);
    // After a mismatch only the last star need take one more character.
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        if pattern.get(p) == Some(&'*') {
            retry = Some((p + 1, n));
            p += 1;
        } else if let Some(next) = one_matches(&pattern, p, name[n]) {
            (p, n) = (next, n + 1);
        } else if let Some((after_star, taken)) = retry {
            retry = Some((after_star, taken + 1));
            (p, n) = (after_star, taken + 1);
        } else {
            return false;
        }
    }
    pattern
        .get(p..)
        .unwrap_or_default()
        .iter()
        .all(|rest| *rest == '*')
}

/// The place in the pattern after what matches one letter.
fn one_matches(pattern: &[char], at: usize, letter: char) -> Option<usize> {
    match *pattern.get(at)? {
        '?' => Some(at + 1),
        '[' => set_matches(pattern, at, letter),
        '\\' => {
            let meant = *pattern.get(at + 1).unwrap_or(&'\\');
            (meant == letter).then_some(at + 2)
        }
        plain => (plain == letter).then_some(at + 1),
    }
}

fn set_matches(pattern: &[char], at: usize, letter: char) -> Option<usize> {
    let excludes = matches!(pattern.get(at + 1), Some('!' | '^'));
    let first = at + 1 + usize::from(excludes);
    // A bracket right after the opening is a member, not the end.
    let Some(length) = pattern
        .iter()
        .skip(first + 1)
        .position(|member| *member == ']')
    else {
        return (letter == '[').then_some(at + 1);
    };
    let end = first + 1 + length;
    let (mut member, mut within) = (first, false);
    while member < end {
        if member + 2 < end && pattern[member + 1] == '-' {
            within |= (pattern[member]..=pattern[member + 2]).contains(&letter);
            member += 3;
        } else {
            within |= pattern[member] == letter;
            member += 1;
        }
    }
    (within != excludes).then_some(end + 1)
}

const MOST_ALTERNATIVES: usize = 256;

#[cfg(test)]
mod tests;
