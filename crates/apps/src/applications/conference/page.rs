//! Page: call several phones at once, and speak to them all.

use std::time::Duration;

use call::OriginateTo;
use call::script::Origination;
use call::script::prelude::*;

use super::conf_bridge::{enter, plain};
use super::seat::{Order, Outcome};
use crate::numbers;
use services::conference::{Menu, UserProfile};

options! {
    /// Options of `Page`.
    pub(crate) struct PageOptions {
        /// They may answer: all hear all.
        'd' => duplex: bool,
        /// No beep before it begins.
        'q' => quiet: bool,
        /// It is recorded.
        'r' => record: bool,
        /// Only devices that are free are called.
        's' => only_free: bool,
        /// This is played to all first.
        'A' ("x") => announcement: Option<String>,
        /// But not to the caller.
        'n' => not_to_caller: bool,
    }
    accepted {
        /// Phones that forward are not followed anyway.
        'i',
    }
    refused {
        /// run a subroutine through a Local channel instead
        'b' ("context^exten^priority"),
        /// run it with Gosub before Page instead
        'B' ("context^exten^priority"),
    }
}

/// Calls phones, and speaks to them.
pub(crate) struct Page;

impl Application for Page {
    const DOC: AppDoc = AppDoc {
        name: "Page",
        synopsis: "Call several phones at once, and speak to them all.",
        syntax: &[
            Param::required(
                "Technology/Resource",
                "Whom to call, several with & between.",
            ),
            Param::optional("options", "Letters, see below."),
            Param::optional("timeout", "How long they may ring, in seconds."),
        ],
        options: PageOptions::PARAMS,
        description: "Headers and variables that make phones answer by themselves are inherited from \
            this channel. It lasts until the caller hangs up; the phones are released then.",
        see_also: &["ConfBridge", "Dial"],
        examples: &["same => n,Page(PJSIP/alice&PJSIP/bob,d,10)"],
        since: "1.2",
    };

    fn check(arguments: &str) -> Vec<String> {
        PageOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = PageOptions::parse(call, part(1)).unwrap_or_default();
        call.answer().await?;
        let name = format!("page-{:016x}", call.random());
        let called = ring(call, part(0), &options, part(2), &name);
        if called == 0 {
            call.play(&["beeperr"], "").await?;
            return Ok(Continue);
        }
        if !options.quiet {
            call.play(&["beep"], "").await?;
        }
        let (mut bridge, user) = plain();
        bridge.record_conference = options.record;
        let announcement = options.announcement.filter(|_| !options.not_to_caller);
        let user = UserProfile {
            marked: true,
            quiet: true,
            announcement: announcement.unwrap_or_default(),
            ..user
        };
        let order = Order {
            name,
            bridge,
            user,
            menu: Menu::default(),
            profiles: Default::default(),
            said_name: None,
        };
        match enter(call, order).await? {
            Outcome::Failed => Ok(End),
            _ => Ok(Continue),
        }
    }
}

/// Calls everybody; tells how many.
fn ring(call: &Call, devices: &str, options: &PageOptions, patience: &str, name: &str) -> usize {
    let own = call.name();
    let own = own
        .rsplit_once('-')
        .map_or(own.as_str(), |(device, _)| device);
    let patience = numbers::seconds(patience).unwrap_or(NO_LIMIT);
    let variables = call.look(|c| (c.variables.inherited(), c.parties.caller.clone()));
    let Some((mut variables, caller)) = variables else {
        return 0;
    };
    variables.push(("~CONFBRIDGE~user".to_owned(), profile_lines(options)));
    let mut called = 0;
    for device in devices.split('&').map(str::trim) {
        if device.is_empty() || device.eq_ignore_ascii_case(own) {
            continue;
        }
        if options.only_free && call.device_state(device) != call::DeviceState::NotInUse {
            continue;
        }
        let to = OriginateTo::Application {
            name: "ConfBridge".to_owned(),
            arguments: name.to_owned(),
        };
        let mut wanted = Origination::new(device, patience, to);
        wanted.caller = Some(caller.clone());
        wanted.variables.clone_from(&variables);
        match call.originate(wanted) {
            Ok(_) => called += 1,
            Err(problem) => call.warn(format!("Page: {problem}")),
        }
    }
    called
}

/// How those who are called are in it, as `CONFBRIDGE()` would set it.
fn profile_lines(options: &PageOptions) -> String {
    let mut lines =
        String::from("quiet=yes\nannounce_only_user=no\nwait_marked=yes\nend_marked=yes\n");
    if !options.duplex {
        lines.push_str("startmuted=yes\n");
    }
    if let Some(sound) = &options.announcement {
        lines.push_str(&format!("announcement={sound}\n"));
    }
    lines
}

const NO_LIMIT: Duration = Duration::from_secs(3_600);
