//! `confbridge list|kick|mute|unmute|lock|unlock|record`, and its profiles.

use std::rc::Rc;

use services::conference::{Conference, Conferences, Member, Refused, Who};

use crate::cli::commands::prelude::*;

pub(crate) struct Confbridge;

impl ConsoleCommand for Confbridge {
    const DOC: CommandDoc = CommandDoc {
        words: "confbridge",
        aliases: &["meetme"],
        syntax: "list [<conference>]|kick <conference> <channel>|{mute|unmute} <conference> <channel>|\
            {lock|unlock} <conference>|record {start <conference> [<file>]|stop <conference>}|\
            show {profile|user} ...|show menus",
        summary: "Show conferences and who is in them; mute, lock, record, send away",
        description: "A channel may be shortened to its beginning; all is everybody, participants \
            everybody but administrators.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let Some(all) = exchange.switchboard().service::<Conferences>() else {
            return Reply::failed("There are no conferences here.\n".to_owned());
        };
        match arguments {
            ["list"] => Reply::text(list(&all)),
            ["list", name] => members(&all, name),
            ["kick", name, who] => kick(&all, name, who),
            ["mute", name, who] => mute(&all, name, who, true),
            ["unmute", name, who] => mute(&all, name, who, false),
            ["lock", name] => lock(&all, name, true),
            ["unlock", name] => lock(&all, name, false),
            ["record", "start", name] => record(all.start_recording(name, None), STARTED),
            ["record", "start", name, file] => {
                record(all.start_recording(name, Some(file)), STARTED)
            }
            ["record", "stop", name] => record(all.stop_recording(name), "Recording stopped.\n"),
            ["show", "profile", "bridges"] => {
                names("Bridge Profiles", &all.settings().bridge_names())
            }
            ["show", "profile", "users"] => names("User Profiles", &all.settings().user_names()),
            ["show", "menus"] => names("Menus", &all.settings().menu_names()),
            _ => Reply::misused(),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        let all = exchange.switchboard().service::<Conferences>();
        match before {
            [] => words(&[
                "list", "kick", "mute", "unmute", "lock", "unlock", "record", "show",
            ]),
            ["record"] => words(&["start", "stop"]),
            ["show"] => words(&["profile", "menus"]),
            ["show", "profile"] => words(&["bridges", "users"]),
            [_] | ["record", _] => all.map(|all| all.names()).unwrap_or_default(),
            ["kick" | "mute" | "unmute", name] => {
                let of = |room: &Conference| room.members.iter().map(|m| m.name.clone()).collect();
                all.and_then(|all| all.look(name, of)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

fn yes(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

fn list(all: &Conferences) -> String {
    let mut text = String::from(
        "Conference Bridge Name           Users  Marked Locked Muted\n\
         ================================ ====== ====== ====== =====\n",
    );
    for name in all.names() {
        all.look(&name, |room| {
            let (users, marked) = (room.members.len(), room.marked());
            let (locked, muted) = (yes(room.locked), yes(room.all_muted));
            let _ = writeln!(
                text,
                "{name:<32} {users:>6} {marked:>6} {locked:<6} {muted}"
            );
        });
    }
    text
}

fn members(all: &Conferences, name: &str) -> Reply {
    let found = all.look(name, |room| {
        let mut text = String::from(
            "Channel                        Flags  User Profile     Bridge Profile   Menu             CallerID\n\
             ============================== ====== ================ ================ ================ ================\n",
        );
        for member in &room.members {
            let [bridge, user, menu] = &member.profiles;
            let (channel, flags) = (&member.name, flags(room, member));
            let number = match member.number.as_str() {
                "" => "<unknown>",
                number => number,
            };
            let _ = writeln!(
                text,
                "{channel:<30} {flags:<6} {user:<16} {bridge:<16} {menu:<16} {number}"
            );
        }
        text
    });
    found.map_or_else(|| no_conference(name), Reply::text)
}

fn flags(room: &Conference, member: &Member) -> String {
    let user = &member.user;
    let all = [
        (user.admin, 'A'),
        (user.marked, 'M'),
        (user.wait_marked, 'W'),
        (user.end_marked, 'E'),
        (room.is_muted(member), 'm'),
        (member.waiting, 'w'),
    ];
    all.iter()
        .filter(|(has, _)| *has)
        .map(|(_, c)| *c)
        .collect()
}

fn who(name: &str) -> Who<'_> {
    match name.to_ascii_lowercase().as_str() {
        "all" => Who::All,
        "participants" => Who::Participants,
        _ => Who::Channel(name),
    }
}

fn kick(all: &Rc<Conferences>, name: &str, channel: &str) -> Reply {
    match all.kick(name, who(channel)) {
        Ok(_) if who(channel) == Who::Channel(channel) => {
            Reply::text(format!("Kicked '{channel}' out of conference '{name}'\n"))
        }
        Ok(_) => Reply::text(format!(
            "Kicked {} participants out of conference '{name}'\n",
            channel.to_ascii_lowercase()
        )),
        Err(Refused::NoMember) => {
            Reply::failed(format!("No participant named '{channel}' found!\n"))
        }
        Err(_) => no_conference(name),
    }
}

fn mute(all: &Rc<Conferences>, name: &str, channel: &str, muted: bool) -> Reply {
    let word = if muted { "Muting" } else { "Unmuting" };
    match all.mute(name, who(channel), muted) {
        Ok(_) => Reply::text(format!("{word} {channel} from confbridge {name}\n")),
        Err(Refused::NoMember) => Reply::failed(format!(
            "No channel named '{channel}' found in conference {name}\n"
        )),
        Err(_) => no_conference(name),
    }
}

fn lock(all: &Rc<Conferences>, name: &str, locked: bool) -> Reply {
    match all.lock(name, locked) {
        Ok(()) => {
            let word = if locked { "locked" } else { "unlocked" };
            Reply::text(format!("Conference {name} is {word}.\n"))
        }
        Err(_) => Reply::failed(format!("Conference {name} is not found\n")),
    }
}

fn record(done: Result<(), Refused>, word: &str) -> Reply {
    match done {
        Ok(()) => Reply::text(word.to_owned()),
        Err(Refused::Already) if word == STARTED => {
            Reply::failed("Conference is already being recorded.\n".to_owned())
        }
        Err(Refused::Already) => Reply::failed("Could not stop recording.\n".to_owned()),
        Err(_) => Reply::failed("Conference not found.\n".to_owned()),
    }
}

fn names(head: &str, names: &[&str]) -> Reply {
    let mut text = format!("--------- {head} -----------\n");
    for name in names {
        let _ = writeln!(text, "{name}");
    }
    Reply::text(text)
}

fn no_conference(name: &str) -> Reply {
    Reply::failed(format!("No conference bridge named '{name}' found!\n"))
}

const STARTED: &str = "Recording started\n";
