use config::{LoadOptions, MemoryFiles};

use super::{SqlConnections, SqlSource, identifier, quoted};

fn loaded(files: &MemoryFiles) -> (SqlConnections, Vec<String>) {
    let (connections, problems) = SqlConnections::load(files, &LoadOptions::default());
    (
        connections,
        problems.iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn a_class_is_a_data_source_with_its_driver() {
    let files = MemoryFiles::new()
        .with("res_odbc.conf", "[book]\ndsn => book-dsn\nusername => u\npassword => p\npre-connect => yes\nmax_connections => 7\n[off]\nenabled => no\ndsn => none\n[lite]\ndsn=x\ndriver=SQLite3\ndatabase=/tmp/a.db\n")
        .with("/etc/odbc.ini", "[book-dsn]\nDriver = PG\nServername = db.example\nDatabase = pbx\nPort = 5433\n")
        .with("/etc/odbcinst.ini", "[PG]\nDriver = /usr/lib/psqlodbcw.so\n");
    let (connections, problems) = loaded(&files);
    assert_eq!(problems, [""; 0]);
    let book = connections.odbc("BOOK").unwrap();
    let expected = SqlSource::Postgres {
        host: "db.example".to_owned(),
        port: 5433,
        user: "u".to_owned(),
        password: "p".to_owned(),
        database: "pbx".to_owned(),
    };
    assert_eq!(
        (&book.source, book.most_connections, book.connect_first),
        (&expected, 7, true)
    );
    let path = "/tmp/a.db".to_owned();
    assert_eq!(
        connections.odbc("lite").unwrap().source,
        SqlSource::Sqlite { path }
    );
    assert_eq!(connections.odbc("off"), None);
}

#[test]
fn what_is_not_spoken_is_told() {
    let rows = [
        ("[a]\ndsn => gone\n", "is not in odbc.ini"),
        ("[a]\ndsn => m\ndriver = MySQL\n", "is not spoken here"),
        ("[a]\ndriver = sqlite\n", "it needs a file"),
        ("[a]\nenabled => no\nusernam => x\n", ""),
        (
            "[a]\ndriver=sqlite\ndatabase=x\nusernam => x\n",
            "'usernam' is not known",
        ),
    ];
    for (text, expected) in rows {
        let (_, problems) = loaded(&MemoryFiles::new().with("res_odbc.conf", text));
        assert!(
            problems.join("\n").contains(expected),
            "{text}: {problems:?}"
        );
    }
}

#[test]
fn other_files_name_databases_too() {
    let files = MemoryFiles::new()
        .with(
            "res_pgsql.conf",
            "[general]\ndbhost=h\ndbname=d\ndbuser=u\ndbpass=p\n",
        )
        .with("res_config_sqlite3.conf", "[one]\ndbfile => /tmp/one.db\n");
    let (connections, _) = loaded(&files);
    let names: Vec<&str> = connections.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["pgsql", "sqlite3/one"]);
}

#[test]
fn values_cannot_leave_their_quotes() {
    for (value, expected) in [
        ("a", "'a'"),
        ("O'Brien", "'O''Brien'"),
        ("'; DROP TABLE x; --", "'''; DROP TABLE x; --'"),
        ("a\\", "'a\\'"),
        ("a\0b", "'ab'"),
    ] {
        assert_eq!(quoted(value), expected);
    }
}

#[test]
fn names_are_names() {
    let rows = [
        ("exten", Some("exten")),
        ("public.exten", Some("public.exten")),
        ("call-limit", Some("\"call-limit\"")),
        ("group", Some("\"group\"")),
        ("x;y", None),
        ("x\"y", None),
        ("", None),
        ("x'", None),
    ];
    for (name, expected) in rows {
        assert_eq!(identifier(name).as_deref(), expected, "{name}");
    }
}
