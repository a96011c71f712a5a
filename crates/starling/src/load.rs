//! Configuration files to what runs: read everything, build everything, and only then use it.

mod indications;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use call::script::Registry;
use config::{Files, LoadOptions, Loaded, OptionTable, Problem, condense, nearest};
use control::ami::AmiSettings;
use control::http::HttpSettings;
use dialplan::{Dialplan, DialplanBuilder, GeneralOptions};
use services::conference::MeetMeRoom;
use services::queue::QueueSettings;
use services::voicemail::VoicemailConf;
use services::{ConferenceSettings, MusicClasses, ParkingSettings};

use crate::directories::Installation;
use crate::sounds::Places;

/// Everything that the files say, built and ready.
#[derive(Clone)]
pub(crate) struct Configuration {
    /// The dialplan.
    pub(crate) dialplan: Arc<Dialplan>,
    /// `[globals]`.
    pub(crate) globals: Vec<(String, String)>,
    /// `[general]` of the dialplan.
    pub(crate) general: GeneralOptions,
    /// The dialplan in Lua.
    pub(crate) program: Option<Arc<lua::Program>>,
    /// What the switchboard wants to know.
    pub(crate) switchboard: Arc<call::Settings>,
    /// SIP endpoints and transports.
    pub(crate) sip: Arc<sip_channel::settings::Settings>,
    /// Whom FollowMe looks for.
    pub(crate) people: Vec<services::Person>,
    /// Parking lots.
    pub(crate) parking: ParkingSettings,
    /// Conferences.
    pub(crate) conferences: Conferencing,
    /// Where sounds are.
    pub(crate) places: Places,
    /// `voicemail.conf`.
    pub(crate) voicemail: Arc<VoicemailConf>,
    /// What programs connect to.
    pub(crate) programs: ProgramSettings,
    /// Applications and functions, also those that the files make.
    pub(crate) registry: Registry,
    /// Databases.
    pub(crate) sources: services::Sources,
    /// `queues.conf` and `queuerules.conf`.
    pub(crate) queues: QueueSettings,
    /// `cdr.conf`.
    pub(crate) records: services::cdr::CdrSettings,
    /// First and last RTP port.
    pub(crate) rtp_ports: (u16, u16),
}

/// What the files say about AMI, HTTP and the like.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProgramSettings {
    /// `http.conf`.
    pub(crate) http: HttpSettings,
    /// `manager.conf`.
    pub(crate) ami: AmiSettings,
}

/// A configuration that can be used, and what is wrong with it all the same; or why it cannot.
pub(crate) type Outcome = Result<(Configuration, Vec<Problem>), Vec<Problem>>;

config::options! {
    /// Media.
    struct Rtp as "rtp.conf" {
        /// First port for media.
        rtpstart: u16 = "5000",
        /// Last port for media.
        rtpend: u16 = "31000",
    }
    unsupported: [
        "rtpchecksums", "icesupport", "stunaddr", "turnaddr", "turnusername", "turnpassword",
        "probation", "ice_deny", "ice_permit", "ice_acl", "stun_deny", "stun_permit", "stun_acl", "dtls_mtu",
        "srtpreplayprotection", "stun_software_attribute",
    ];
    ignored: ["dtmftimeout", "rtcpinterval", "strictrtp"];
}

/// Applications, functions and switches of this program.
pub(crate) fn registry() -> Registry {
    apps::registry().with_switches(lua::SWITCHES)
}

/// Reads all files of an installation.
pub(crate) fn load(installation: &Installation, files: &dyn Files) -> Outcome {
    let mut reader = Reader {
        files,
        options: LoadOptions {
            strict: installation.options.strict,
            allow_exec: installation.options.execincludes,
            ..LoadOptions::default()
        },
        variables: installation.variables(),
        problems: Vec::new(),
        refused: false,
    };
    let (sources, more) = services::Sources::load(files, &reader.options);
    reader.problems.extend(more);
    let registry = apps::registry_with(&sources.functions).with_switches(lua::SWITCHES);
    let (mut builder, globals, general) = reader.dialplan();
    let program = reader.lua(&mut builder);
    let tones = reader.tones();
    let features = reader.features();
    let music = reader.music();
    let parking = reader.parking();
    let people = reader.people();
    let conferences = reader.conferences();
    parking.add_to(&mut builder);
    let rtp = reader.rtp();
    let queues = reader.queues();
    let voicemail = reader.voicemail();
    let programs = reader.programs();
    let records = reader.records();
    let (sip, sip_problems) =
        sip_channel::settings::Settings::load(files, installation.options.strict);
    reader.problems.extend(sip_problems);
    let (dialplan, missing) = builder.build();
    reader.check_applications(&dialplan, &registry);
    reader.problems.extend(missing);
    let problems = condense(reader.problems);
    if reader.refused {
        return Err(problems);
    }
    let switchboard = call::Settings {
        language: installation.options.defaultlanguage.clone(),
        system_name: installation.options.systemname.clone(),
        tones,
        auto_fallthrough: general.autofallthrough,
        features,
        directories: installation.variables(),
        calendar: apps::time::calendar,
        format_time: apps::time::format_time,
    };
    let configuration = Configuration {
        dialplan: Arc::new(dialplan),
        globals,
        general,
        program,
        switchboard: Arc::new(switchboard),
        sip: Arc::new(sip),
        parking,
        conferences,
        people,
        places: places(installation, music),
        voicemail: Arc::new(voicemail),
        programs,
        registry,
        sources,
        queues,
        records,
        rtp_ports: (rtp.rtpstart, rtp.rtpend),
    };
    Ok((configuration, problems))
}

fn places(installation: &Installation, music: MusicClasses) -> Places {
    let data = PathBuf::from(&installation.directories.data);
    Places {
        sounds: vec![
            data.join("sounds"),
            Path::new(DISTRIBUTION_DATA).join("sounds"),
        ],
        more_data: vec![PathBuf::from(DISTRIBUTION_DATA)],
        data,
        language_first: installation.options.languageprefix,
        music,
    }
}

struct Reader<'a> {
    files: &'a dyn Files,
    options: LoadOptions,
    variables: Vec<(String, String)>,
    problems: Vec<Problem>,
    /// A file was rejected as a whole.
    refused: bool,
}

impl Reader<'_> {
    fn read(&mut self, name: &str) -> Option<Loaded> {
        match config::load_if_present(self.files, name, &self.options) {
            Ok(Some(mut loaded)) => {
                self.problems.append(&mut loaded.problems);
                Some(loaded)
            }
            Ok(None) => None,
            Err(problems) => {
                self.refused = true;
                self.problems.extend(problems);
                None
            }
        }
    }

    fn dialplan(&mut self) -> (DialplanBuilder, Vec<(String, String)>, GeneralOptions) {
        let loaded = self.read("extensions.conf");
        let tree = loaded.map(|loaded| loaded.tree).unwrap_or_default();
        let mut outer = Outer {
            known: self.variables.clone(),
        };
        let mut parsed = dialplan::parse(&tree, &mut outer);
        self.problems.append(&mut parsed.problems);
        let ael = dialplan::ael::compile(self.files, "extensions.ael", &mut parsed.builder);
        if let Some(ael) = ael {
            parsed.globals.extend(ael.globals);
            self.problems.extend(ael.problems);
        }
        (parsed.builder, parsed.globals, parsed.general)
    }

    fn lua(&mut self, builder: &mut DialplanBuilder) -> Option<Arc<lua::Program>> {
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let now = crate::clock::since_epoch();
        let loaded = lua::load(self.files, "extensions.lua", &environment, now)?;
        self.problems.extend(loaded.problems);
        let program = loaded.program?;
        program.add_to(builder, &mut self.problems);
        Some(program)
    }

    /// An application that we lack must be heard of now, not when somebody calls.
    fn check_applications(&mut self, dialplan: &Dialplan, registry: &Registry) {
        for (context, switch) in dialplan.all_switches() {
            if registry.switch(&switch.name).is_none()
                && let Some(span) = &switch.span
            {
                let text = format!(
                    "context '{context}': there is no switch '{}'; the line has no effect",
                    switch.name
                );
                let known = registry.switches();
                let problem = Problem::warning(span, text);
                self.problems
                    .push(problem.did_you_mean(&switch.name, known.iter().copied()));
            }
        }
        let known: Vec<&str> = registry.applications().iter().map(|a| a.doc.name).collect();
        for (_, extension, step) in dialplan.steps() {
            match registry.application(&step.application) {
                Some(application) => {
                    for text in (application.check)(&step.raw_arguments) {
                        self.problems.push(Problem::warning(&step.span, text));
                    }
                }
                None => {
                    let mut problem = Problem::warning(
                        &step.span,
                        format!(
                            "extension '{extension}': application '{}' is not supported; a call that \
                             gets here ends",
                            step.application
                        ),
                    );
                    if let Some(near) = nearest(&step.application, known.iter().copied()) {
                        problem = problem.with_hint(format!("did you mean {near}?"));
                    }
                    self.problems.push(problem);
                }
            }
        }
    }

    fn tones(&mut self) -> call::Tones {
        let loaded = self.read("indications.conf");
        let (tones, problems) = indications::tones(loaded.as_ref().map(|l| &l.tree));
        self.problems.extend(problems);
        tones
    }

    fn features(&mut self) -> call::FeatureCodes {
        let Some(loaded) = self.read("features.conf") else {
            return call::FeatureCodes::default();
        };
        let (codes, problems) = services::feature_codes(&loaded.tree);
        self.problems.extend(problems);
        codes
    }

    fn people(&mut self) -> Vec<services::Person> {
        let Some(loaded) = self.read("followme.conf") else {
            return Vec::new();
        };
        let (people, problems) = services::follow_me_people(&loaded.tree);
        self.problems.extend(problems);
        people
    }

    /// The lots; those of features.conf only where the newer file is missing.
    fn parking(&mut self) -> ParkingSettings {
        let new = self.read("res_parking.conf");
        let (lots, problems) = match &new {
            Some(loaded) => ParkingSettings::load(&loaded.tree),
            None => match config::load_if_present(self.files, "features.conf", &self.options) {
                Ok(Some(old)) => ParkingSettings::load_old(&old.tree),
                _ => (ParkingSettings::without_file(), Vec::new()),
            },
        };
        self.problems.extend(problems);
        lots
    }

    fn conferences(&mut self) -> Conferencing {
        let profiles = match self.read("confbridge.conf") {
            Some(loaded) => {
                let (profiles, problems) = ConferenceSettings::load(&loaded.tree);
                self.problems.extend(problems);
                profiles
            }
            None => ConferenceSettings::without_file(),
        };
        let rooms = match self.read("meetme.conf") {
            Some(loaded) => {
                let (rooms, problems) = services::conference::meet_me_rooms(&loaded.tree);
                self.problems.extend(problems);
                rooms
            }
            None => Vec::new(),
        };
        Conferencing { profiles, rooms }
    }

    fn music(&mut self) -> MusicClasses {
        let Some(loaded) = self.read("musiconhold.conf") else {
            return MusicClasses::without_file();
        };
        let (classes, problems) = MusicClasses::load(&loaded.tree);
        self.problems.extend(problems);
        classes
    }

    fn programs(&mut self) -> ProgramSettings {
        let mut settings = ProgramSettings::default();
        if let Some(loaded) = self.read("http.conf") {
            let (http, problems) = HttpSettings::load(&loaded.tree);
            settings.http = http;
            self.problems.extend(problems);
        }
        if let Some(loaded) = self.read("manager.conf") {
            let (ami, problems) = AmiSettings::load(&loaded.tree, &BTreeMap::new());
            settings.ami = ami;
            self.problems.extend(problems);
        }
        settings
    }

    fn queues(&mut self) -> QueueSettings {
        let (queues, rules) = (self.read("queues.conf"), self.read("queuerules.conf"));
        let trees = [queues, rules].map(|loaded| loaded.map(|l| l.tree));
        let (settings, problems) = QueueSettings::load(trees[0].as_ref(), trees[1].as_ref());
        self.problems.extend(problems);
        settings
    }

    fn voicemail(&mut self) -> VoicemailConf {
        let Some(loaded) = self.read("voicemail.conf") else {
            return VoicemailConf::default();
        };
        let (conf, problems) = VoicemailConf::load(&loaded.tree);
        self.problems.extend(problems);
        conf
    }

    fn records(&mut self) -> services::cdr::CdrSettings {
        let Some(loaded) = self.read("cdr.conf") else {
            return services::cdr::CdrSettings::default();
        };
        let (records, problems) = services::cdr::CdrSettings::load(&loaded.tree);
        self.problems.extend(problems);
        records
    }

    fn rtp(&mut self) -> Rtp {
        let loaded = self.read("rtp.conf");
        let section = loaded.as_ref().and_then(|l| l.tree.find("general"));
        let (rtp, problems) = section.map(Rtp::load).unwrap_or_default();
        self.problems.extend(problems);
        rtp
    }
}

/// What globals may refer to, besides each other: our folders and the environment.
struct Outer {
    known: Vec<(String, String)>,
}

impl dialplan::Scope for Outer {
    fn variable(&mut self, name: &str) -> Option<String> {
        self.known
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    }

    fn function<'a>(
        &'a mut self,
        name: &'a str,
        arguments: &'a str,
    ) -> std::pin::Pin<Box<dyn Future<Output = String> + 'a>> {
        let value = match name {
            "ENV" => std::env::var(arguments).unwrap_or_default(),
            _ => String::new(),
        };
        Box::pin(std::future::ready(value))
    }

    fn warn(&mut self, _: String) {}
}

/// Where the distribution's packages put sounds and music.
const DISTRIBUTION_DATA: &str = "/usr/share/asterisk";

#[cfg(test)]
mod tests;

/// What files say of conferences.
#[derive(Clone, Debug)]
pub(crate) struct Conferencing {
    /// Profiles and menus.
    pub(crate) profiles: ConferenceSettings,
    /// Rooms of the older kind.
    pub(crate) rooms: Vec<MeetMeRoom>,
}
