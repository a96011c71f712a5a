use super::*;

#[test]
fn nearest_name() {
    let known = [
        "rtp_symmetric",
        "context",
        "allow",
        "disallow",
        "port",
        "nat",
    ];
    let check =
        |wanted, expected: Option<&str>| assert_eq!(nearest(wanted, known), expected, "{wanted}");
    check("rtp_symetric", Some("rtp_symmetric"));
    check("rtp_symmertic", Some("rtp_symmetric"));
    check("CONTEXT", Some("context"));
    check("contxet", Some("context"));
    check("alow", Some("allow"));
    check("prot", Some("port"));
    check("nta", Some("nat"));
    check("x", None);
    check("", None);
    check("entirely_different", None);
    check(&"a".repeat(100_000), None);
}

#[test]
fn distance_counts_edits() {
    let check = |a: &str, b: &str, expected| {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        assert_eq!(distance(&a, &b), expected, "{a:?} {b:?}");
        assert_eq!(distance(&b, &a), expected, "{b:?} {a:?}");
    };
    check("", "", 0);
    check("", "abc", 3);
    check("abc", "abc", 0);
    check("abcd", "abdc", 1);
    check("kitten", "sitting", 3);
}

#[test]
fn display() {
    let span = Span {
        file: "pjsip.conf".into(),
        line: 41,
        column: 3,
    };
    let problem = Problem::warning(
        &span,
        "endpoint 'alice': option 'rtp_symetric' is not known",
    )
    .did_you_mean("rtp_symetric", ["rtp_symmetric"]);
    assert_eq!(
        problem.to_string(),
        "pjsip.conf:41:3: warning: endpoint 'alice': option 'rtp_symetric' is not known; \
         did you mean 'rtp_symmetric'?"
    );
    let whole = Problem::error(&Span::of_file("sip.conf"), "is missing");
    assert_eq!(whole.to_string(), "sip.conf: error: is missing");
}

#[test]
fn repeats_are_counted() {
    let at = |line| Span {
        file: "sip.conf".into(),
        line,
        column: 1,
    };
    let told = condense(vec![
        Problem::warning(&at(2), "phone 'a': x"),
        Problem::warning(&at(3), "y"),
        Problem::warning(&at(2), "phone 'b': x"),
        Problem::note(&at(2), "z"),
        Problem::warning(&at(2), "phone 'c': x"),
    ]);
    let told: Vec<_> = told
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(told, ["phone 'a': x (and 2 more)", "y", "z"]);
}
