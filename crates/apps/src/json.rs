//! JSON (RFC 8259) as the dialplan needs it: read once, looked up, written again.

use std::fmt;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Truth(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Self>),
    /// In the order of the text.
    Object(Vec<(String, Self)>),
}

/// Reads a text; says what is wrong with it and where.
pub(crate) fn parse(text: &str) -> Result<Json, String> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.fault("something behind the value"));
    }
    Ok(value)
}

impl Json {
    /// A value of an object by its key, or of a list by its place.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(rows) => rows.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            Self::List(values) => values.get(key.parse::<usize>().ok()?),
            Self::Null | Self::Truth(_) | Self::Number(_) | Self::Text(_) => None,
        }
    }

    /// How many values it has; 1 for a plain one.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Object(rows) => rows.len(),
            Self::List(values) => values.len(),
            Self::Null | Self::Truth(_) | Self::Number(_) | Self::Text(_) => 1,
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Number(number) => f.write_str(number),
            Self::Text(text) => quoted(f, text),
            Self::List(values) => {
                f.write_str("[")?;
                for (place, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if place > 0 { "," } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(rows) => {
                f.write_str("{")?;
                for (place, (key, value)) in rows.iter().enumerate() {
                    f.write_str(if place > 0 { "," } else { "" })?;
                    quoted(f, key)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for letter in text.chars() {
        match letter {
            '"' | '\\' => write!(f, "\\{letter}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            control if control < ' ' => write!(f, "\\u{:04x}", u32::from(control))?,
            other => write!(f, "{other}")?,
        }
    }
    f.write_str("\"")
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Json, String> {
        if depth > DEEPEST {
            return Err(self.fault("too many levels"));
        }
        self.blanks();
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.list(depth),
            Some('"') => self.text().map(Json::Text),
            Some('-' | '0'..='9') => Ok(self.number()),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, String> {
        let mut rows = Vec::new();
        self.expect('{')?;
        while !self.takes('}') {
            if !rows.is_empty() {
                self.expect(',')?;
            }
            self.blanks();
            let key = self.text()?;
            self.expect(':')?;
            rows.push((key, self.value(depth + 1)?));
        }
        Ok(Json::Object(rows))
    }

    fn list(&mut self, depth: usize) -> Result<Json, String> {
        let mut values = Vec::new();
        self.expect('[')?;
        while !self.takes(']') {
            if !values.is_empty() {
                self.expect(',')?;
            }
            values.push(self.value(depth + 1)?);
        }
        Ok(Json::List(values))
    }

    fn text(&mut self) -> Result<String, String> {
        if self.peek() != Some('"') {
            return Err(self.fault("no text in quotes"));
        }
        self.next();
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(self.fault("a quote is missing")),
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escaped()?),
                Some(letter) => text.push(letter),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, String> {
        Ok(match self.next() {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some(plain @ ('"' | '\\' | '/')) => plain,
            Some('u') => self.code_point()?,
            _ => return Err(self.fault("an unknown escape")),
        })
    }

    /// `\u1234`, or a pair of them for what lies beyond.
    fn code_point(&mut self) -> Result<char, String> {
        let first = self.four_digits()?;
        let code = if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let second = self.four_digits()?;
            let low = second.wrapping_sub(0xdc00) & 0x3ff;
            0x1_0000 + ((first - 0xd800) << 10) + low
        } else {
            first
        };
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, String> {
        let digits = self.text.get(self.at..self.at + 4);
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => Err(self.fault("\\u needs four digits")),
        }
    }

    fn number(&mut self) -> Json {
        let rest = &self.text[self.at..];
        let odd = |c: char| !(c.is_ascii_digit() || "+-.eE".contains(c));
        let length = rest.find(odd).unwrap_or(rest.len());
        self.at += length;
        Json::Number(rest[..length].to_owned())
    }

    fn word(&mut self) -> Result<Json, String> {
        let words = [
            ("null", Json::Null),
            ("true", Json::Truth(true)),
            ("false", Json::Truth(false)),
        ];
        for (word, value) in words {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault("no value"))
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.blanks();
        let found = self.peek() == Some(wanted);
        if found {
            self.next();
        }
        found
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.takes(wanted) {
            Ok(())
        } else {
            Err(self.fault(&format!("'{wanted}' is missing")))
        }
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn fault(&self, what: &str) -> String {
        format!("{what} at byte {}", self.at)
    }
}

const DEEPEST: usize = 64;

#[cfg(test)]
mod tests;
