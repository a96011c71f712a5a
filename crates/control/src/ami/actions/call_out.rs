//! `Originate`.

use std::time::Duration;

use call::script::Origination;
use call::{Command, OriginateTo, Party};
use dialplan::Location;

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};

pub(super) struct Originate;

impl Action for Originate {
    const DOC: ActionDoc = ActionDoc {
        name: "Originate",
        classes: Classes::ORIGINATE,
        synopsis: "Calls out and connects the call to an extension or an application.",
        headers: &[
            ("Channel", "Whom to call (PJSIP/alice)."),
            ("Exten", "The extension, with Context and Priority."),
            ("Context", "Its context."),
            ("Priority", "Its priority, a number or a label."),
            ("Application", "Instead: an application."),
            ("Data", "Its arguments."),
            (
                "Timeout",
                "How long it may ring, in milliseconds; 30000 where it is missing.",
            ),
            ("CallerID", "Whom the called one sees as the caller."),
            ("Variable", "name=value; may come several times."),
            ("Account", "The account code."),
            ("EarlyMedia", "Go on with the first sound, answered or not."),
            (
                "Async",
                "Answer at once; OriginateResponse tells the outcome.",
            ),
            (
                "PreDialGoSub",
                "context,extension,priority that runs on the new channel first.",
            ),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let Some(dial_string) = message.find("Channel") else {
            return Answer::error("Channel not specified");
        };
        if !dial_string.contains('/') {
            return Answer::error("Invalid channel");
        }
        let to = match target(desk, message) {
            Ok(to) => to,
            Err(answer) => return answer,
        };
        let patience = match message.find("Timeout").map(str::parse) {
            None => DEFAULT_PATIENCE,
            Some(Ok(milliseconds)) => Duration::from_millis(milliseconds),
            Some(Err(_)) => return Answer::error("Invalid timeout"),
        };
        let asynchronous = message.is_yes("Async");
        // Nobody else finds the outcome of a call that is waited for by what its program named it.
        let note = match asynchronous {
            true => message.get("ActionID").to_owned(),
            false => desk.unique_note(message.get("ActionID")),
        };
        let mut variables = desk.account.variables.clone();
        variables.extend(message.variables());
        let wanted = Origination {
            caller: message.find("CallerID").map(Party::parse),
            variables,
            before_calling: before_calling(message),
            account: message.get("Account").to_owned(),
            early_media: message.is_yes("EarlyMedia"),
            note: Some(note.clone()),
            ..Origination::new(dial_string, patience, to)
        };
        desk.exchange.order(Command::Originate(Box::new(wanted)));
        match asynchronous {
            true => Answer::success("Originate successfully queued"),
            false => Answer {
                waits_for: Some(note),
                ..Answer::default()
            },
        }
    }
}

fn target(desk: &Desk<'_>, message: &Message) -> Result<OriginateTo, Answer> {
    if let Some(name) = message.find("Application") {
        let Some(application) = desk.registry().application(name) else {
            return Err(Answer::error("Invalid application"));
        };
        let reaches_out = REACHING_OUT
            .iter()
            .any(|known| known.eq_ignore_ascii_case(application.doc.name));
        if reaches_out && !desk.may(Classes::SYSTEM) {
            return Err(Answer::error(
                "Originate Access Forbidden: app or data blacklisted",
            ));
        }
        return Ok(OriginateTo::Application {
            name: name.to_owned(),
            arguments: message.get("Data").to_owned(),
        });
    }
    let (context, extension) = (message.get("Context"), message.get("Exten"));
    let priority = message.get("Priority");
    let Some(priority) = desk.place(context, extension, priority) else {
        return Err(Answer::error("Extension does not exist."));
    };
    Ok(OriginateTo::Extension {
        context: context.to_owned(),
        extension: extension.to_owned(),
        priority,
    })
}

/// `PreDialGoSub: context,extension,priority(arguments)`.
fn before_calling(message: &Message) -> Option<(Location, Vec<String>)> {
    let text = message.find("PreDialGoSub")?;
    let (place, arguments) = match text.strip_suffix(')').and_then(|t| t.split_once('(')) {
        Some((place, arguments)) => (place, arguments),
        None => (text, ""),
    };
    let mut parts = place.splitn(3, ',').map(str::trim);
    let (context, extension) = (parts.next()?, parts.next()?);
    let priority = parts.next()?.parse().ok()?;
    let arguments = arguments.split(',').filter(|a| !a.is_empty());
    let at = Location::new(context, extension, priority);
    Some((at, arguments.map(str::to_owned).collect()))
}

/// Applications that reach the machine itself: an account needs `system` for them.
const REACHING_OUT: &[&str] = &[
    "System",
    "TrySystem",
    "Exec",
    "ExecIf",
    "TryExec",
    "AGI",
    "EAGI",
    "DeadAGI",
    "FastAGI",
    "ExternalIVR",
    "MixMonitor",
    "Monitor",
    "Record",
    "Originate",
    "Queue",
    "Set",
    "MSet",
    "Authenticate",
    "ReadFile",
];
const DEFAULT_PATIENCE: Duration = Duration::from_secs(30);
