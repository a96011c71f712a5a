use super::*;

fn says(line: &str) -> Statement<'_> {
    statement(line).expect("the line is not blank").1
}

#[test]
fn blank_lines() {
    for line in ["", " ", "\t\r", "  \r"] {
        assert_eq!(statement(line), None);
    }
    assert_eq!(statement("  a=b").map(|(offset, _)| offset), Some(2));
}

#[test]
fn headers() {
    let check = |line, name, options: &[&str], flaw| {
        assert_eq!(
            says(line),
            Statement::Header(Header {
                name,
                options: options.to_vec(),
                flaw
            }),
            "{line}"
        );
    };
    check("[a]", "a", &[], None);
    check("  [a b]\r", "a b", &[], None);
    check("[ a ]", "a", &[], None);
    check("[]", "", &[], None);
    check("[a](!)", "a", &["!"], None);
    check("[a](!,b)", "a", &["!", "b"], None);
    check("[a](b, c)", "a", &["b", " c"], None);
    check("[a](+)", "a", &["+"], None);
    check("[a](+type=aor&x=y)", "a", &["+type=aor&x=y"], None);
    check("[a]()", "a", &[], None);
    check("[a", "a", &[], Some(Flaw::NoClosingBracket));
    check("[a(b)", "a", &[], Some(Flaw::NoClosingBracket));
    check("[a](b", "a", &["b"], Some(Flaw::NoClosingParenthesis));
    check("[a] (b)", "a", &[], Some(Flaw::BlankBeforeOptions));
    check("[a] b", "a", &[], Some(Flaw::TextAfter("b")));
    check("[a](b) c", "a", &["b"], Some(Flaw::TextAfter("c")));
}

#[test]
fn directives() {
    let check = |line, name, argument| {
        assert_eq!(says(line), Statement::Directive(name, argument), "{line}");
    };
    check("#include a.conf", "include", "a.conf");
    check("#include \"a b.conf\"", "include", "a b.conf");
    check("#include <a.conf>", "include", "a.conf");
    check("#include \"a.conf", "include", "\"a.conf");
    check("#include \"", "include", "\"");
    check(" #tryinclude\t/etc/a.conf", "tryinclude", "/etc/a.conf");
    check("#exec ls -l", "exec", "ls -l");
    check("#include", "include", "");
    check("#", "", "");
    check("# remark", "", "remark");
}

#[test]
fn assignments() {
    let check = |line, name, value, arrow, append| {
        let expected = Assignment {
            name,
            value,
            arrow,
            append,
        };
        assert_eq!(says(line), Statement::Assignment(expected), "{line}");
    };
    check("a=b", "a", "b", false, false);
    check("  port = 5600 \r", "port", "5600", false, false);
    check(
        "exten => 1,1,Set(a=b)",
        "exten",
        "1,1,Set(a=b)",
        true,
        false,
    );
    check("exten=>1,1,Set(a=b)", "exten", "1,1,Set(a=b)", true, false);
    check("a = > b", "a", "> b", false, false);
    check("a += b", "a", "b", false, true);
    check("a+=>b", "a", "b", true, true);
    check("+=b", "+", "b", false, false);
    check("=b", "", "b", false, false);
    check("a=", "a", "", false, false);
    check(r"\[a = b", "[a", "b", false, false);
    check(r"\#a = b", "#a", "b", false, false);
    assert_eq!(says("..........."), Statement::NoEqualsSign);
}
