//! CONFBRIDGE and CONFBRIDGE_INFO: profiles made for one call, and facts about conferences.

use call::script::prelude::*;
use services::conference::{BridgeProfile, Conferences, Menu, Profile, UserProfile};

/// `CONFBRIDGE()`.
pub(crate) struct Confbridge;

impl Function for Confbridge {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CONFBRIDGE",
        synopsis: "Options of a conference for this call alone.",
        syntax: &[
            Param::required("type", "bridge, user, menu, or clear."),
            Param::optional(
                "option",
                "As in confbridge.conf; template names the profile to begin with; clear forgets.",
            ),
        ],
        description: "What is set holds for each ConfBridge that names no profile of that type.",
        see_also: &["ConfBridge", "CONFBRIDGE_INFO"],
        examples: &[
            "Set(CONFBRIDGE(user,admin)=yes)",
            "Set(CONFBRIDGE(bridge,max_members)=5)",
            "Set(CONFBRIDGE(menu,1)=toggle_mute)",
        ],
        since: "10",
        readable: false,
        writable: true,
    };

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let kind = part(0).to_ascii_lowercase();
        let option = part(1);
        if kind == "clear" {
            for kind in KINDS {
                call.set(&variable(kind), "");
            }
            return Ok(());
        }
        if !KINDS.contains(&kind.as_str()) {
            return Err(Fault::from(format!(
                "'{kind}' is none of bridge, user, menu, clear"
            )));
        }
        if option.eq_ignore_ascii_case("clear") {
            call.set(&variable(&kind), "");
            return Ok(());
        }
        let row = (option.to_owned(), value.trim().to_owned());
        if !option.eq_ignore_ascii_case("template") {
            let rows = std::slice::from_ref(&row);
            match kind.as_str() {
                "bridge" => checked::<BridgeProfile>(rows)?,
                "user" => checked::<UserProfile>(rows)?,
                _ => drop(Menu::read_actions(value).map_err(Fault::from)?),
            }
        }
        let mut known = options(call, &kind);
        known.retain(|(name, _)| !name.eq_ignore_ascii_case(option));
        known.push(row);
        let lines = known
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"));
        call.set(&variable(&kind), lines.collect::<String>());
        Ok(())
    }
}

fn checked<T: Profile>(rows: &[(String, String)]) -> Result<(), Fault> {
    T::default().with(rows).map(drop).map_err(Fault::from)
}

/// What the call has set for profiles of this type.
pub(crate) fn options(call: &Call, kind: &str) -> Vec<(String, String)> {
    let text = call.get(&variable(kind)).unwrap_or_default();
    let rows = text.lines().filter_map(|line| line.split_once('='));
    rows.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn variable(kind: &str) -> String {
    format!("~CONFBRIDGE~{kind}")
}

const KINDS: [&str; 3] = ["bridge", "user", "menu"];

/// `CONFBRIDGE_INFO()`.
pub(crate) struct ConfbridgeInfo;

impl Function for ConfbridgeInfo {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CONFBRIDGE_INFO",
        synopsis: "A fact about a conference.",
        syntax: &[
            Param::required("type", "parties, admins, marked, locked or muted."),
            Param::required("conf", "Its name."),
        ],
        description: "Numbers, or 1 and 0. A conference that nobody is in has 0 of all.",
        see_also: &["ConfBridge", "CONFBRIDGE"],
        examples: &["${CONFBRIDGE_INFO(parties,1234)}"],
        since: "10",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let kind = part(0).to_ascii_lowercase();
        if !["parties", "admins", "marked", "locked", "muted"].contains(&kind.as_str()) {
            return Err(Fault::from(format!(
                "there is no fact '{kind}' of a conference"
            )));
        }
        let all = call.service::<Conferences>();
        let found = all.and_then(|all| {
            all.look(part(1), |room| match kind.as_str() {
                "parties" => room.members.len(),
                "admins" => room.admins(),
                "marked" => room.marked(),
                "locked" => usize::from(room.locked),
                _ => usize::from(room.all_muted),
            })
        });
        Ok(found.unwrap_or(0).to_string())
    }
}
