use call::SqlAnswer;
use config::{LoadOptions, MemoryFiles, Span};

use super::{Realtime, Table, file_text, rows, sections, statements};
use crate::SqlConnections;

fn realtime(extconfig: &str) -> (Realtime, Vec<String>) {
    let files = MemoryFiles::new()
        .with("res_odbc.conf", "[a]\ndriver=sqlite\ndatabase=a\n")
        .with("res_pgsql.conf", "[general]\ndbname=x\n")
        .with("extconfig.conf", extconfig)
        .with(
            "sorcery.conf",
            "[res_pjsip]\nendpoint=realtime,ps_endpoints\naor=config,pjsip.conf\n",
        );
    let options = LoadOptions::default();
    let (databases, _) = SqlConnections::load(&files, &options);
    let tree = |name: &str| config::load(&files, name, &options).unwrap().tree;
    let (realtime, problems) = Realtime::load(
        Some(&tree("extconfig.conf")),
        Some(&tree("sorcery.conf")),
        &databases,
    );
    (realtime, problems.iter().map(ToString::to_string).collect())
}

fn table() -> Table {
    Table {
        connection: "pgsql".to_owned(),
        name: "extensions".to_owned(),
        span: Span::of_file("x"),
    }
}

#[test]
fn families_have_tables() {
    let text = "[settings]\nsippeers => odbc,a,sip_devices\nvoicemail => pgsql,x,vm,2\nvoicemail => odbc,a,vm2,1\n\
        queues => odbc,a\n";
    let (realtime, problems) = realtime(text);
    assert_eq!(problems, [""; 0]);
    let names = |family: &str| -> Vec<String> {
        let tables = realtime.tables(family).iter();
        tables
            .map(|t| format!("{}:{}", t.connection, t.name))
            .collect()
    };
    assert_eq!(names("sippeers"), ["odbc/a:sip_devices"]);
    assert_eq!(names("voicemail"), ["odbc/a:vm2", "pgsql:vm"]);
    assert_eq!(names("queues"), ["odbc/a:queues"]);
    assert!(!realtime.has("sipregs"));
    let families: Vec<&str> = realtime.families_of_object("endpoint").collect();
    assert_eq!(families, ["ps_endpoints"]);
}

#[test]
fn what_cannot_be_asked_is_told() {
    for (row, expected) in [
        ("x => mysql,general,t", "MySQL's own protocol is not spoken"),
        ("x => ldap,general,t", "driver 'ldap' is not spoken"),
        ("x => odbc,nowhere,t", "no database 'nowhere'"),
        ("x => odbc,a,t;--", ""),
        ("x => odbc,a,t'", "cannot be the name of a table"),
        ("x => mysql,a,t", "is read from 'odbc/a'"),
    ] {
        let (_, problems) = realtime(&format!("[settings]\n{row}\n"));
        assert!(
            problems.join("\n").contains(expected),
            "{row}: {problems:?}"
        );
    }
}

#[test]
fn statements_quote_what_they_are_given() {
    let table = table();
    let select = |conditions: &[(&str, &str)]| statements::select(&table, conditions, true);
    assert_eq!(
        select(&[("exten LIKE", "\\_%"), ("context", "a'b")]).unwrap(),
        "SELECT * FROM extensions WHERE exten LIKE '\\_%' ESCAPE '\\' AND context = 'a''b' ORDER BY exten"
    );
    assert_eq!(select(&[("a;b", "x")]), None);
    assert_eq!(select(&[("a OR", "x")]), None);
    assert_eq!(
        statements::update(&table, &[("name", "x")], &[("call-limit", "1'")]).unwrap(),
        "UPDATE extensions SET \"call-limit\"='1''' WHERE name = 'x'"
    );
    assert_eq!(
        statements::insert(&table, &[("a", "1"), ("b", "2")]).unwrap(),
        "INSERT INTO extensions (a, b) VALUES ('1', '2')"
    );
    assert_eq!(
        statements::delete(&table, &[("a", "1")]).unwrap(),
        "DELETE FROM extensions WHERE a = '1'"
    );
}

#[test]
fn rows_leave_out_what_is_empty_and_divide_at_semicolons() {
    let some = |text: &str| Some(text.to_owned());
    let answer = SqlAnswer {
        columns: ["name", "allow", "secret", "callerid"]
            .map(str::to_owned)
            .to_vec(),
        rows: vec![vec![some("bob"), some("ulaw;alaw"), None, some("a^3Bb")]],
        affected: 1,
    };
    let found = rows(answer);
    let pairs: Vec<(&str, &str)> = found[0]
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("name", "bob"),
            ("allow", "ulaw"),
            ("allow", "alaw"),
            ("callerid", "a;b")
        ]
    );
    assert_eq!(
        sections(&found, "name", Some("friend")),
        "[bob]\ntype = friend\nallow = ulaw\nallow = alaw\ncallerid = a\\;b\n"
    );
}

#[test]
fn rows_of_a_file_are_its_text() {
    let row = |texts: [&str; 3]| texts.map(|text| Some(text.to_owned())).to_vec();
    let answer = SqlAnswer {
        columns: Vec::new(),
        rows: vec![
            row(["general", "format", "wav;gsm"]),
            row(["general", "attach", "yes"]),
            row(["default", "100", "1234,Bob\n[evil]"]),
        ],
        affected: 3,
    };
    assert_eq!(
        file_text(&answer),
        "[general]\nformat => wav\\;gsm\nattach => yes\n[default]\n100 => 1234,Bob [evil]\n"
    );
}
