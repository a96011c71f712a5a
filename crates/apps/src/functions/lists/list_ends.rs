//! PUSH, POP, SHIFT and UNSHIFT: the two ends of a list in a variable.

use call::script::prelude::*;

/// `PUSH()`.
pub(crate) struct Push;

impl Function for Push {
    const DOC: FunctionDoc = FunctionDoc {
        name: "PUSH",
        synopsis: "Add a value at the end of a list.",
        syntax: SYNTAX,
        description: "An empty list becomes the value alone.",
        see_also: &["POP", "SHIFT", "UNSHIFT"],
        examples: &["Set(PUSH(LIST)=three)"],
        since: "1.8",
        readable: false,
        writable: true,
    };

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let list = List::of(call, args)?;
        let text = match list.text.as_str() {
            "" => value.to_owned(),
            text => format!("{text}{}{value}", list.delimiter),
        };
        call.set(&list.variable, text);
        Ok(())
    }
}

/// `UNSHIFT()`.
pub(crate) struct Unshift;

impl Function for Unshift {
    const DOC: FunctionDoc = FunctionDoc {
        name: "UNSHIFT",
        synopsis: "Add a value at the beginning of a list.",
        syntax: SYNTAX,
        description: "An empty list becomes the value alone.",
        see_also: &["SHIFT", "PUSH", "POP"],
        examples: &["Set(UNSHIFT(LIST)=zero)"],
        since: "1.8",
        readable: false,
        writable: true,
    };

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let list = List::of(call, args)?;
        let text = match list.text.as_str() {
            "" => value.to_owned(),
            text => format!("{value}{}{text}", list.delimiter),
        };
        call.set(&list.variable, text);
        Ok(())
    }
}

/// `POP()`.
pub(crate) struct Pop;

impl Function for Pop {
    const DOC: FunctionDoc = FunctionDoc {
        name: "POP",
        synopsis: "Take the last value off a list.",
        syntax: SYNTAX,
        description: "Gives the value; the variable keeps the rest.",
        see_also: &["PUSH", "SHIFT", "UNSHIFT"],
        examples: &["${POP(LIST)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let list = List::of(call, args)?;
        let (rest, last) = list
            .text
            .rsplit_once(list.delimiter)
            .unwrap_or(("", &list.text));
        call.set(&list.variable, rest);
        Ok(last.to_owned())
    }
}

/// `SHIFT()`.
pub(crate) struct Shift;

impl Function for Shift {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SHIFT",
        synopsis: "Take the first value off a list.",
        syntax: SYNTAX,
        description: "Gives the value; the variable keeps the rest.",
        see_also: &["UNSHIFT", "PUSH", "POP"],
        examples: &["${SHIFT(LIST)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let list = List::of(call, args)?;
        let (first, rest) = list
            .text
            .split_once(list.delimiter)
            .unwrap_or((&list.text, ""));
        call.set(&list.variable, rest);
        Ok(first.to_owned())
    }
}

struct List {
    variable: String,
    delimiter: char,
    text: String,
}

impl List {
    fn of(call: &Call, args: Args<'_>) -> Result<Self, Fault> {
        let parts = args.split();
        let variable = parts.first().map_or("", |p| p.trim()).to_owned();
        if variable.is_empty() {
            return Err(Fault::from("it needs the name of a variable"));
        }
        let delimiter = parts.get(1).and_then(|p| delimiter(p)).unwrap_or(',');
        let text = call.variable(&variable).unwrap_or_default();
        Ok(Self {
            variable,
            delimiter,
            text,
        })
    }
}

/// The first character of a delimiter argument; `\n`, `\t`, `\xHH` and the like by their names.
pub(crate) fn delimiter(text: &str) -> Option<char> {
    let mut letters = text.chars();
    match (letters.next()?, letters.next()) {
        ('\\', Some('n')) => Some('\n'),
        ('\\', Some('r')) => Some('\r'),
        ('\\', Some('t')) => Some('\t'),
        ('\\', Some('x')) => u8::from_str_radix(text.get(2..4)?, 16).ok().map(char::from),
        ('\\', Some(other)) => Some(other),
        (first, _) => Some(first),
    }
}

const SYNTAX: &[Param] = &[
    Param::required("listname", "The variable that holds the list."),
    Param::optional("delimiter", "Between the values; a comma when left out."),
];
