//! Configuration files to what the simulated rooms run: the same reading as the program's, without
//! its disk.

use std::sync::Arc;

use audio::indications::{DEFAULT_COUNTRY, builtin, countries};
use call::Tones;
use config::{Files, LoadOptions, MemoryFiles, Problem, Tree};
use dialplan::Dialplan;
use services::conference::{MeetMeRoom, meet_me_rooms};
use services::queue::QueueSettings;
use services::voicemail::VoicemailConf;
use services::{ConferenceSettings, ParkingSettings};
use sip_channel::settings::Settings;

/// What the files of an exchange say.
pub(crate) struct Loaded {
    pub(crate) dialplan: Arc<Dialplan>,
    pub(crate) parking: ParkingSettings,
    pub(crate) conferences: (ConferenceSettings, Vec<MeetMeRoom>),
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
    let mut reader = Reader {
        files,
        problems: Vec::new(),
    };
    let voicemail = reader.tree("voicemail.conf", "general");
    let (voicemail, more) = voicemail
        .map(|tree| VoicemailConf::load(&tree))
        .unwrap_or_default();
    reader.problems.extend(more);
    let (queues, rules) = (
        reader.tree("queues.conf", ""),
        reader.tree("queuerules.conf", ""),
    );
    let (queues, more) = QueueSettings::load(queues.as_ref(), rules.as_ref());
    reader.problems.extend(more);
    let conferences = reader.conferences();
    let features = reader.tree("features.conf", "");
    let parking = reader.parking(features.as_ref());
    let plan = reader.plan(&parking);
    let (sip, more) = Settings::load(files, false);
    reader.problems.extend(more);
    let switchboard = reader.switchboard(features.as_ref(), plan.auto_fallthrough);
    Loaded {
        dialplan: Arc::new(plan.dialplan),
        parking,
        conferences,
        globals: plan.globals,
        program: plan.program,
        queues,
        switchboard: Arc::new(switchboard),
        sip: Arc::new(sip),
        voicemail: Arc::new(voicemail),
        problems: reader.problems,
    }
}

struct Reader<'a> {
    files: &'a MemoryFiles,
    problems: Vec<Problem>,
}

/// What all languages of dialplans say together.
struct Plan {
    dialplan: Dialplan,
    globals: Vec<(String, String)>,
    auto_fallthrough: bool,
    program: Option<Arc<lua::Program>>,
}

impl Reader<'_> {
    fn tree(&mut self, name: &str, natural_section: &'static str) -> Option<Tree> {
        let options = LoadOptions {
            natural_section,
            ..LoadOptions::default()
        };
        match config::load_if_present(self.files as &dyn Files, name, &options) {
            Ok(loaded) => loaded.map(|loaded| {
                self.problems.extend(loaded.problems);
                loaded.tree
            }),
            Err(errors) => {
                self.problems.extend(errors);
                None
            }
        }
    }

    fn parking(&mut self, features: Option<&Tree>) -> ParkingSettings {
        let (parking, _) = match self.tree("res_parking.conf", "") {
            Some(tree) => ParkingSettings::load(&tree),
            None => features.map_or_else(
                || (ParkingSettings::without_file(), Vec::new()),
                ParkingSettings::load_old,
            ),
        };
        parking
    }

    fn conferences(&mut self) -> (ConferenceSettings, Vec<MeetMeRoom>) {
        let profiles = self.tree("confbridge.conf", "");
        let profiles = profiles.map(|tree| ConferenceSettings::load(&tree));
        let (profiles, wrong) =
            profiles.unwrap_or_else(|| (ConferenceSettings::without_file(), Vec::new()));
        self.problems.extend(wrong);
        let rooms = self.tree("meetme.conf", "");
        let rooms = rooms.map(|tree| meet_me_rooms(&tree).0);
        (profiles, rooms.unwrap_or_default())
    }

    fn plan(&mut self, parking: &ParkingSettings) -> Plan {
        let plan = self.tree("extensions.conf", "");
        let parsed = plan.map(|tree| dialplan::parse(&tree, &mut Nothing));
        let mut parsed = parsed.unwrap_or_default();
        self.problems.append(&mut parsed.problems);
        if let Some(ael) = dialplan::ael::compile(self.files, "extensions.ael", &mut parsed.builder)
        {
            parsed.globals.extend(ael.globals);
            self.problems.extend(ael.problems);
        }
        let lua = lua::load(self.files, "extensions.lua", &[], super::simulated::EPOCH);
        let program = lua.and_then(|lua| {
            self.problems.extend(lua.problems);
            lua.program
        });
        if let Some(program) = &program {
            program.add_to(&mut parsed.builder, &mut self.problems);
        }
        parking.add_to(&mut parsed.builder);
        let (dialplan, missing) = parsed.builder.build();
        self.problems.extend(missing);
        Plan {
            dialplan,
            globals: parsed.globals,
            auto_fallthrough: parsed.general.autofallthrough,
            program,
        }
    }

    fn switchboard(&mut self, features: Option<&Tree>, auto_fallthrough: bool) -> call::Settings {
        let asterisk = self.tree("asterisk.conf", "options");
        let indications = self.tree("indications.conf", "");
        let options = asterisk.as_ref().and_then(|tree| tree.find("options"));
        let language = options.and_then(|section| section.get("defaultlanguage"));
        let codes = features.map(|tree| services::feature_codes(tree).0);
        call::Settings {
            language: language.unwrap_or("en").to_owned(),
            system_name: String::new(),
            tones: tones(indications.as_ref()),
            auto_fallthrough,
            features: codes.unwrap_or_default(),
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
