//! The shortest way to write a pattern: `_NXX` for `_[2-9][0-9]X`.

/// The usual form of a pattern that is written otherwise; `None` when it is written so, or is none.
pub(crate) fn usual_form(name: &str) -> Option<String> {
    let pattern = name.strip_prefix('_')?;
    let tokens = tokens(pattern)?;
    let is_plain = tokens.iter().all(|token| matches!(token, Token::One(_)));
    let mut usual = String::new();
    for token in &tokens {
        match token {
            Token::One(letter) if is_plain => usual.push(*letter),
            Token::One(letter) if MARKS.contains(*letter) => {
                usual.extend(['[', *letter, ']']);
            }
            Token::One(letter) => usual.push(*letter),
            Token::Rest(mark) => usual.push(*mark),
            Token::Set(set) => usual.push_str(&shortest(set)),
        }
    }
    let usual = if is_plain { usual } else { format!("_{usual}") };
    (usual != without_dashes(name)).then_some(usual)
}

enum Token {
    One(char),
    Set(Vec<char>),
    /// `.` or `!`.
    Rest(char),
}

fn tokens(pattern: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = pattern.chars();
    while let Some(letter) = rest.next() {
        match letter {
            '-' => {}
            'X' | 'x' => found.push(Token::Set(('0'..='9').collect())),
            'Z' | 'z' => found.push(Token::Set(('1'..='9').collect())),
            'N' | 'n' => found.push(Token::Set(('2'..='9').collect())),
            '.' | '!' => found.push(Token::Rest(letter)),
            '[' => {
                let (inside, behind) = rest.as_str().split_once(']')?;
                let set = set(inside);
                match set.as_slice() {
                    [] => return None,
                    [one] => found.push(Token::One(*one)),
                    _ => found.push(Token::Set(set)),
                }
                rest = behind.chars();
            }
            letter => found.push(Token::One(letter)),
        }
    }
    Some(found)
}

/// The letters of a set, sorted, each once.
fn set(inside: &str) -> Vec<char> {
    let letters: Vec<char> = inside.chars().collect();
    let mut rest = letters.as_slice();
    let mut set = Vec::new();
    loop {
        match rest {
            [from, '-', to, behind @ ..] => {
                set.extend(*from.min(to)..=*from.max(to));
                rest = behind;
            }
            [one, behind @ ..] => {
                set.push(*one);
                rest = behind;
            }
            [] => break,
        }
    }
    set.sort_unstable();
    set.dedup();
    set
}

fn shortest(set: &[char]) -> String {
    let text: String = set.iter().collect();
    match text.as_str() {
        "0123456789" => return "X".to_owned(),
        "123456789" => return "Z".to_owned(),
        "23456789" => return "N".to_owned(),
        _ => {}
    }
    let mut runs: Vec<(char, char)> = Vec::new();
    for letter in set.iter().filter(|letter| **letter != '-') {
        match runs.last_mut() {
            Some((_, last)) if u32::from(*last) + 1 == u32::from(*letter) => *last = *letter,
            _ => runs.push((*letter, *letter)),
        }
    }
    runs.sort_by_key(|(first, _)| (!first.is_ascii_alphanumeric(), *first));
    let mut out = String::from("[");
    for (first, last) in runs {
        if u32::from(last) - u32::from(first) < 3 {
            out.extend(first..=last);
        } else {
            out.extend([first, '-', last]);
        }
    }
    if set.contains(&'-') {
        out.push('-');
    }
    out.push(']');
    out
}

/// The pattern without the dashes that only please the eye.
fn without_dashes(name: &str) -> String {
    let mut in_set = false;
    let kept = name.chars().filter(|letter| {
        in_set = match letter {
            '[' => true,
            ']' => false,
            _ => in_set,
        };
        in_set || *letter != '-'
    });
    kept.collect()
}

/// Letters that a pattern does not take for themselves.
const MARKS: &str = "!-.NXZnxz";
