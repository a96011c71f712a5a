//! `asterisk.conf` as people have it.

use config::{MemoryFiles, OptionTable};

use super::*;

fn read(text: &str, strict: bool) -> (Installation, Vec<Problem>) {
    let files = MemoryFiles::new().with("asterisk.conf", text);
    let mut installation = Installation::default();
    let problems = installation.read(&files, "asterisk.conf", strict);
    installation.fill_in();
    (installation, problems)
}

#[test]
fn the_tables_are_sound() {
    Directories::check_table().unwrap();
    Options::check_table().unwrap();
    ControlSocket::check_table().unwrap();
}

#[test]
fn what_is_not_named_follows_the_data_folder() {
    let (installation, _) = read("[directories]\nastvarlibdir => /srv/ast\n", false);
    assert_eq!(installation.directories.data, "/srv/ast");
    assert_eq!(installation.directories.agi, "/srv/ast/agi-bin");
}

#[test]
fn lines_without_a_section_are_options_unless_strict() {
    let text = "languageprefix = yes\ndefaultlanguage = fr\n";
    assert_eq!(read(text, false).0.options.defaultlanguage, "fr");
    assert_eq!(read(text, true).0.options.defaultlanguage, "en");
}

#[test]
fn a_missing_file_is_told() {
    let problems = Installation::default().read(&MemoryFiles::new(), "asterisk.conf", false);
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["asterisk.conf: warning: there is no such file; the built-in folders and options hold"]
    );
}
