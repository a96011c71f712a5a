use super::*;

fn strip(lines: &[&str]) -> (Vec<String>, Option<u32>) {
    let mut comments = Comments::default();
    let numbered = (1..).zip(lines);
    let texts = numbered
        .map(|(number, line)| comments.strip(line, number).text)
        .collect();
    (texts, comments.unclosed())
}

#[test]
fn to_the_end_of_the_line() {
    let check = |line, expected: &str| {
        assert_eq!(strip(&[line]), (vec![expected.to_owned()], None), "{line}")
    };
    check("a = b", "a = b");
    check("a = b ; c", "a = b ");
    check(";;;;; a", "");
    check("; a ;-- b", "");
    check(";-----------", "");
    check("a ;---- b ----;", "a ");
    check("a --; b", "a --");
    check(r"a = b\;c", "a = b;c");
    check(r"a = b\;c\;d;e", "a = b;c;d");
    check(r"a = b\\;c", r"a = b\;c");
    check("a ;-)", "a ");
}

#[test]
fn blocks() {
    let check = |lines: &[&str], expected: &[&str], unclosed| {
        let expected: Vec<String> = expected.iter().map(|&text| text.to_owned()).collect();
        assert_eq!(strip(lines), (expected, unclosed), "{lines:?}");
    };
    check(&["a ;-- b --; c"], &["a  c"], None);
    check(&["a;--b--;c;--d--;e ; f"], &["ace "], None);
    check(&["a ;--", "b", "--; c"], &["a ", "", " c"], None);
    check(
        &[";-- a", ";-- b", "--;", "c", "--;d"],
        &["", "", "", "", "d"],
        None,
    );
    check(&[";--", "x ; y", r"z \; --; a"], &["", "", " a"], None);
    check(&["a", ";-- b", "c"], &["a", "", ""], Some(2));
    check(&[";--;", "a", "--;b"], &["", "", "b"], None);
    check(&[";--", ";--- row", "--; a"], &["", "", " a"], None);
}

#[test]
fn depth_is_limited() {
    let mut comments = Comments::default();
    let told = (0..200)
        .filter(|_| comments.strip(";--", 1).too_deep)
        .count();
    assert_eq!(told, 200 - MOST_NESTED);
}

#[test]
fn columns() {
    let check = |line: &str, wanted: char, column| {
        let clean = Comments::default().strip(line, 1);
        let offset = clean.text.find(wanted).expect("the letter is there");
        assert_eq!(clean.column(line, offset), column, "{line}");
    };
    check("x", 'x', 1);
    check("  x", 'x', 3);
    check("éé x", 'x', 4);
    check(";-- a --; x", 'x', 11);
    check(r"a\;x", 'x', 4);
    check(r"a\;x", ';', 3);
}
