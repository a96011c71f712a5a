//! Files of the dialplan.

use super::*;

#[test]
fn written_added_to_and_read() {
    let folder = std::env::temp_dir().join(format!("starling-files-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("note.txt");
    let path = path.to_str().unwrap();
    assert!(matches!(read(path), Outcome::Failed(_)));
    assert!(matches!(ask(path), Outcome::Facts(None)));
    assert!(matches!(write(path, b"one", false), Outcome::Done));
    assert!(matches!(write(path, b" two", true), Outcome::Done));
    assert!(matches!(read(path), Outcome::File(text) if text == b"one two"));
    assert!(matches!(write(path, b"new", false), Outcome::Done));
    assert!(matches!(ask(path), Outcome::Facts(Some(facts)) if facts.size == 3 && facts.is_file));
    let name = folder.to_str().unwrap();
    assert!(matches!(read(name), Outcome::Failed(_)));
    assert!(matches!(write(name, b"x", true), Outcome::Failed(_)));
    let text = b"[one]\na=1\na=2\n[two]\na=3\n";
    write(folder.join("x.conf").to_str().unwrap(), text, false);
    let value = |section, index| match config_value(&folder, "x.conf", (section, "a"), index) {
        Outcome::Text(text) => text.unwrap_or_default(),
        other => panic!("{other:?}"),
    };
    assert_eq!(value("one", 0), "1");
    assert_eq!(value("one", -1), "2");
    assert_eq!(value("two", 0), "3");
    assert_eq!(value("two", 1), "");
    assert_eq!(value("none", 0), "");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn numbers_of_the_machine() {
    for name in [
        "loadavg",
        "uptime",
        "totalram",
        "freeram",
        "totalswap",
        "numprocs",
    ] {
        match machine_fact(name) {
            Outcome::Text(Some(value)) => assert!(value.parse::<f64>().is_ok(), "{name}: {value}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(matches!(machine_fact("nonsense"), Outcome::Text(None)));
}
