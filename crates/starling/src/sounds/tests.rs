//! Look-up order of languages and formats.

use super::*;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("starling-sounds-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: usize) -> &Self {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, vec![0xff; bytes]).unwrap();
        self
    }

    fn library(&self, language_first: bool) -> SoundLibrary {
        SoundLibrary::new(Places {
            sounds: vec![self.0.clone()],
            data: self.0.clone(),
            more_data: Vec::new(),
            language_first,
            music: MusicClasses::without_file(),
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn length(sound: Option<Arc<Sound>>) -> usize {
    sound.map_or(0, |s| s.data.len())
}

#[test]
fn the_language_then_its_stem_then_none_then_english() {
    let folder = Folder::new("languages");
    folder
        .file("fr_CA/a.ulaw", 1)
        .file("fr/a.ulaw", 2)
        .file("fr/b.ulaw", 3);
    folder
        .file("c.ulaw", 4)
        .file("en/c.ulaw", 5)
        .file("en/d.ulaw", 6);
    let library = folder.library(true);
    for (name, expected) in [
        ("a", 1),
        ("b", 3),
        ("c", 4),
        ("d", 6),
        ("e", 0),
        ("../x", 0),
    ] {
        assert_eq!(
            length(library.find(name, "fr_CA", None)),
            expected,
            "{name}"
        );
    }
}

#[test]
fn without_prefix_the_language_is_the_last_folder() {
    let folder = Folder::new("prefix");
    folder.file("digits/fr/1.ulaw", 7);
    assert_eq!(
        length(folder.library(false).find("digits/1", "fr", None)),
        7
    );
    assert_eq!(length(folder.library(true).find("digits/1", "fr", None)), 0);
}

#[test]
fn the_cheapest_format_wins() {
    let folder = Folder::new("formats");
    folder.file("en/a.ulaw", 10).file("en/a.alaw", 20);
    let library = folder.library(true);
    assert_eq!(length(library.find("a", "en", Some(Codec::Ulaw))), 10);
    assert_eq!(length(library.find("a", "en", Some(Codec::Alaw))), 20);
}

#[test]
fn a_music_class_is_all_files_of_its_folder() {
    let folder = Folder::new("music");
    folder
        .file("moh/b.ulaw", 2)
        .file("moh/a.ulaw", 1)
        .file("moh/readme.txt", 9);
    let music = folder.library(true).music("default", None);
    assert_eq!(
        music.iter().map(|s| s.data.len()).collect::<Vec<_>>(),
        [1, 2]
    );
}
