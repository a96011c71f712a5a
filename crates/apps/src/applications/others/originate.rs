//! Originate: a call between a phone and the dialplan, begun from here.

use std::time::Duration;

use call::script::Origination;
use call::script::prelude::*;
use call::{DialStatus, OriginateTo, Party};
use dialplan::Location;

use crate::{numbers, places};

options! {
    /// Options of `Originate`.
    pub(crate) struct OriginateOptions {
        /// Do not wait for the answer.
        'a' => at_once: bool,
        /// Run a subroutine on the new channel before it is called.
        'b'("[[context^]exten^]priority[(arg1^...)]") => before_calling: Option<String>,
        /// Run a subroutine on this channel first.
        'B'("[[context^]exten^]priority[(arg1^...)]") => before_dialling: Option<String>,
        /// The number that is shown.
        'c'("number") => number: Option<String>,
        /// The name that is shown.
        'n'("name") => name: Option<String>,
        /// Variables of the new channel, with `^` in between.
        'v'("var1=value1[^...]") => variables: Option<String>,
    }
    refused {
        /// codecs are agreed with the phone alone
        'C'("codecs"),
    }
}

/// Begins a call.
pub(crate) struct Originate;

impl Application for Originate {
    const DOC: AppDoc = AppDoc {
        name: "Originate",
        synopsis: "Call a phone and connect it to the dialplan or an application.",
        syntax: &[
            Param::required("tech_data", "Technology/resource."),
            Param::required("type", "exten or app."),
            Param::required("arg1", "The context, or the application."),
            Param::optional("arg2", "The extension, or the application's arguments."),
            Param::optional("arg3", "The priority; 1 when left out."),
            Param::optional("timeout", "Seconds to ring; 30 when left out."),
            Param::optional("options", "Letters, see below."),
        ],
        options: OriginateOptions::PARAMS,
        description: "Waits for the answer. ORIGINATE_STATUS tells SUCCESS, BUSY, CONGESTION, RINGING \
            when nobody answered, or FAILED.",
        see_also: &["Dial"],
        examples: &[
            "same => n,Originate(PJSIP/alice,app,Playback,hello-world)",
            "same => n,Originate(PJSIP/alice,exten,default,100,1,20,a)",
        ],
        since: "1.6.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "ORIGINATE_STATUS",
        "SUCCESS, FAILED, BUSY, CONGESTION, HANGUP, RINGING or UNKNOWN.",
    )];

    fn check(arguments: &str) -> Vec<String> {
        OriginateOptions::check(arguments, 6)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = OriginateOptions::parse(call, part(6)).unwrap_or_default();
        let Some(to) = destination(call, part(1), (part(2), part(3), part(4))) else {
            call.set("ORIGINATE_STATUS", "FAILED");
            return Ok(Continue);
        };
        if let Some((at, arguments)) = subroutine(call, options.before_dialling.as_deref()) {
            call.run_subroutine(at, &arguments).await?;
        }
        let patience = numbers::seconds(part(5)).unwrap_or(USUAL_PATIENCE);
        let mut wanted = Origination::new(part(0), patience, to);
        if options.number.is_some() || options.name.is_some() {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            wanted.caller = Some(Party::new(&text(&options.name), &text(&options.number)));
        }
        let variables = options.variables.as_deref().unwrap_or_default();
        let variables = variables.split('^').filter_map(|v| v.split_once('='));
        wanted.variables = variables
            .map(|(name, value)| (name.trim().to_owned(), value.to_owned()))
            .collect();
        wanted.before_calling = subroutine(call, options.before_calling.as_deref());
        let status = begin(call, wanted, options.at_once).await?;
        call.set("ORIGINATE_STATUS", status);
        Ok(Continue)
    }
}

async fn begin(
    call: &mut Call,
    wanted: Origination,
    at_once: bool,
) -> Result<&'static str, HungUp> {
    let id = match call.originate(wanted) {
        Ok(id) => id,
        Err(problem) => {
            call.warn(problem);
            return Ok("FAILED");
        }
    };
    if at_once {
        return Ok("SUCCESS");
    }
    loop {
        if let Some(notice) = call.next(None).await?
            && let News::Originated(status) = notice.news
            && notice.about == id
        {
            return Ok(match status {
                DialStatus::Answer => "SUCCESS",
                DialStatus::Busy => "BUSY",
                DialStatus::Congestion => "CONGESTION",
                DialStatus::NoAnswer => "RINGING",
                DialStatus::ChanUnavail
                | DialStatus::Cancel
                | DialStatus::InvalidArgs
                | DialStatus::DontCall
                | DialStatus::Torture => "FAILED",
            });
        }
    }
}

fn destination(call: &Call, kind: &str, rest: (&str, &str, &str)) -> Option<OriginateTo> {
    let (one, two, three) = rest;
    if one.is_empty() {
        call.warn("Originate needs a device, a type and an application or context");
        return None;
    }
    if kind.eq_ignore_ascii_case("app") {
        return Some(OriginateTo::Application {
            name: one.to_owned(),
            arguments: two.to_owned(),
        });
    }
    if !kind.eq_ignore_ascii_case("exten") {
        call.warn(format!(
            "Originate: the type '{kind}' is neither exten nor app"
        ));
        return None;
    }
    let extension = if two.is_empty() { "s" } else { two };
    let priority = if three.is_empty() { "1" } else { three };
    match places::target(call, &format!("{one},{extension},{priority}")) {
        Ok(Location {
            context,
            extension,
            priority,
        }) => Some(OriginateTo::Extension {
            context: context.to_string(),
            extension: extension.to_string(),
            priority,
        }),
        Err(problem) => {
            call.warn(format!("Originate: {problem}"));
            None
        }
    }
}

fn subroutine(call: &Call, text: Option<&str>) -> Option<(Location, Vec<String>)> {
    let text = text.filter(|text| !text.is_empty())?;
    let (target, arguments) = places::name_and_arguments(text);
    match places::target_with_carets(call, target) {
        Ok(at) => {
            let arguments = arguments.split('^').filter(|_| !arguments.is_empty());
            Some((at, arguments.map(str::to_owned).collect()))
        }
        Err(problem) => {
            call.warn(format!("Originate: {problem}"));
            None
        }
    }
}

const USUAL_PATIENCE: Duration = Duration::from_secs(30);
