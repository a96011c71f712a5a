//! `res_parking.conf`, and the same in `features.conf` of Asterisk 1.8 to 11.

use std::time::Duration;

use config::{OptionTable, Problem, Section, Tree};
use dialplan::{DialplanBuilder, NewStep};

config::options! {
    /// A parking lot.
    struct Options as "parking lot" {
        /// The number that parks.
        parkext: String = "",
        /// That number parks in this lot and no other; it always does.
        parkext_exclusive: bool = "no",
        /// The spaces, as `701-750`.
        parkpos: String = "701-750",
        /// Where the numbers are made.
        context: String = "parkedcalls",
        /// Seconds until a call goes back.
        parkingtime: u32 = "45",
        /// It goes back to whoever parked it, and not to `comebackcontext`.
        comebacktoorigin: bool = "yes",
        /// Seconds that the parker is rung.
        comebackdialtime: u32 = "30",
        /// Where it goes otherwise: the parker's device with `_` for `/`, or s.
        comebackcontext: String = "parkedcallstimeout",
        /// Played when a call is taken.
        courtesytone: String = "",
        /// Who hears that: caller (who takes it), parked, both or no.
        parkedplay: String = "caller",
        /// Who may transfer by digits after a call was taken: caller, callee, both or no.
        parkedcalltransfers: String = "no",
        /// Who may park again by digits.
        parkedcallreparking: String = "no",
        /// Who may hang up by digits.
        parkedcallhangup: String = "no",
        /// Who may record by digits.
        parkedcallrecording: String = "no",
        /// Each space gets a hint.
        parkinghints: bool = "no",
        /// Which space is given: first, or the one behind the last.
        findslot: String = "first",
        /// Music of parked calls.
        parkedmusicclass: String = "",
    }
    ignored: ["adsipark", "parkeddynamic"];
}

/// Who may do something by digits after a parked call was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LotFeatures {
    /// Whoever took the call.
    pub caller: bool,
    /// Whoever was parked.
    pub callee: bool,
}

/// What is known of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotSettings {
    /// Its name.
    pub name: String,
    /// The number that parks; may be empty.
    pub park_extension: String,
    /// First and last space.
    pub spaces: (u32, u32),
    /// Context of its numbers.
    pub context: String,
    /// After so long a call goes back; zero is never.
    pub time_limit: Duration,
    /// To whoever parked it.
    pub to_origin: bool,
    /// So long the parker is rung.
    pub dial_time: Duration,
    /// Where calls go back otherwise.
    pub comeback_context: String,
    /// Played when a call is taken; may be empty.
    pub courtesy: String,
    /// Whoever takes a call hears that, whoever was parked hears it.
    pub courtesy_to: LotFeatures,
    /// Transfers, parking, hanging up, recording by digits.
    pub transfers: LotFeatures,
    /// See `transfers`.
    pub reparking: LotFeatures,
    /// See `transfers`.
    pub hangup: LotFeatures,
    /// See `transfers`.
    pub recording: LotFeatures,
    /// Each space has a hint.
    pub hints: bool,
    /// The space behind the last one is given.
    pub find_next: bool,
    /// Music; empty is the channel's own.
    pub music: String,
    /// A call made it.
    pub is_dynamic: bool,
}

/// All lots of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParkingSettings {
    /// The lots, in the order of the file.
    pub lots: Vec<LotSettings>,
    /// Calls may make lots (`parkeddynamic`).
    pub dynamic: bool,
}

impl ParkingSettings {
    /// What there is without a file: the lot `default` with 700 and 701 to 750.
    pub fn without_file() -> Self {
        let mut options = Options::default();
        "700".clone_into(&mut options.parkext);
        let (lot, _) = lot("default", options, None);
        Self {
            lots: vec![lot],
            dynamic: false,
        }
    }

    /// Reads `res_parking.conf`.
    pub fn load(tree: &Tree) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::default(), Vec::new());
        for section in tree.live() {
            if section.name.eq_ignore_ascii_case("general") {
                this.dynamic = is_dynamic(section);
                continue;
            }
            let (options, more) = Options::load(section);
            problems.extend(more);
            this.add(&section.name, options, section, &mut problems);
        }
        if this.lot("default").is_none() {
            this.lots.splice(0..0, Self::without_file().lots);
        }
        (this, problems)
    }

    /// Reads `features.conf` as Asterisk 1.8 to 11 do: `[general]` is the lot `default`, and
    /// `[parkinglot_…]` are others.
    pub fn load_old(tree: &Tree) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::without_file(), Vec::new());
        for section in tree.live() {
            let lower = section.name.to_ascii_lowercase();
            if lower == "general" {
                this.dynamic = is_dynamic(section);
                let known: Vec<_> = section
                    .entries
                    .iter()
                    .filter(|e| {
                        e.name.to_ascii_lowercase().starts_with("park")
                            || [
                                "context",
                                "comebacktoorigin",
                                "findslot",
                                "comebackcontext",
                                "comebackdialtime",
                                "courtesytone",
                            ]
                            .contains(&e.name.to_ascii_lowercase().as_str())
                    })
                    .cloned()
                    .collect();
                let own = Section {
                    entries: known,
                    ..section.clone()
                };
                let (mut options, more) = Options::load(&own);
                problems.extend(more);
                if options.parkext.is_empty() {
                    "700".clone_into(&mut options.parkext);
                }
                this.lots.clear();
                this.add("default", options, section, &mut problems);
            } else if lower.starts_with("parkinglot_") {
                let (options, more) = Options::load(section);
                problems.extend(more);
                this.add(&section.name, options, section, &mut problems);
            }
        }
        (this, problems)
    }

    /// A lot by name.
    pub fn lot(&self, name: &str) -> Option<&LotSettings> {
        self.lots
            .iter()
            .find(|lot| lot.name.eq_ignore_ascii_case(name))
    }

    /// Makes the numbers of all lots.
    pub fn add_to(&self, plan: &mut DialplanBuilder) {
        for lot in &self.lots {
            plan.add_context(&lot.context, REGISTRAR);
            let step = |extension: &str,
                        application: &str,
                        arguments: &str,
                        plan: &mut DialplanBuilder| {
                let step = NewStep::new(
                    &lot.context,
                    extension,
                    1,
                    application,
                    arguments,
                    REGISTRAR,
                );
                // Numbers that somebody wrote into the file stay as they are.
                let _ = plan.add_step(&step);
            };
            if !lot.park_extension.is_empty() {
                step(&lot.park_extension, "Park", &lot.name, plan);
            }
            for space in lot.spaces.0..=lot.spaces.1 {
                let number = space.to_string();
                step(
                    &number,
                    "ParkedCall",
                    &format!("{},{number}", lot.name),
                    plan,
                );
                if lot.hints {
                    let device = format!("park:{number}@{}", lot.context);
                    let _ = plan.add_hint(&lot.context, &number, &device, REGISTRAR, None);
                }
            }
        }
    }

    /// The spaces that have hints, as devices.
    pub fn devices(&self) -> Vec<String> {
        let hinted = self.lots.iter().filter(|lot| lot.hints);
        let of = |lot: &LotSettings| {
            let context = lot.context.clone();
            (lot.spaces.0..=lot.spaces.1).map(move |space| format!("park:{space}@{context}"))
        };
        hinted.flat_map(of).collect()
    }

    fn add(
        &mut self,
        name: &str,
        options: Options,
        section: &Section,
        problems: &mut Vec<Problem>,
    ) {
        let (lot, problem) = lot(name, options, Some(section));
        problems.extend(problem);
        self.lots
            .retain(|known| !known.name.eq_ignore_ascii_case(name));
        self.lots.push(lot);
    }
}

fn lot(name: &str, options: Options, section: Option<&Section>) -> (LotSettings, Option<Problem>) {
    let read = spaces(&options.parkpos);
    let problem = match (read, section) {
        (None, Some(section)) => Some(Problem::warning(
            &section.span,
            format!(
                "lot '{name}': parkpos '{}' is no range of at most {MOST_SPACES} numbers; 701-750 is taken",
                options.parkpos
            ),
        )),
        _ => None,
    };
    let seconds = |n: u32| Duration::from_secs(n.into());
    let lot = LotSettings {
        name: name.to_owned(),
        park_extension: options.parkext,
        spaces: read.unwrap_or((701, 750)),
        context: options.context,
        time_limit: seconds(options.parkingtime),
        to_origin: options.comebacktoorigin,
        dial_time: seconds(options.comebackdialtime),
        comeback_context: options.comebackcontext,
        courtesy: options.courtesytone,
        courtesy_to: who(&options.parkedplay.replace("parked", "callee")),
        transfers: who(&options.parkedcalltransfers),
        reparking: who(&options.parkedcallreparking),
        hangup: who(&options.parkedcallhangup),
        recording: who(&options.parkedcallrecording),
        hints: options.parkinghints,
        find_next: options.findslot.eq_ignore_ascii_case("next"),
        music: options.parkedmusicclass,
        is_dynamic: false,
    };
    (lot, problem)
}

/// `701-750`, or one number.
pub(super) fn spaces(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && last - first < MOST_SPACES).then_some((first, last))
}

fn who(text: &str) -> LotFeatures {
    match text.trim().to_ascii_lowercase().as_str() {
        "caller" => LotFeatures {
            caller: true,
            callee: false,
        },
        "callee" => LotFeatures {
            caller: false,
            callee: true,
        },
        "both" => LotFeatures {
            caller: true,
            callee: true,
        },
        _ => LotFeatures::default(),
    }
}

fn is_dynamic(section: &Section) -> bool {
    section.get("parkeddynamic").is_some_and(config::is_yes)
}

const REGISTRAR: &str = "res_parking";
/// A lot has so many spaces at most.
const MOST_SPACES: u32 = 10_000;
