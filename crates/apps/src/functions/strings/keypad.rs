//! KEYPADHASH: a name as the keys of a telephone that it is spelt with.

use call::script::prelude::*;

/// `KEYPADHASH()`.
pub(crate) struct KeypadHash;

impl Function for KeypadHash {
    const DOC: FunctionDoc = FunctionDoc {
        name: "KEYPADHASH",
        synopsis: "The keys of a telephone that spell a text.",
        syntax: &[Param::required("string", "The text.")],
        description: "'Les' is 537. Digits stay; whatever is on no key is left out.",
        see_also: &["TOUPPER"],
        examples: &["${KEYPADHASH(Les)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(args.0.chars().filter_map(key).collect())
    }
}

fn key(letter: char) -> Option<char> {
    Some(match letter.to_ascii_uppercase() {
        digit @ '0'..='9' => digit,
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}
