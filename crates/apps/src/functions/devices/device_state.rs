//! DEVICE_STATE, EXTENSION_STATE, HINT and PRESENCE_STATE: who is free.

use call::DeviceState as State;
use call::script::prelude::*;

use crate::functions::database;

/// `DEVICE_STATE()`.
pub(crate) struct DeviceState;

impl Function for DeviceState {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DEVICE_STATE",
        synopsis: "What a device is doing.",
        syntax: &[Param::required(
            "device",
            "Like PJSIP/alice, or Custom: and a name of your own.",
        )],
        description: "UNKNOWN, NOT_INUSE, INUSE, BUSY, INVALID, UNAVAILABLE, RINGING, RINGINUSE or \
            ONHOLD. Only Custom: devices can be set.",
        see_also: &["EXTENSION_STATE", "HINT", "ChanIsAvail"],
        examples: &[
            "${DEVICE_STATE(PJSIP/alice)}",
            "Set(DEVICE_STATE(Custom:lamp)=INUSE)",
        ],
        since: "1.6.0",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(call.device_state(args.0.trim()).text().to_owned())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let device = args.0.trim();
        let custom = device
            .get(..7)
            .is_some_and(|d| d.eq_ignore_ascii_case("custom:"));
        if !custom || device.len() == 7 {
            return Err(
                format!("the state of '{device}' cannot be set; of Custom:name it can").into(),
            );
        }
        let Some(state) = State::from_text(value.trim()) else {
            return Err(format!("'{value}' is no state, like INUSE or NOT_INUSE").into());
        };
        if let Ok(database) = database(call) {
            database.put("CustomDevstate", &device[7..], state.text());
        }
        call.set_device_state(device, state);
        Ok(())
    }
}

/// `EXTENSION_STATE()`.
pub(crate) struct ExtensionState;

impl Function for ExtensionState {
    const DOC: FunctionDoc = FunctionDoc {
        name: "EXTENSION_STATE",
        synopsis: "What an extension with a hint is doing.",
        syntax: &[Param::required(
            "extension[@context]",
            "The context is `default` when left out.",
        )],
        description: "The words of DEVICE_STATE; UNKNOWN without a hint.",
        see_also: &["DEVICE_STATE", "HINT"],
        examples: &["${EXTENSION_STATE(100@default)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (extension, context) = place(args.0);
        let state = call.extension_state(context, extension);
        Ok(state.map_or("UNKNOWN", |s| s.function_text()).to_owned())
    }
}

/// `HINT()`.
pub(crate) struct Hint;

impl Function for Hint {
    const DOC: FunctionDoc = FunctionDoc {
        name: "HINT",
        synopsis: "The devices of an extension's hint.",
        syntax: &[
            Param::required(
                "extension[@context]",
                "The context is this one when left out.",
            ),
            Param::optional(
                "options",
                "n: the name that stands in the hint; none is kept here.",
            ),
        ],
        description: "With `&` in between; empty without a hint.",
        see_also: &["EXTENSION_STATE"],
        examples: &["${HINT(100@default)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let text = parts.first().map_or("", |p| p.trim());
        if parts.get(1).is_some_and(|o| o.contains('n')) {
            return Ok(String::new());
        }
        let here = call.location().context;
        let (extension, context) = text.split_once('@').unwrap_or((text, &here));
        Ok(call.hint(context, extension).unwrap_or_default())
    }
}

/// `PRESENCE_STATE()`.
pub(crate) struct PresenceState;

impl Function for PresenceState {
    const DOC: FunctionDoc = FunctionDoc {
        name: "PRESENCE_STATE",
        synopsis: "Whether somebody is there, as they said themselves.",
        syntax: &[
            Param::required("provider", "CustomPresence: and a name of your own."),
            Param::optional("field", "value, subtype or message; value when left out."),
            Param::optional("options", "e: subtype and message are in base 64."),
        ],
        description: "Set to value[,subtype[,message]]; the value is not_set, unavailable, available, \
            away, xa, chat or dnd. Phones are not told of it yet.",
        see_also: &["DEVICE_STATE"],
        examples: &[
            "Set(PRESENCE_STATE(CustomPresence:bob)=away,lunch,Back at two)",
            "${PRESENCE_STATE(CustomPresence:bob,value)}",
        ],
        since: "11",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let name = presence_name(part(0))?;
        let kept = database(call)?
            .get("CustomPresence", name)
            .unwrap_or_default();
        let mut fields = kept.splitn(3, ',');
        let mut field = || fields.next().unwrap_or_default().to_owned();
        let (value, subtype, message) = (field(), field(), field());
        match part(1).to_ascii_lowercase().as_str() {
            "" | "value" if value.is_empty() => Ok("not_set".to_owned()),
            "" | "value" => Ok(value),
            "subtype" => Ok(subtype),
            "message" => Ok(message),
            other => Err(format!("there is no field '{other}'").into()),
        }
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        let name = presence_name(parts.first().map_or("", |p| p.trim()))?;
        let told = value.split(',').next().unwrap_or_default().trim();
        let known = PRESENCES.iter().any(|p| p.eq_ignore_ascii_case(told));
        if !known {
            return Err(format!("'{told}' is no presence, like available or away").into());
        }
        let rest = value.split_once(',').map_or("", |(_, rest)| rest);
        let kept = format!("{},{rest}", told.to_ascii_lowercase());
        database(call)?.put("CustomPresence", name, &kept);
        Ok(())
    }
}

fn presence_name(provider: &str) -> Result<&str, Fault> {
    match provider.split_once(':') {
        Some((kind, name)) if kind.eq_ignore_ascii_case("CustomPresence") && !name.is_empty() => {
            Ok(name)
        }
        _ => Err(format!("'{provider}' is not CustomPresence:name").into()),
    }
}

fn place(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once('@').unwrap_or((text, "default"))
}

const PRESENCES: [&str; 7] = [
    "not_set",
    "unavailable",
    "available",
    "away",
    "xa",
    "chat",
    "dnd",
];
