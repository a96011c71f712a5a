//! Everything that the files of an installation say, read once, with the text of each line at hand.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use config::{Files, LoadOptions, Problem, Span, Tree, load_if_present};
use dialplan::{Dialplan, GeneralOptions};
use services::MusicClasses;
use sip_channel::settings::Settings;

use crate::typography::{Remark, remarks};

/// The files of an installation, read and parsed.
pub struct Material {
    /// The dialplan.
    pub dialplan: Arc<Dialplan>,
    /// `[globals]`.
    pub globals: Vec<(String, String)>,
    /// `[general]` of the dialplan.
    pub general: GeneralOptions,
    /// The dialplan in Lua.
    pub program: Option<Arc<lua::Program>>,
    /// Endpoints of `pjsip.conf` and `sip.conf`.
    pub sip: Arc<Settings>,
    /// Music classes.
    pub music: MusicClasses,
    /// Queues, parking lots and people who are looked for.
    pub services: Services,
    /// What reading the files found wrong.
    pub problems: Vec<Problem>,
    /// The dialplan as if every include held at all times.
    pub(crate) timeless: Dialplan,
    /// Remarks on how the lines of the dialplan are written.
    pub(crate) remarks: Vec<(Arc<str>, Remark)>,
    trees: BTreeMap<&'static str, Tree>,
    lines: BTreeMap<String, Vec<String>>,
    /// Names of the folder's `.conf` files, without their folder.
    pub(crate) present: Vec<String>,
}

/// What the services of an exchange are told by their files.
#[derive(Clone, Default)]
pub struct Services {
    /// `queues.conf` and `queuerules.conf`.
    pub queues: services::queue::QueueSettings,
    /// `followme.conf`.
    pub people: Vec<services::Person>,
    /// `res_parking.conf`, or the lots of `features.conf`.
    pub parking: services::ParkingSettings,
}

impl Services {
    fn read(trees: &BTreeMap<&'static str, Tree>) -> Self {
        let tree = |name: &str| trees.get(name);
        let queues =
            services::queue::QueueSettings::load(tree("queues.conf"), tree("queuerules.conf"));
        let people = tree("followme.conf").map(services::follow_me_people);
        let parking = match (tree("res_parking.conf"), tree("features.conf")) {
            (Some(tree), _) => services::ParkingSettings::load(tree).0,
            (None, Some(tree)) => services::ParkingSettings::load_old(tree).0,
            (None, None) => services::ParkingSettings::without_file(),
        };
        Self {
            queues: queues.0,
            people: people.map(|(people, _)| people).unwrap_or_default(),
            parking,
        }
    }
}

impl Material {
    /// Reads the files. `variables` are those that `[globals]` may refer to (`ASTETCDIR`). Never fails:
    /// a file that cannot be used counts as empty, and the problems say so.
    pub fn read(files: &dyn Files, strict: bool, variables: &[(String, String)]) -> Self {
        let mut reader = Reading {
            files,
            strict,
            problems: Vec::new(),
            lines: BTreeMap::new(),
            remarks: Vec::new(),
        };
        let trees: BTreeMap<_, _> = NAMES
            .iter()
            .filter_map(|name| Some((*name, reader.tree(name)?)))
            .collect();
        let empty = Tree::default();
        let plan = trees.get("extensions.conf").unwrap_or(&empty);
        let mut parsed = dialplan::parse(plan, &mut Outer { known: variables });
        let mut timeless =
            dialplan::parse(&without_times(plan), &mut Outer { known: variables }).builder;
        if let Some(ael) = dialplan::ael::compile(files, "extensions.ael", &mut parsed.builder) {
            dialplan::ael::compile(files, "extensions.ael", &mut timeless);
            parsed.globals.extend(ael.globals);
            parsed.problems.extend(ael.problems);
            ael.files
                .iter()
                .for_each(|file| reader.keep_lines(file, false));
        }
        let lua = lua::load(files, "extensions.lua", &[], Duration::ZERO);
        let program = lua.and_then(|lua| {
            parsed.problems.extend(lua.problems);
            reader.keep_lines("extensions.lua", false);
            let program = lua.program?;
            program.add_to(&mut parsed.builder, &mut parsed.problems);
            program.add_to(&mut timeless, &mut Vec::new());
            Some(program)
        });
        let services = Services::read(&trees);
        services.parking.add_to(&mut parsed.builder);
        // Includes of nothing are told with more knowledge by the check.
        let (dialplan, _) = parsed.builder.build();
        let (timeless, _) = timeless.build();
        let (sip, sip_problems) = Settings::load(files, strict);
        let music = trees.get("musiconhold.conf").map(MusicClasses::load);
        let (music, music_problems) =
            music.unwrap_or_else(|| (MusicClasses::without_file(), Vec::new()));
        let Reading {
            mut problems,
            lines,
            remarks,
            ..
        } = reader;
        problems.extend(parsed.problems);
        problems.extend(sip_problems);
        problems.extend(music_problems);
        let file_name = |path: String| path.rsplit('/').next().unwrap_or_default().to_owned();
        Self {
            dialplan: Arc::new(dialplan),
            globals: parsed.globals,
            general: parsed.general,
            program,
            sip: Arc::new(sip),
            music,
            services,
            problems,
            timeless,
            remarks,
            trees,
            lines,
            present: files.expand("*.conf").into_iter().map(file_name).collect(),
        }
    }

    /// The sections of a file; `None` when there is no such file or it is unusable.
    pub(crate) fn tree(&self, name: &str) -> Option<&Tree> {
        self.trees.get(name)
    }

    /// The text of a line as it stands in its file.
    pub(crate) fn line(&self, span: &Span) -> Option<&str> {
        let at = usize::try_from(span.line).ok()?.checked_sub(1)?;
        self.lines.get(&*span.file)?.get(at).map(String::as_str)
    }

    /// All lines of a file, first to last.
    pub(crate) fn lines(&self, file: &str) -> &[String] {
        self.lines.get(file).map(Vec::as_slice).unwrap_or_default()
    }

    /// Names of all files that were read, included ones too.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    /// The place of a text on the line of a span, behind its column; the span itself when the text is
    /// not there.
    pub(crate) fn point(&self, span: &Span, text: &str) -> Span {
        let found = self.line(span).and_then(|line| {
            let from = usize::try_from(span.column.saturating_sub(1)).ok()?;
            let from = line.char_indices().nth(from).map_or(0, |(at, _)| at);
            let at = from + line.get(from..)?.find(text)?;
            u32::try_from(line[..at].chars().count() + 1).ok()
        });
        match found {
            Some(column) if !text.is_empty() => Span {
                column,
                ..span.clone()
            },
            _ => span.clone(),
        }
    }
}

struct Reading<'a> {
    files: &'a dyn Files,
    strict: bool,
    problems: Vec<Problem>,
    lines: BTreeMap<String, Vec<String>>,
    remarks: Vec<(Arc<str>, Remark)>,
}

impl Reading<'_> {
    fn tree(&mut self, name: &str) -> Option<Tree> {
        let options = LoadOptions {
            strict: self.strict,
            natural_section: if name == "asterisk.conf" {
                "options"
            } else {
                "general"
            },
            ..LoadOptions::default()
        };
        match load_if_present(self.files, name, &options) {
            Ok(loaded) => {
                let loaded = loaded?;
                let is_plan = matches!(name, "extensions.conf" | "func_odbc.conf");
                for file in &loaded.files {
                    self.keep_lines(file, is_plan);
                }
                // Its own reader tells the problems of these two.
                if !matches!(name, "pjsip.conf" | "sip.conf") {
                    self.problems.extend(loaded.problems);
                }
                Some(loaded.tree)
            }
            Err(problems) => {
                self.keep_lines(name, false);
                self.problems.extend(problems);
                None
            }
        }
    }

    fn keep_lines(&mut self, file: &str, with_form: bool) {
        if self.lines.contains_key(file) {
            return;
        }
        let bytes = self.files.read(file).unwrap_or_default();
        if with_form {
            let name: Arc<str> = file.into();
            let remarks = remarks(&bytes).into_iter();
            self.remarks.extend(remarks.map(|r| (name.clone(), r)));
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let lines = text.lines().map(str::to_owned).collect();
        self.lines.insert(file.to_owned(), lines);
    }
}

/// The dialplan's sections with the times of their includes left out.
fn without_times(tree: &Tree) -> Tree {
    let mut tree = tree.clone();
    for section in &mut tree.sections {
        for entry in &mut section.entries {
            if entry.name.eq_ignore_ascii_case("include")
                && let Some(end) = entry.value.find([',', '|'])
            {
                entry.value.truncate(end);
            }
        }
    }
    tree
}

/// What `[globals]` may refer to besides each other.
struct Outer<'a> {
    known: &'a [(String, String)],
}

impl dialplan::Scope for Outer<'_> {
    fn variable(&mut self, name: &str) -> Option<String> {
        let found = self.known.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    fn function<'a>(
        &'a mut self,
        _: &'a str,
        _: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(std::future::ready(String::new()))
    }

    fn warn(&mut self, _: String) {}
}

/// The files that are read.
const NAMES: &[&str] = &[
    "asterisk.conf",
    "extensions.conf",
    "pjsip.conf",
    "sip.conf",
    "iax.conf",
    "voicemail.conf",
    "queues.conf",
    "queuerules.conf",
    "features.conf",
    "res_parking.conf",
    "confbridge.conf",
    "followme.conf",
    "meetme.conf",
    "musiconhold.conf",
    "indications.conf",
    "manager.conf",
    "ari.conf",
    "users.conf",
    "func_odbc.conf",
];
