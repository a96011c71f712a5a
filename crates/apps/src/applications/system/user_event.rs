//! UserEvent and DumpChan: tell programs and people something.

use call::Event;
use call::script::prelude::*;

/// Tells programs something.
pub(crate) struct UserEvent;

impl Application for UserEvent {
    const DOC: AppDoc = AppDoc {
        name: "UserEvent",
        synopsis: "Tell programs that listen to the exchange something.",
        syntax: &[
            Param::required("eventname", "What it is called."),
            Param::optional("body", "Several of `Name: value`, with commas in between."),
        ],
        options: &[],
        description: "Programs hear an event UserEvent with this name, the channel and the fields.",
        see_also: &["Log", "Verbose"],
        examples: &["same => n,UserEvent(DoorOpened,Door: 3,Who: ${CALLERID(num)})"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let mut parts = args.split().into_iter();
        let name = parts.next().unwrap_or_default().trim().to_owned();
        if name.is_empty() {
            call.warn("UserEvent needs a name");
            return Ok(Continue);
        }
        let fields = parts.filter(|part| !part.trim().is_empty()).map(|part| {
            let (name, value) = part.split_once(':').unwrap_or((&part, ""));
            (name.trim().to_owned(), value.trim().to_owned())
        });
        let fields = fields.collect();
        let channel = call.id();
        call.tell(Event::UserEvent {
            channel,
            name,
            fields,
        });
        Ok(Continue)
    }
}

/// Shows all that is known of the channel.
pub(crate) struct DumpChan;

impl Application for DumpChan {
    const DOC: AppDoc = AppDoc {
        name: "DumpChan",
        synopsis: "Show all that is known of the channel on the console.",
        syntax: &[Param::optional(
            "level",
            "The detail of the console from which on it is shown; 0 when left out.",
        )],
        options: &[],
        description: "Names, numbers, state, times and all variables, one a line.",
        see_also: &["NoOp", "Verbose"],
        examples: &["same => n,DumpChan(3)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let level = args.0.trim().parse().unwrap_or(0);
        let now = call.now();
        let text = call.look(|c| facts(c, now)).unwrap_or_default();
        call.verbose(level, || text);
        Ok(Continue)
    }
}

fn facts(c: &Channel, now: std::time::Instant) -> String {
    let age = now.saturating_duration_since(c.created).as_secs();
    let rows = [
        ("Name", c.name.clone()),
        ("Type", c.technology.name().to_owned()),
        ("UniqueID", c.unique_id.clone()),
        ("LinkedID", c.linked_id.clone()),
        ("CallerIDNum", c.parties.caller.number.clone()),
        ("CallerIDName", c.parties.caller.name.clone()),
        ("ConnectedLineIDNum", c.parties.connected.number.clone()),
        ("ConnectedLineIDName", c.parties.connected.name.clone()),
        ("DNIDDigits", c.parties.dnid.clone()),
        ("RDNIS", c.parties.redirecting_from.number.clone()),
        ("Language", c.language.clone()),
        (
            "State",
            format!("{} ({})", c.state.text(), c.state.number()),
        ),
        ("AccountCode", c.account_code.clone()),
        ("MusicClass", c.music_class.clone()),
        ("ElapsedSeconds", age.to_string()),
        ("Context", c.location.context.to_string()),
        ("Extension", c.location.extension.to_string()),
        ("Priority", c.location.priority.to_string()),
    ];
    let mut text = format!("Dumping info for channel {}:\n", c.name);
    for (name, value) in rows {
        let value = if value.is_empty() { "(N/A)" } else { &value };
        text.push_str(&format!("{name}= {value}\n"));
    }
    text.push_str("Variables:");
    for (name, value) in c.variables.iter() {
        text.push_str(&format!("\n{name}={value}"));
    }
    text
}
