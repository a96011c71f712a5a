//! MeetMe, MeetMeCount and MeetMeAdmin: Asterisk's older conferences, as ConfBridge.

use std::time::Duration;

use call::script::prelude::*;
use services::conference::{Conferences, Menu, Refused, UserProfile, Who};

use super::conf_bridge::{enter, plain};
use super::seat::{Order, Outcome};
use crate::say;

options! {
    /// Options of `MeetMe`.
    pub(crate) struct MeetMeOptions {
        /// An administrator.
        'a' => admin: bool,
        /// A marked member.
        'A' => marked: bool,
        /// The caller is told how many there are.
        'c' => count: bool,
        /// A room that is not in meetme.conf is made.
        'd' => dynamic: bool,
        /// The same, and whoever makes it chooses its PIN.
        'D' => dynamic_pin: bool,
        /// The caller says its name, which is played when it comes and goes.
        'i' => says_name: bool,
        /// The same, without hearing it first.
        'I' => says_name_at_once: bool,
        /// It only listens.
        'l' => listens: bool,
        /// It begins muted.
        'm' => muted: bool,
        /// Music while it is alone.
        'M' ("class") => music: Option<String>,
        /// A key leaves: # unless told.
        'p' ("keys") => leave_key: Option<String>,
        /// Nothing is heard of its coming and going.
        'q' => quiet: bool,
        /// It is recorded.
        'r' => record: bool,
        /// The key * opens a menu.
        's' => menu: bool,
        /// It waits for a marked member.
        'w' ("seconds") => waits: Option<String>,
        /// It goes with the last marked member.
        'x' => end_marked: bool,
        /// It is not told that it is alone.
        '1' => not_alone: bool,
        /// So long it may last, in seconds.
        'S' ("seconds") => seconds: Option<Duration>,
        /// Programs are told when it talks.
        'T' => talk_events: bool,
        /// A PIN is asked for although one was given.
        'P' => ask_pin: bool,
    }
    accepted {
        /// Sound below the threshold of talking is mixed in anyway.
        'o',
        /// Digits are not passed on.
        'F',
        /// Nothing is passed to a background program.
        'b',
    }
    refused {
        /// an empty room of meetme.conf is not looked for
        'e',
        /// an empty room of meetme.conf is not looked for
        'E',
        /// a limit with warnings is not there
        'L' ("x[:y][:z]"),
        /// it has no video
        'v',
        /// pins may not be said in the middle
        'C',
        /// a greeting is the announcement of a user profile
        'G' ("file"),
        /// nothing is announced at a number of members
        'n',
        /// it hears the others all the same
        't',
        /// single digits do not leave for an extension; use p
        'X',
        /// whoever is sent away goes on anyway
        'k',
    }
}

/// Joins a conference.
pub(crate) struct MeetMe;

impl Application for MeetMe {
    const DOC: AppDoc = AppDoc {
        name: "MeetMe",
        synopsis: "Talk with others in a conference (older form of ConfBridge).",
        syntax: &[
            Param::optional("confno", "Its number; asked for when left out."),
            Param::optional("options", "Letters, see below."),
            Param::optional("pin", "Its PIN."),
        ],
        options: MeetMeOptions::PARAMS,
        description: "Rooms and PINs are in meetme.conf; options d and D make others. The room is a \
            ConfBridge of the same name. MEETMESECS tells how many seconds it lasted.",
        see_also: &["ConfBridge", "MeetMeCount", "MeetMeAdmin"],
        examples: &["same => n,MeetMe(600,dM)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        MeetMeOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = MeetMeOptions::parse(call, part(1)).unwrap_or_default();
        call.answer().await?;
        let Some(all) = call.service::<Conferences>() else {
            return Ok(End);
        };
        let mut number = part(0).to_owned();
        if number.is_empty() {
            number = ask(call, "conf-getconfno").await?;
        }
        let room = all.meet_me_room(&number);
        if room.is_none() && !options.dynamic && !options.dynamic_pin {
            call.play(&["conf-invalid"], "").await?;
            return Ok(Continue);
        }
        let (pin, admin_pin) = room.map(|r| (r.pin, r.admin_pin)).unwrap_or_default();
        let mut admin = options.admin;
        let needed = !pin.is_empty() || !admin_pin.is_empty();
        if needed && !(admin && admin_pin.is_empty() && pin.is_empty()) {
            let mut known = part(2).to_owned();
            let mut right = false;
            for attempt in 0..ATTEMPTS {
                if attempt > 0 || known.is_empty() || options.ask_pin {
                    known = ask(call, "conf-getpin").await?;
                }
                let is_admin = !admin_pin.is_empty() && known == admin_pin;
                // Who claims to lead shows the leader's number, where there is one.
                let of_guests = known == pin && (!admin || admin_pin.is_empty());
                right = is_admin || of_guests;
                if right {
                    admin |= is_admin;
                    break;
                }
                call.play(&["conf-invalidpin"], "").await?;
            }
            if !right {
                return Ok(Continue);
            }
        }
        let began = call.now();
        let ended = enter(call, order(&number, &options, admin)).await;
        let seconds = call.now().saturating_duration_since(began).as_secs();
        call.set("MEETMESECS", seconds.to_string());
        match ended? {
            Outcome::Failed => Ok(End),
            _ => Ok(Continue),
        }
    }
}

fn order(number: &str, options: &MeetMeOptions, admin: bool) -> Order {
    let (mut bridge, user) = plain();
    bridge.record_conference = options.record;
    let timeout = options.seconds.map_or(0, |seconds| seconds.as_secs());
    let user = UserProfile {
        admin,
        marked: options.marked,
        startmuted: options.muted || options.listens,
        music_on_hold_when_empty: options.music.is_some(),
        music_on_hold_class: options.music.clone().unwrap_or_default(),
        quiet: options.quiet,
        announce_user_count: options.count,
        announce_only_user: !options.not_alone,
        wait_marked: options.waits.is_some(),
        end_marked: options.end_marked,
        talk_detection_events: options.talk_events,
        announce_join_leave: options.says_name || options.says_name_at_once,
        announce_join_leave_review: options.says_name,
        timeout: u32::try_from(timeout).unwrap_or(u32::MAX),
        ..user
    };
    Order {
        name: number.to_owned(),
        bridge,
        user,
        menu: menu(options, admin),
        profiles: Default::default(),
        said_name: None,
    }
}

fn menu(options: &MeetMeOptions, admin: bool) -> Menu {
    let mut rows: Vec<(&str, &str)> = Vec::new();
    if options.menu {
        rows.extend([
            ("*1", "toggle_mute"),
            ("*4", "decrease_listening_volume"),
            ("*6", "increase_listening_volume"),
            ("*7", "decrease_talking_volume"),
            ("*8", "no_op"),
            ("*9", "increase_talking_volume"),
        ]);
        rows.push(match admin {
            true => ("*", "playback_and_continue(conf-adminmenu)"),
            false => ("*", "playback_and_continue(conf-usermenu)"),
        });
    }
    if options.menu && admin {
        rows.extend([
            ("*2", "admin_toggle_conference_lock"),
            ("*3", "admin_kick_last"),
        ]);
    }
    let mut menu = Menu::default();
    for (keys, action) in rows {
        menu.add(keys, Menu::read_actions(action).unwrap_or_default());
    }
    if let Some(keys) = &options.leave_key {
        let keys = if keys.is_empty() { "#" } else { keys };
        for key in keys.chars() {
            let action = Menu::read_actions("leave_conference").unwrap_or_default();
            menu.add(&key.to_string(), action);
        }
    }
    menu
}

async fn ask(call: &mut Call, prompt: &str) -> Result<String, HungUp> {
    let digits = Digits {
        max: MOST_DIGITS,
        end: "#",
        first_patience: PATIENCE,
        patience: PATIENCE,
    };
    Ok(call.ask(&[prompt], digits).await?.text)
}

/// Says or tells how many are in a conference.
pub(crate) struct MeetMeCount;

impl Application for MeetMeCount {
    const DOC: AppDoc = AppDoc {
        name: "MeetMeCount",
        synopsis: "Say how many are in a conference.",
        syntax: &[
            Param::required("confno", "Its number."),
            Param::optional(
                "var",
                "The variable that gets the number, which is not said then.",
            ),
        ],
        options: &[],
        description: "Answers when it has something to say.",
        see_also: &["MeetMe"],
        examples: &["same => n,MeetMeCount(600,COUNT)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let all = call.service::<Conferences>();
        let count = all.and_then(|all| all.look(part(0), |room| room.members.len()));
        let count = count.unwrap_or(0);
        if !part(1).is_empty() {
            call.set(part(1), count.to_string());
            return Ok(Continue);
        }
        call.answer().await?;
        let language = call.look(|c| c.language.clone()).unwrap_or_default();
        let number = i64::try_from(count).unwrap_or(i64::MAX);
        let words = say::number(&language, number, say::Gender::None).unwrap_or_default();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        call.play(&words, "").await?;
        Ok(Continue)
    }
}

/// Commands to a conference.
pub(crate) struct MeetMeAdmin;

impl Application for MeetMeAdmin {
    const DOC: AppDoc = AppDoc {
        name: "MeetMeAdmin",
        synopsis: "Mute, lock, or send away in a conference.",
        syntax: &[
            Param::required("confno", "Its number."),
            Param::required(
                "command",
                "k kicks user, K all, e the last one; l unlocks, L locks; m unmutes and M mutes user, \
                 n unmutes all, N mutes all but administrators.",
            ),
            Param::optional("user", "The beginning of a channel's name."),
        ],
        options: &[],
        description: "MEETMEADMINSTATUS is OK, NOPARSE, NOTFOUND or FAILED.",
        see_also: &["MeetMe"],
        examples: &["same => n,MeetMeAdmin(600,K)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let name = part(0);
        let Some(all) = call.service::<Conferences>() else {
            return Ok(Continue);
        };
        let who = Who::Channel(part(2));
        let done = match part(1).chars().next() {
            Some('k') => all.kick(name, who).map(drop),
            Some('K') => all.kick(name, Who::All).map(drop),
            Some('e') => all.kick(name, Who::Last).map(drop),
            Some('l') => all.lock(name, false),
            Some('L') => all.lock(name, true),
            Some('m') => all.mute(name, who, false).map(drop),
            Some('M') => all.mute(name, who, true).map(drop),
            Some('n') => all.mute(name, Who::All, false).map(drop),
            Some('N') => all.mute(name, Who::Participants, true).map(drop),
            _ => {
                call.warn(format!("MeetMeAdmin: '{}' is no command here", part(1)));
                call.set("MEETMEADMINSTATUS", "NOPARSE");
                return Ok(Continue);
            }
        };
        let status = match done {
            Ok(()) => "OK",
            Err(Refused::NoConference | Refused::NoMember) => "NOTFOUND",
            Err(Refused::Already) => "FAILED",
        };
        call.set("MEETMEADMINSTATUS", status);
        Ok(Continue)
    }
}

const ATTEMPTS: usize = 3;
const MOST_DIGITS: usize = 20;
const PATIENCE: Duration = Duration::from_secs(5);
