//! ChanIsAvail: can a device be called?

use call::script::prelude::*;
use call::{DeviceState, Technology};

options! {
    /// Options of `ChanIsAvail`.
    pub(crate) struct AvailOptions {
        /// Look at all devices and tell all that can be called, joined by `&`.
        'a' => all: bool,
        /// A device that is in a call or rings cannot be called.
        's' => only_idle: bool,
    }
    accepted {
        /// Only look at the state; that is always so.
        't',
    }
}

/// Finds a device that can be called.
pub(crate) struct ChanIsAvail;

impl Application for ChanIsAvail {
    const DOC: AppDoc = AppDoc {
        name: "ChanIsAvail",
        synopsis: "Find a device that can be called.",
        syntax: &[
            Param::required("devices", "Technology/resource, several joined by `&`."),
            Param::optional("options", "Letters, see below."),
        ],
        options: AvailOptions::PARAMS,
        description: "Sets AVAILCHAN and AVAILORIGCHAN to the first device that can be called (both \
            empty when there is none), and AVAILSTATUS to the number of the last state looked at: 0 \
            unknown, 1 free, 2 in use, 3 busy, 4 invalid, 5 unavailable, 6 rings, 7 rings in use, 8 on \
            hold. Nothing is called, so AVAILCHAN carries no number behind the device.",
        see_also: &["DEVICE_STATE", "Dial"],
        examples: &["same => n,ChanIsAvail(PJSIP/alice&PJSIP/bob,s)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable("AVAILCHAN", "The first channel that can be called."),
        Param::variable("AVAILORIGCHAN", "The same as it was given."),
        Param::variable(
            "AVAILSTATUS",
            "The state of the last device that was looked at, as a number.",
        ),
    ];

    fn check(arguments: &str) -> Vec<String> {
        AvailOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = AvailOptions::parse(call, part(1)).unwrap_or_default();
        let mut found: Vec<&str> = Vec::new();
        let mut last = DeviceState::Unknown;
        for device in part(0).split('&').map(str::trim).filter(|d| !d.is_empty()) {
            last = state_of(call, device);
            if can_be_called(last, options.only_idle) {
                found.push(device);
                if !options.all {
                    break;
                }
            }
        }
        let found = found.join("&");
        call.set("AVAILCHAN", found.clone());
        call.set("AVAILORIGCHAN", found);
        call.set("AVAILSTATUS", number(last).to_string());
        Ok(Continue)
    }
}

/// `PJSIP/number@trunk` is about the trunk.
fn state_of(call: &Call, device: &str) -> DeviceState {
    let Some((technology, resource)) = device.split_once('/') else {
        return DeviceState::Invalid;
    };
    match Technology::from_name(technology) {
        Some(known) => {
            let name = known.channel_stem(resource);
            call.device_state(&format!("{}/{name}", known.name()))
        }
        None => DeviceState::Invalid,
    }
}

fn can_be_called(state: DeviceState, only_idle: bool) -> bool {
    match state {
        DeviceState::Invalid | DeviceState::Unavailable => false,
        DeviceState::Unknown | DeviceState::NotInUse => true,
        DeviceState::InUse
        | DeviceState::Busy
        | DeviceState::Ringing
        | DeviceState::RingInUse
        | DeviceState::OnHold => !only_idle,
    }
}

fn number(state: DeviceState) -> u8 {
    match state {
        DeviceState::Unknown => 0,
        DeviceState::NotInUse => 1,
        DeviceState::InUse => 2,
        DeviceState::Busy => 3,
        DeviceState::Invalid => 4,
        DeviceState::Unavailable => 5,
        DeviceState::Ringing => 6,
        DeviceState::RingInUse => 7,
        DeviceState::OnHold => 8,
    }
}
