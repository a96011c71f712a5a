//! Tables of references.

use super::*;

#[test]
fn references_are_found_inside_of_each_other() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        let found: Vec<_> = references(text)
            .iter()
            .map(|r| (r.whole, r.name().unwrap_or("?")))
            .collect::<Vec<_>>()
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(found, expected, "{text}");
    };
    check("plain", &[]);
    check("${A}", &[("${A}", "A")]);
    check("x${A:1:2}y", &[("${A:1:2}", "A")]);
    check("${LEN(${A})}", &[("${LEN(${A})}", "LEN"), ("${A}", "A")]);
    check("$[${A} = 1]", &[("$[${A} = 1]", "?"), ("${A}", "A")]);
    check("${A", &[("${A", "A")]);
    check("${V${N}}", &[("${V${N}}", "?"), ("${N}", "N")]);
}

#[test]
fn functions_around_are_told() {
    let found = references("${FILTER(0-9,${EXTEN})}");
    assert_eq!(found[1].within, ["FILTER"]);
    assert_eq!(found[0].arguments(), Some("0-9,${EXTEN}"));
}

#[test]
fn references_are_replaced_whole() {
    assert_eq!(replaced("a${B(${C})}d$[1]e", "1"), "a1d1e");
}
