use std::collections::HashMap;

use super::*;

#[derive(Default)]
struct Fixed {
    variables: HashMap<String, String>,
    warnings: Vec<String>,
}

impl Scope for Fixed {
    fn variable(&mut self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn function<'a>(
        &'a mut self,
        name: &'a str,
        arguments: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(async move {
            match name {
                "ECHO" => arguments.to_owned(),
                "LEN" => arguments.len().to_string(),
                "NEVER" => std::future::pending().await,
                _ => format!("<{name}|{arguments}>"),
            }
        })
    }

    fn warn(&mut self, text: String) {
        self.warnings.push(text);
    }
}

fn scope() -> Fixed {
    let variables = [
        ("A", "alpha"),
        ("B", "A"),
        ("EXTEN", "0123456789"),
        ("EMPTY", ""),
        ("RANGE", "EXTEN:1:2"),
        ("N", "3"),
        ("é", "accent"),
        ("UTF", "aéb"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Fixed {
        variables: variables.into(),
        warnings: Vec::new(),
    }
}

fn expanded(text: &str) -> (String, Vec<String>) {
    let (template, mut faults) = Template::parse(text);
    let mut scope = scope();
    let result = expand_now(&template, &mut scope);
    faults.extend(scope.warnings);
    (result, faults)
}

fn check(text: &str, expected: &str) {
    assert_eq!(expanded(text), (expected.to_owned(), vec![]), "{text}");
}

#[test]
fn variables() {
    for (text, expected) in [
        ("", ""),
        ("plain text, $5 {x} [y]", "plain text, $5 {x} [y]"),
        ("$", "$"),
        ("cost: $", "cost: $"),
        ("$$", "$$"),
        ("$${A}", "$alpha"),
        ("${A}", "alpha"),
        ("${A}${A}", "alphaalpha"),
        ("x${A}y", "xalphay"),
        ("${NONE}", ""),
        ("${EMPTY}", ""),
        ("${a}", ""),
        ("${é}", "accent"),
        ("${${B}}", "alpha"),
        ("${${B}:1:2}", "lp"),
        ("${${RANGE}}", "12"),
        ("é${A}é", "éalphaé"),
        ("${}", ""),
        ("SIP/${EXTEN}@trunk,30", "SIP/0123456789@trunk,30"),
    ] {
        check(text, expected);
    }
}

#[test]
fn substrings() {
    for (text, expected) in [
        ("${EXTEN:1}", "123456789"),
        ("${EXTEN:0}", "0123456789"),
        ("${EXTEN:0:3}", "012"),
        ("${EXTEN:2:3}", "234"),
        ("${EXTEN:-4}", "6789"),
        ("${EXTEN:-4:2}", "67"),
        ("${EXTEN:0:-2}", "01234567"),
        ("${EXTEN:2:-3}", "23456"),
        ("${EXTEN:-5:-2}", "567"),
        ("${EXTEN:20}", ""),
        ("${EXTEN:-20}", "0123456789"),
        ("${EXTEN:3:-20}", ""),
        ("${EXTEN:3:0}", ""),
        ("${EXTEN:}", "0123456789"),
        ("${EXTEN::3}", "0123456789"),
        ("${EXTEN:x}", "0123456789"),
        ("${EXTEN:1:}", "123456789"),
        ("${EXTEN:${N}}", "3456789"),
        ("${EXTEN:$[${N} + 1]}", "456789"),
        ("${EXTEN:9:5}", "9"),
        ("${EXTEN:99999999999999999999}", ""),
        ("${EXTEN:-99999999999999999999:-99999999999999999999}", ""),
        ("${UTF:2}", "éb"),
        ("${UTF:3}", "b"),
    ] {
        check(text, expected);
    }
}

#[test]
fn functions() {
    for (text, expected) in [
        ("${ECHO(hello)}", "hello"),
        ("${ECHO(hello):1:3}", "ell"),
        ("${ECHO(a:b)}", "a:b"),
        ("${ECHO(${A})}", "alpha"),
        ("${ECHO(f(x))}", "f(x)"),
        ("${ECHO()}", ""),
        ("${LEN(${A})}", "5"),
        ("${ECHO(${ECHO(${EXTEN:1})}):-2}", "89"),
        ("${CUT(A,-,2)}", "<CUT|A,-,2>"),
        ("${ECHO(open}", "open"),
        ("${ECHO(a)b)}", "a)b"),
    ] {
        check(text, expected);
    }
}

#[test]
fn expressions() {
    for (text, expected) in [
        ("$[1 + 1]", "2"),
        ("$[${N} + 1]", "4"),
        ("$[\"${A}\" = \"alpha\"]?yes:no", "1?yes:no"),
        ("$[$[1 + 1] * 2]", "4"),
        ("$[]", ""),
        ("$[${LEN(${A})} > 3]", "1"),
        ("$[LEN(abcd) + 1]", "5"),
        ("$[LEN(ab) + LEN(abc)]", "5"),
        ("$[${N}=3]&$[2>1]", "1&1"),
        ("$[\"${EXTEN}\" =~ \"^[0-9]+$\"]", "10"),
    ] {
        check(text, expected);
    }
}

#[test]
fn what_is_broken_is_borne_with_a_warning() {
    for (text, expected, warning) in [
        ("${A", "alpha", "missing '}'"),
        ("a${A b", "a", "missing '}'"),
        ("$[1 + 1", "2", "missing ']'"),
        ("${A}${", "alpha", "missing '}'"),
        ("$[1 +]", "0", "a value is missing"),
        ("$[foo + 1]", "1", "'foo' is not a number"),
        ("$[1 / 0]", "2147483647", "division by zero"),
        ("${NEVER(x)}", "", "has to wait"),
    ] {
        let (result, warnings) = expanded(text);
        assert_eq!(result, expected, "{text}");
        assert_eq!(warnings.len(), 1, "{text}: {warnings:?}");
        assert!(warnings[0].contains(warning), "{text}: {warnings:?}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = "${".repeat(5000) + "A" + &"}".repeat(5000);
    let (_, warnings) = expanded(&deep);
    assert!(
        warnings
            .iter()
            .any(|warning| warning.contains("nest more than"))
    );

    let big = "${EXTEN}".repeat(10_000);
    let (result, warnings) = expanded(&big);
    assert_eq!(result.len(), 64 * 1024);
    assert!(warnings[0].contains("was cut"));

    let functions = "$[".to_owned() + &vec!["LEN(a)"; 40].join("+") + "]";
    assert!(expanded(&functions).1[0].contains("more than 32 functions"));
}

#[test]
fn literals_need_no_scope() {
    assert_eq!(Template::parse("a$b").0.as_literal(), Some("a$b"));
    assert_eq!(Template::parse("${A}").0.as_literal(), None);
    assert_eq!(Template::literal("${A}").as_literal(), Some("${A}"));
    assert_eq!(Template::parse("x${A}").0.text(), "x${A}");
}

proptest::proptest! {
    #[test]
    fn never_panics(text in "[A-C$\\{\\}\\[\\]():0-9é \"+-]{0,60}") {
        let _ = expanded(&text);
    }

    #[test]
    fn substring_stays_inside(value in "\\PC{0,12}", offset in proptest::num::i64::ANY, length in proptest::option::of(proptest::num::i64::ANY)) {
        assert!(value.contains(substring(&value, offset, length)));
    }
}
