//! Music classes of `musiconhold.conf`.

use config::{OptionTable, Problem, Tree};

config::choices! {
    /// Where a class takes its music from.
    pub enum Mode {
        /// Sound files of a folder.
        Files = "files",
    }
}

config::choices! {
    /// In which order the files of a class are played.
    pub enum Sort {
        /// As the folder lists them.
        None = "" | "none",
        /// By name.
        Alpha = "alpha",
        /// Each caller hears another order.
        Random = "random" | "yes" | "true",
        /// By name, beginning somewhere.
        RandomStart = "randstart",
    }
}

config::options! {
    /// A music class.
    pub struct MusicClass as "music class" {
        /// Where the music comes from.
        mode: Mode = "files",
        /// The folder; relative to the data directory.
        directory: String = "moh",
        /// Order of the files.
        sort: Sort = "none",
    }
    unsupported: ["application", "format", "announcement", "digit", "entry", "response_timeout", "kill_method", "kill_escalation_delay", "answeredonly"];
    ignored: ["random"];
}

/// All classes by name.
#[derive(Clone, Debug, Default)]
pub struct MusicClasses {
    classes: Vec<(String, MusicClass)>,
}

impl MusicClasses {
    /// Reads the classes of a file.
    pub fn load(tree: &Tree) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::default(), Vec::new());
        for section in tree
            .live()
            .filter(|s| !s.name.eq_ignore_ascii_case("general"))
        {
            let (class, more) = MusicClass::load(section);
            problems.extend(more);
            this.classes.push((section.name.clone(), class));
        }
        (this, problems)
    }

    /// What there is without a file: `default`, from the folder `moh`.
    pub fn without_file() -> Self {
        Self {
            classes: vec![("default".to_owned(), MusicClass::default())],
        }
    }

    /// A class by name.
    pub fn find(&self, name: &str) -> Option<&MusicClass> {
        self.classes
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, class)| class)
    }

    /// The names, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests;
