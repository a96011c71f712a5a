//! Classes as files name them.

use config::{LoadOptions, MemoryFiles, OptionTable};

use super::*;

fn classes(text: &str) -> (MusicClasses, Vec<Problem>) {
    let files = MemoryFiles::new().with("musiconhold.conf", text);
    let loaded = config::load(&files, "musiconhold.conf", &LoadOptions::default()).unwrap();
    MusicClasses::load(&loaded.tree)
}

#[test]
fn the_table_is_sound() {
    MusicClass::check_table().unwrap();
}

#[test]
fn a_class_has_its_folder_and_general_is_none() {
    let (classes, problems) = classes("[general]\n[default]\nmode=files\ndirectory=/srv/music\n");
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(classes.names().collect::<Vec<_>>(), ["default"]);
    assert_eq!(classes.find("Default").unwrap().directory, "/srv/music");
}

#[test]
fn a_mode_that_we_lack_is_told() {
    let (_, problems) = classes("[radio]\nmode=custom\napplication=/usr/bin/mpg123\n");
    assert_eq!(problems.len(), 2, "{problems:?}");
}
