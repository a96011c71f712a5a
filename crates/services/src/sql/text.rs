//! Values and names inside of statements. Nothing that a caller says may end a text or begin a statement.

/// A value as a literal. Our connections take backslashes for what they are.
pub fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\0', "").replace('\'', "''"))
}

/// The name of a column or table; `None` when it cannot be one.
pub fn identifier(name: &str) -> Option<String> {
    let fits = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | ' '))
    };
    let name = name.trim();
    if name.len() > LONGEST_NAME || !name.split('.').all(fits) {
        return None;
    }
    let parts: Vec<String> = name.split('.').map(written).collect();
    Some(parts.join("."))
}

/// Plain names stay as they are, so that the database may fold their case.
fn written(part: &str) -> String {
    let plain = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !part.starts_with(|c: char| c.is_ascii_digit())
        && !RESERVED.iter().any(|word| part.eq_ignore_ascii_case(word));
    if plain {
        part.to_owned()
    } else {
        format!("\"{part}\"")
    }
}

const LONGEST_NAME: usize = 128;
/// Words of SQL that tables of Asterisk use as names.
const RESERVED: &[&str] = &[
    "all", "and", "as", "check", "column", "default", "deny", "desc", "end", "from", "group", "in",
    "limit", "like", "not", "null", "offset", "or", "order", "select", "table", "to", "union",
    "unique", "user", "using", "values", "when", "where",
];
