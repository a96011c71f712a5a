//! Configuration files to what the simulated rooms run: the same reading as the program's, without
//! its disk.

use std::sync::Arc;

use audio::indications::{DEFAULT_COUNTRY, builtin, countries};
use call::{FeatureCodes, Tones};
use config::{Files, LoadOptions, MemoryFiles, Problem, Tree};
use dialplan::Dialplan;
use services::ParkingSettings;
use services::queue::QueueSettings;
use services::voicemail::VoicemailConf;
use sip_channel::settings::Settings;

/// What the files of an exchange say.
pub(crate) struct Loaded {
    pub(crate) dialplan: Arc<Dialplan>,
    pub(crate) parking: ParkingSettings,
    pub(crate) globals: Vec<(String, String)>,
    pub(crate) program: Option<Arc<lua::Program>>,
    pub(crate) switchboard: Arc<call::Settings>,
    pub(crate) sip: Arc<Settings>,
    pub(crate) queues: QueueSettings,
    pub(crate) voicemail: Arc<VoicemailConf>,
    pub(crate) problems: Vec<Problem>,
}

/// Reads all files.
pub(crate) fn load(files: &MemoryFiles) -> Loaded {
    let mut problems = Vec::new();
    let mut tree = |name: &str, natural_section: &'static str| {
        let options = LoadOptions {
            natural_section,
            ..LoadOptions::default()
        };
        match config::load_if_present(files as &dyn Files, name, &options) {
            Ok(loaded) => loaded.map(|loaded| {
                problems.extend(loaded.problems);
                loaded.tree
            }),
            Err(errors) => {
                problems.extend(errors);
                None
            }
        }
    };
    let (plan, asterisk) = (
        tree("extensions.conf", ""),
        tree("asterisk.conf", "options"),
    );
    let (indications, features) = (tree("indications.conf", ""), tree("features.conf", ""));
    let (voicemail, voicemail_problems) = tree("voicemail.conf", "general")
        .map(|tree| VoicemailConf::load(&tree))
        .unwrap_or_default();
    let lots = tree("res_parking.conf", "");
    let (queues, rules) = (tree("queues.conf", ""), tree("queuerules.conf", ""));
    let (queues, queue_problems) = QueueSettings::load(queues.as_ref(), rules.as_ref());
    problems.extend(queue_problems);
    let parsed = plan.map(|tree| dialplan::parse(&tree, &mut Nothing));
    let mut parsed = parsed.unwrap_or_default();
    problems.append(&mut parsed.problems);
    if let Some(ael) = dialplan::ael::compile(files, "extensions.ael", &mut parsed.builder) {
        parsed.globals.extend(ael.globals);
        problems.extend(ael.problems);
    }
    let program =
        lua::load(files, "extensions.lua", &[], super::simulated::EPOCH).and_then(|lua| {
            problems.extend(lua.problems);
            lua.program
        });
    if let Some(program) = &program {
        program.add_to(&mut parsed.builder, &mut problems);
    }
    let parking = parking(lots.as_ref(), features.as_ref());
    parking.add_to(&mut parsed.builder);
    let (dialplan, missing) = parsed.builder.build();
    problems.extend(missing);
    let (globals, auto_fallthrough) = (parsed.globals, parsed.general.autofallthrough);
    let (sip, sip_problems) = Settings::load(files, false);
    problems.extend(sip_problems);
    problems.extend(voicemail_problems);
    let switchboard = switchboard(
        [asterisk.as_ref(), indications.as_ref(), features.as_ref()],
        auto_fallthrough,
    );
    Loaded {
        dialplan: Arc::new(dialplan),
        parking,
        globals,
        program,
        queues,
        switchboard: Arc::new(switchboard),
        sip: Arc::new(sip),
        voicemail: Arc::new(voicemail),
        problems,
    }
}

fn switchboard(
    [asterisk, indications, features]: [Option<&Tree>; 3],
    auto_fallthrough: bool,
) -> call::Settings {
    let language = asterisk.and_then(|tree| tree.find("options"));
    let language = language
        .and_then(|section| section.get("defaultlanguage"))
        .unwrap_or("en");
    call::Settings {
        language: language.to_owned(),
        system_name: String::new(),
        tones: tones(indications),
        auto_fallthrough,
        features: features.map_or_else(FeatureCodes::default, |tree| {
            services::feature_codes(tree).0
        }),
        directories: [
            ("ASTSPOOLDIR", super::simulated::SPOOL_FOLDER),
            ("ASTDATADIR", super::simulated::DATA_FOLDER),
            ("ASTVARLIBDIR", super::simulated::DATA_FOLDER),
        ]
        .map(|(name, path)| (name.to_owned(), path.to_owned()))
        .to_vec(),
        calendar: apps::time::calendar,
        format_time: apps::time::format_time,
    }
}

fn parking(lots: Option<&Tree>, features: Option<&Tree>) -> ParkingSettings {
    let loaded = match lots {
        Some(tree) => ParkingSettings::load(tree),
        None => features.map_or_else(
            || (ParkingSettings::without_file(), Vec::new()),
            ParkingSettings::load_old,
        ),
    };
    loaded.0
}

fn tones(tree: Option<&Tree>) -> Tones {
    let country = tree
        .and_then(|tree| tree.find("general"))
        .and_then(|s| s.get("country"));
    let zones = countries().filter_map(builtin).collect();
    Tones {
        zones,
        country: country.unwrap_or(DEFAULT_COUNTRY).to_ascii_lowercase(),
    }
}

/// Globals of scenarios refer to nothing outside.
struct Nothing;

impl dialplan::Scope for Nothing {
    fn variable(&mut self, _: &str) -> Option<String> {
        None
    }

    fn function<'a>(
        &'a mut self,
        _: &'a str,
        _: &'a str,
    ) -> std::pin::Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(std::future::ready(String::new()))
    }

    fn warn(&mut self, _: String) {}
}
