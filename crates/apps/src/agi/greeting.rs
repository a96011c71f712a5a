//! What a program is told first: facts about the call, one a line, and an empty line.

use call::script::prelude::*;
use call::{Channel, Presentation};

use super::{Order, Place};

/// The whole greeting. `enhanced` says that the program hears the call.
pub(crate) fn greeting(call: &Call, order: &Order, place: &Place, enhanced: bool) -> String {
    let mut text = String::new();
    let mut tell = |name: &str, value: &str| {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        text.push_str(&format!("agi_{name}: {value}\n"));
    };
    if let Place::Server { script, .. } = place {
        tell("network", "yes");
        if !script.is_empty() {
            tell("network_script", script);
        }
    }
    tell("request", &order.request);
    for (name, value) in call.look(facts).unwrap_or_default() {
        tell(name, &value);
    }
    tell("enhanced", if enhanced { "1.0" } else { "0.0" });
    let account = call.look(|c| c.account_code.clone()).unwrap_or_default();
    tell("accountcode", &account);
    tell("threadid", &call.id().0.to_string());
    for (at, argument) in order.arguments.iter().enumerate() {
        tell(&format!("arg_{}", at + 1), argument);
    }
    text.push('\n');
    text
}

fn facts(c: &Channel) -> Vec<(&'static str, String)> {
    let or = |text: &str, usual: &str| if text.is_empty() { usual } else { text }.to_owned();
    let parties = &c.parties;
    vec![
        ("channel", c.name.clone()),
        ("language", c.language.clone()),
        ("type", c.technology.name().to_owned()),
        ("uniqueid", c.unique_id.clone()),
        ("version", VERSION.to_owned()),
        ("callerid", or(&parties.caller.number, "unknown")),
        ("calleridname", or(&parties.caller.name, "unknown")),
        (
            "callingpres",
            presentation(parties.caller.presentation).to_string(),
        ),
        ("callingani2", "0".to_owned()),
        ("callington", "0".to_owned()),
        ("callingtns", "0".to_owned()),
        ("dnid", or(&parties.dnid, "unknown")),
        ("rdnis", or(&parties.redirecting_from.number, "unknown")),
        ("context", c.location.context.to_string()),
        ("extension", c.location.extension.to_string()),
        ("priority", c.location.priority.to_string()),
    ]
}

/// The number that ISDN and AGI have for it.
fn presentation(it: Presentation) -> u8 {
    match it {
        Presentation::Allowed => 0,
        Presentation::AllowedPassed => 1,
        Presentation::AllowedFailed => 2,
        Presentation::AllowedNetwork => 3,
        Presentation::Prohibited => 32,
        Presentation::ProhibitedPassed => 33,
        Presentation::ProhibitedFailed => 34,
        Presentation::ProhibitedNetwork => 35,
        Presentation::Unavailable => 67,
    }
}

/// Programs that look at it want a number like Asterisk's.
const VERSION: &str = "23.0.0";
