//! As much of a Cargo.toml as the walls need: who depends on whom, on which line.

/// One dependency line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) kind: Kind,
    /// Written `name.workspace = true` or with `workspace = true` inside.
    pub(crate) from_workspace: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Dev,
    Build,
}

/// All dependencies of a manifest, target-specific ones included.
pub(crate) fn dependencies(text: &str) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    let mut section = Section::Other;
    for (at, raw) in text.lines().enumerate() {
        let line = raw.split('#').next().unwrap_or("").trim();
        if let Some(header) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = section_of(header);
            if let Section::One(name, kind) = &section {
                let name = name.clone();
                found.push(Dependency {
                    name,
                    line: at + 1,
                    kind: *kind,
                    from_workspace: false,
                });
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let shared = line.replace(' ', "").contains("workspace=true");
        match &section {
            Section::Table(kind) => {
                let name = key
                    .trim()
                    .split('.')
                    .next()
                    .unwrap_or("")
                    .trim_matches('"')
                    .to_owned();
                found.push(Dependency {
                    name,
                    line: at + 1,
                    kind: *kind,
                    from_workspace: shared,
                });
            }
            Section::One(..) => {
                if key.trim() == "workspace"
                    && value.trim() == "true"
                    && let Some(last) = found.last_mut()
                {
                    last.from_workspace = true;
                }
            }
            Section::Other => {}
        }
    }
    found
}

/// The value of `key` in `[section]`, without quotes.
pub(crate) fn value<'a>(text: &'a str, section: &str, key: &str) -> Option<&'a str> {
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            inside = header.strip_suffix(']') == Some(section);
        } else if inside
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == key
        {
            return Some(value.trim().trim_matches('"'));
        }
    }
    None
}

enum Section {
    /// `[dependencies]`: each line is one.
    Table(Kind),
    /// `[dependencies.name]`: the header is one.
    One(String, Kind),
    Other,
}

fn section_of(header: &str) -> Section {
    for (word, kind) in KINDS {
        if is_table(header, word) {
            return Section::Table(*kind);
        }
        if let Some((table, name)) = header.rsplit_once('.')
            && is_table(table, word)
        {
            return Section::One(name.to_owned(), *kind);
        }
    }
    Section::Other
}

fn is_table(header: &str, word: &str) -> bool {
    header == word || (header.starts_with("target.") && header.ends_with(&format!(".{word}")))
}

const KINDS: &[(&str, Kind)] = &[
    ("dependencies", Kind::Normal),
    ("dev-dependencies", Kind::Dev),
    ("build-dependencies", Kind::Build),
];
