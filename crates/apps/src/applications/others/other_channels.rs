//! SoftHangup and ChannelRedirect: what becomes of other channels.

use call::script::prelude::*;

use crate::places;

options! {
    /// Options of `SoftHangup`.
    pub(crate) struct SoftHangupOptions {
        /// All channels of the device, not one by its full name.
        'a' => all: bool,
    }
}

/// Ends other channels.
pub(crate) struct SoftHangup;

impl Application for SoftHangup {
    const DOC: AppDoc = AppDoc {
        name: "SoftHangup",
        synopsis: "End another channel.",
        syntax: &[
            Param::required("channel", "Its full name, or a device like PJSIP/alice."),
            Param::optional("options", "Letters, see below."),
        ],
        options: SoftHangupOptions::PARAMS,
        description: "A device without option a ends its channel that began first.",
        see_also: &["Hangup", "ChannelRedirect"],
        examples: &["same => n,SoftHangup(PJSIP/alice,a)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        SoftHangupOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let wanted = parts.first().map_or("", |p| p.trim());
        let letters = parts.get(1).map_or("", |p| p.trim());
        let options = SoftHangupOptions::parse(call, letters).unwrap_or_default();
        let found = call.look_at_all(|c| is_meant(&c.name, wanted).then_some(c.id));
        let found: Vec<_> = found.into_iter().flatten().collect();
        if wanted.is_empty() || found.is_empty() {
            call.verbose(3, || format!("SoftHangup: there is no channel '{wanted}'"));
            return Ok(Continue);
        }
        let most = if options.all { found.len() } else { 1 };
        for id in found.into_iter().take(most) {
            call.hang_up_other(id, HangupCause::NORMAL_CLEARING);
        }
        Ok(Continue)
    }
}

fn is_meant(name: &str, wanted: &str) -> bool {
    let device = name.rsplit_once('-').map_or(name, |(device, _)| device);
    name.eq_ignore_ascii_case(wanted) || device.eq_ignore_ascii_case(wanted)
}

/// Sends another channel elsewhere.
pub(crate) struct ChannelRedirect;

impl Application for ChannelRedirect {
    const DOC: AppDoc = AppDoc {
        name: "ChannelRedirect",
        synopsis: "Send another channel elsewhere in the dialplan.",
        syntax: &[
            Param::required("channel", "Its full name or unique id."),
            Param::optional("context", "This one when left out."),
            Param::optional("extension", "This one when left out."),
            Param::required("priority", "A number or label."),
        ],
        options: &[],
        description: "CHANNELREDIRECT_STATUS tells SUCCESS or NOCHANNEL.",
        see_also: &["Goto", "SoftHangup"],
        examples: &["same => n,ChannelRedirect(${BRIDGEPEER},default,100,1)"],
        since: "1.4",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "CHANNELREDIRECT_STATUS",
        "SUCCESS or NOCHANNEL.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let (name, target) = args.0.split_once(',').unwrap_or((args.0, ""));
        let place = match places::target(call, target) {
            Ok(place) => place,
            Err(problem) => {
                call.warn(format!("ChannelRedirect: {problem}"));
                return Ok(Continue);
            }
        };
        let sent = match call.find_channel(name.trim()) {
            Some(id) if id == call.id() => {
                call.jump(place);
                true
            }
            Some(id) => call.send_elsewhere(id, place),
            None => false,
        };
        let status = if sent { "SUCCESS" } else { "NOCHANNEL" };
        call.set("CHANNELREDIRECT_STATUS", status);
        Ok(Continue)
    }
}
