//! What a modern Asterisk (21 and later) would need: the files rewritten, as a unified diff with a reason
//! for each change. Starling runs both; nothing here changes a file.

mod applications;
mod conferences;
mod diff;
mod parking;
mod plan;
mod registrations;
mod sheet;
mod sip;
mod sip_options;
mod words;

use config::Files;

use crate::Material;
use sheet::Sheet;

/// Rewritten files.
#[derive(Debug)]
pub struct Migration {
    sheets: Vec<Sheet>,
}

/// One file as it would be.
#[derive(Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// All of its text; `None`: a modern Asterisk has no use for it.
    pub text: Option<String>,
}

/// Rewrites what must be rewritten. `material` was read from the same files.
pub fn migrate(files: &dyn Files, material: &Material) -> Migration {
    let mut desk = Desk {
        files,
        material,
        sheets: Vec::new(),
    };
    sip::rewrite(&mut desk);
    plan::rewrite(&mut desk);
    conferences::rewrite(&mut desk);
    parking::rewrite(&mut desk);
    words::rewrite(&mut desk);
    desk.sheets.retain(Sheet::is_changed);
    Migration {
        sheets: desk.sheets,
    }
}

impl Migration {
    /// The unified diff, each file's reasons before it.
    pub fn diff(&self) -> String {
        self.sheets.iter().map(diff::unified).collect()
    }

    /// The files that differ.
    pub fn files(&self) -> Vec<NewFile> {
        let file = |sheet: &Sheet| NewFile {
            name: sheet.name.clone(),
            text: sheet.text(),
        };
        self.sheets.iter().map(file).collect()
    }

    /// Nothing needs to change.
    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty()
    }
}

/// The files under work.
struct Desk<'a> {
    files: &'a dyn Files,
    material: &'a Material,
    sheets: Vec<Sheet>,
}

impl Desk<'_> {
    /// A file to write on, as it is so far; empty when there is none.
    fn sheet(&mut self, name: &str) -> &mut Sheet {
        let at = self.sheets.iter().position(|sheet| sheet.name == name);
        let at = at.unwrap_or_else(|| {
            let bytes = self.files.read(name).ok();
            let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            self.sheets.push(Sheet::new(name, text.as_deref()));
            self.sheets.len() - 1
        });
        &mut self.sheets[at]
    }

    fn has(&self, name: &str) -> bool {
        self.files.read(name).is_ok()
    }
}
