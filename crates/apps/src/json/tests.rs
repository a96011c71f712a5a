//! JSON texts that are good, and some that are not.

use super::*;

#[test]
fn texts_are_read_and_written_again() {
    let rows = [
        (
            r#" {"a" : [1, 2.5e3, -7], "b":{"c":null}} "#,
            r#"{"a":[1,2.5e3,-7],"b":{"c":null}}"#,
        ),
        (r#""\u00e9\ud83d\ude00\n\"""#, "\"\u{e9}\u{1f600}\\n\\\"\""),
        ("[true,false,{}]", "[true,false,{}]"),
        ("[]", "[]"),
    ];
    for (text, expected) in rows {
        assert_eq!(parse(text).unwrap().to_string(), expected, "{text}");
    }
}

#[test]
fn faults_are_told() {
    let rows = [
        "",
        "{",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "\"x",
        "\"\\q\"",
        "\"\\u12\"",
        "1 2",
        "nul",
        "[1 2]",
    ];
    for text in rows {
        assert!(parse(text).is_err(), "{text}");
    }
    assert!(parse(&"[".repeat(100_000)).is_err());
}

#[test]
fn values_are_found() {
    let json = parse(r#"{"a":[{"b":"c"}]}"#).unwrap();
    let found = json
        .get("a")
        .and_then(|a| a.get("0"))
        .and_then(|o| o.get("b"));
    assert_eq!(found, Some(&Json::Text("c".to_owned())));
    assert_eq!(json.get("x"), None);
    assert_eq!(json.get("a").map(Json::count), Some(1));
}
