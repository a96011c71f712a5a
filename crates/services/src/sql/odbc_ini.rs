//! `odbc.ini` and `odbcinst.ini`: data sources and drivers by name, in our folder or in `/etc`.

use config::{Files, LoadOptions, Tree};

/// What both files say.
pub(super) struct OdbcIni {
    sources: Vec<Tree>,
    drivers: Vec<Tree>,
}

impl OdbcIni {
    pub(super) fn load(files: &dyn Files, options: &LoadOptions) -> Self {
        let read = |names: [&str; 2]| -> Vec<Tree> {
            let loaded = names.into_iter().filter_map(|name| {
                let loaded = config::load_if_present(files, name, options);
                Some(loaded.ok()??.tree)
            });
            loaded.collect()
        };
        Self {
            sources: read(["odbc.ini", "/etc/odbc.ini"]),
            drivers: read(["odbcinst.ini", "/etc/odbcinst.ini"]),
        }
    }

    /// Names in lower case and values of a data source.
    pub(super) fn keys(&self, dsn: &str) -> Vec<(String, String)> {
        let section = section(&self.sources, dsn);
        section.unwrap_or_default()
    }

    /// A driver's name together with its library's, for it is one of them that tells what it is.
    pub(super) fn driver(&self, name: &str) -> String {
        let library = section(&self.drivers, name).unwrap_or_default();
        let library = library.into_iter().filter(|(key, _)| key == "driver");
        let library: Vec<String> = library.map(|(_, value)| value).collect();
        format!("{name} {}", library.join(" ")).trim().to_owned()
    }
}

fn section(trees: &[Tree], name: &str) -> Option<Vec<(String, String)>> {
    let mut sections = trees.iter().flat_map(Tree::live);
    let section = sections.find(|section| section.name.eq_ignore_ascii_case(name))?;
    let entries = section.entries.iter();
    let pairs = entries.map(|entry| (entry.name.to_ascii_lowercase(), entry.value.clone()));
    Some(pairs.collect())
}
