//! Pickup and PickupChan: answer for a phone that rings elsewhere.

use call::dial::PickUp;
use call::script::prelude::*;

/// Answers a call that rings elsewhere.
pub(crate) struct Pickup;

impl Application for Pickup {
    const DOC: AppDoc = AppDoc {
        name: "Pickup",
        synopsis: "Answer a call that rings elsewhere.",
        syntax: &[Param::optional(
            "targets",
            "extension[@context], several joined by `&`; the channel's own pickup groups when left out. \
             The context PICKUPMARK means the channel whose variable PICKUPMARK is that extension.",
        )],
        options: &[],
        description: "The first target that rings is taken, and this step does not come back. The \
            dialplan goes on when nothing rings.",
        see_also: &["PickupChan"],
        examples: &["same => n,Pickup()", "same => n,Pickup(100@default&101)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let targets: Vec<&str> = args.0.split('&').map(str::trim).collect();
        for target in targets {
            let wanted = match target.rsplit_once('@') {
                None if target.is_empty() => Some(PickUp::Group),
                None => Some(PickUp::Extension {
                    extension: target.to_owned(),
                    context: call.location().context.to_string(),
                }),
                Some((mark, "PICKUPMARK")) => marked(call, mark),
                Some((extension, context)) => Some(PickUp::Extension {
                    extension: extension.to_owned(),
                    context: context.to_owned(),
                }),
            };
            if let Some(wanted) = wanted {
                call.pick_up(&wanted).await;
            }
        }
        call.log(LogLevel::Notice, "Pickup: nothing rings there");
        Ok(Continue)
    }
}

fn marked(call: &Call, mark: &str) -> Option<PickUp> {
    let found = call.look_at_all(|c| {
        let meant = c.variables.get("PICKUPMARK") == Some(mark);
        meant.then(|| c.name.clone())
    });
    found.into_iter().flatten().next().map(PickUp::Channel)
}

/// Answers a channel that rings.
pub(crate) struct PickupChan;

impl Application for PickupChan {
    const DOC: AppDoc = AppDoc {
        name: "PickupChan",
        synopsis: "Answer a channel that rings elsewhere.",
        syntax: &[
            Param::required(
                "channels",
                "Full names or devices like PJSIP/alice, several joined by `&`.",
            ),
            Param::optional(
                "options",
                "p: names may be incomplete; they always may be devices.",
            ),
        ],
        options: &[],
        description: "The first one that rings is taken, and this step does not come back. The dialplan \
            goes on when none rings.",
        see_also: &["Pickup"],
        examples: &["same => n,PickupChan(PJSIP/alice&PJSIP/bob)"],
        since: "1.6",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let names = parts.first().map_or("", String::as_str);
        for name in names.split('&').map(str::trim).filter(|n| !n.is_empty()) {
            call.pick_up(&PickUp::Channel(name.to_owned())).await;
        }
        call.log(LogLevel::Notice, "PickupChan: nothing rings there");
        Ok(Continue)
    }
}
