use config::{LoadOptions, MemoryFiles};

use crate::{OdbcFunctions, SqlConnections};

fn functions(text: &str) -> (OdbcFunctions, Vec<String>) {
    let files = MemoryFiles::new()
        .with(
            "res_odbc.conf",
            "[a]\ndriver=sqlite\ndatabase=a\n[b]\ndriver=sqlite\ndatabase=b\n",
        )
        .with("func_odbc.conf", text);
    let options = LoadOptions::default();
    let (databases, _) = SqlConnections::load(&files, &options);
    let loaded = config::load(&files, "func_odbc.conf", &options).unwrap();
    let (functions, problems) = OdbcFunctions::load(&loaded.tree, &databases);
    (
        functions,
        problems.iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn a_section_is_a_function() {
    let text = "[SQL]\ndsn=a,b\nreadsql=${ARG1}\n[PRESENCE]\nprefix=OFFICE\nreadhandle=b\nwritehandle=a\n\
        readsql=SELECT 1\nwritesql=UPDATE x\ninsertsql=INSERT x\nmode=multirow\nrowlimit=5\nescapecommas=no\n";
    let (functions, problems) = functions(text);
    assert_eq!(problems, [""; 0]);
    let sql = functions.find("odbc_sql").unwrap();
    assert_eq!(sql.read_from, ["odbc/a", "odbc/b"]);
    assert!(sql.escape_commas && !sql.many_rows && sql.write.is_none());
    let presence = functions.find("OFFICE_PRESENCE").unwrap();
    assert_eq!(
        (&presence.read_from, &presence.write_to),
        (&vec!["odbc/b".to_owned()], &vec!["odbc/a".to_owned()])
    );
    assert!(presence.many_rows && presence.most_rows == 5 && !presence.escape_commas);
}

#[test]
fn faults_are_told() {
    for (text, expected) in [
        ("[X]\ndsn=a\n", "neither readsql nor writesql"),
        (
            "[X]\ndsn=nowhere\nreadsql=SELECT 1\n",
            "no database 'nowhere'",
        ),
        (
            "[X]\ndsn=a\nreadsq=SELECT 1\nread=SELECT 1\n",
            "'readsq' is not known",
        ),
        ("[X]\ndsn=a\nreadsql=${X\n", "missing '}'"),
    ] {
        let (_, problems) = functions(text);
        assert!(
            problems.join("\n").contains(expected),
            "{text}: {problems:?}"
        );
    }
}
