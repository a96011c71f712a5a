//! CHANNELS and CHANNEL_EXISTS: which channels there are.

use call::script::prelude::*;
use dialplan::regex::Regex;

/// `CHANNELS()`.
pub(crate) struct Channels;

impl Function for Channels {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CHANNELS",
        synopsis: "The names of all channels.",
        syntax: &[Param::optional(
            "regular_expression",
            "Only those whose name it matches, without regard to case.",
        )],
        description: "With blanks in between.",
        see_also: &["CHANNEL_EXISTS", "CHANNEL"],
        examples: &["${CHANNELS(^PJSIP/trunk)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let wanted = Regex::new(&args.0.trim().to_ascii_lowercase()).map_err(Fault)?;
        let names = call.look_at_all(|c| c.name.clone()).into_iter();
        let names: Vec<_> = names
            .filter(|name| wanted.find(&name.to_ascii_lowercase()).is_some())
            .collect();
        Ok(names.join(" "))
    }
}

/// `CHANNEL_EXISTS()`.
pub(crate) struct ChannelExists;

impl Function for ChannelExists {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CHANNEL_EXISTS",
        synopsis: "Is there a channel of this name?",
        syntax: &[Param::required(
            "name_or_uid",
            "Its full name, or its unique id.",
        )],
        description: "1 or 0.",
        see_also: &["CHANNELS"],
        examples: &["${CHANNEL_EXISTS(PJSIP/alice-00000001)}"],
        since: "20",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let found = call.find_channel(args.0.trim()).is_some();
        Ok(if found { "1" } else { "0" }.to_owned())
    }
}
