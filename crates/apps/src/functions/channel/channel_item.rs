//! CHANNEL: facts about the channel.

use call::script::prelude::*;

use crate::applications::ama_flags;

/// `CHANNEL()`.
pub(crate) struct ChannelItem;

impl Function for ChannelItem {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CHANNEL",
        synopsis: "Facts about the channel.",
        syntax: &[Param::required(
            "item",
            "name, uniqueid, linkedid, language*, accountcode*, amaflags*, userfield*, musicclass*, tonezone*, state, \
             channeltype, context, exten, priority, appname, appdata, audionativeformat, \
             audioreadformat, audiowriteformat, callgroup*, pickupgroup*, hangupcause or dialed. \
             Those with a star can be set.",
        )],
        description: "The language decides which prompts are played, the music class which music.",
        see_also: &["CALLERID", "TIMEOUT"],
        examples: &[
            "${CHANNEL(name)}",
            "Set(CHANNEL(language)=fr)",
            "Set(CHANNEL(musicclass)=jazz)",
        ],
        since: "1.4",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let item = args.0.trim().to_ascii_lowercase();
        let found = call.look(|c| fact(c, &item));
        match found {
            None => Ok(String::new()),
            Some(Some(value)) => Ok(value),
            Some(None) => Err(unknown(&item)),
        }
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let item = args.0.trim().to_ascii_lowercase();
        let groups = parse_groups(value);
        let mut known = true;
        call.change(|c| match item.as_str() {
            "language" => c.language = value.to_owned(),
            "accountcode" => c.account_code = value.to_owned(),
            "userfield" => c.record.user_field = value.to_owned(),
            "amaflags" => match ama_flags(value.trim()) {
                Some(flags) => c.record.ama_flags = flags.to_owned(),
                None => known = false,
            },
            "musicclass" => c.music_class = value.to_owned(),
            "tonezone" => c.tone_zone = value.to_owned(),
            "callgroup" => c.call_groups = groups,
            "pickupgroup" => c.pickup_groups = groups,
            _ => known = false,
        });
        if known { Ok(()) } else { Err(unknown(&item)) }
    }
}

fn fact(c: &Channel, item: &str) -> Option<String> {
    let codec = || {
        let codec = c.codec.or_else(|| c.offered.first().copied());
        codec
            .map(|codec| codec.name().to_ascii_lowercase())
            .unwrap_or_default()
    };
    let value = match item {
        "name" => c.name.clone(),
        "uniqueid" => c.unique_id.clone(),
        "linkedid" => c.linked_id.clone(),
        "language" => c.language.clone(),
        "accountcode" => c.account_code.clone(),
        "userfield" => c.record.user_field.clone(),
        "amaflags" => c.record.ama_flags.clone(),
        "musicclass" => c.music_class.clone(),
        "tonezone" => c.tone_zone.clone(),
        "state" => c.state.text().to_owned(),
        "channeltype" => c.technology.name().to_owned(),
        "context" => c.location.context.to_string(),
        "exten" => c.location.extension.to_string(),
        "priority" => c.location.priority.to_string(),
        "dialed" => c.dialled.clone(),
        "appname" => c.application.0.clone(),
        "appdata" => c.application.1.clone(),
        "audionativeformat" => format!("({})", codec()),
        "audioreadformat" | "audiowriteformat" => codec(),
        "callgroup" => groups(c.call_groups),
        "pickupgroup" => groups(c.pickup_groups),
        "hangupcause" => c.hangup_cause.to_string(),
        _ => return None,
    };
    Some(value)
}

/// `1,3-5` from bits.
fn groups(bits: u64) -> String {
    let mut parts = Vec::new();
    let mut group = 0_u32;
    while group < 64 {
        let run = (bits >> group).trailing_ones();
        if run == 0 {
            group += 1;
            continue;
        }
        let last = group + run - 1;
        parts.push(if run == 1 {
            group.to_string()
        } else {
            format!("{group}-{last}")
        });
        group = last + 1;
    }
    parts.join(",")
}

/// Bits from `1,3-5`; what is no group is left out.
fn parse_groups(text: &str) -> u64 {
    let mut bits = 0;
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Ok(first), Ok(last)) = (first.trim().parse::<u32>(), last.trim().parse::<u32>())
        else {
            continue;
        };
        for group in first..=last.min(63) {
            bits |= 1_u64 << group;
        }
    }
    bits
}

fn unknown(item: &str) -> Fault {
    Fault(format!(
        "there is no item '{item}', or it cannot be used like this"
    ))
}
