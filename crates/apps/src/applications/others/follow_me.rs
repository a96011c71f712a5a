//! FollowMe: look for a person at several numbers.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use call::dial::{Destination, DialRequest, Leg, Ringback};
use call::script::prelude::*;
use call::{BridgeEnd, BridgeFeatures, DialStatus, TalkLimit};
use services::{FollowMeProfiles, Person};

options! {
    /// Options of `FollowMe`.
    pub(crate) struct FollowMeOptions {
        /// Let the caller hear that the person is being looked for.
        's' => status: bool,
        /// Let the caller hear that nobody was found.
        'n' => sorry: bool,
        /// Do not let the caller hear "please hold".
        'd' => no_hold_prompt: bool,
        /// Ask whoever answers, whatever the file says.
        'N' => ask_always: bool,
        /// Answer the caller only when somebody takes the call.
        'l' => stay_unanswered: bool,
    }
    accepted {
        /// Do not tell the parties when the other's name or number changes.
        'I',
    }
    refused {
        /// callers cannot record who they are yet
        'a',
        /// use a subroutine before Dial
        'B'("[[context^]exten^]priority[(arg1^...)]"),
        /// use a subroutine before Dial
        'b'("[[context^]exten^]priority[(arg1^...)]"),
    }
}

/// Looks for a person.
pub(crate) struct FollowMe;

impl Application for FollowMe {
    const DOC: AppDoc = AppDoc {
        name: "FollowMe",
        synopsis: "Look for a person at several numbers.",
        syntax: &[
            Param::required("followmeid", "A section of followme.conf."),
            Param::optional("options", "Letters, see below."),
        ],
        options: FollowMeOptions::PARAMS,
        description: "The numbers of each step are called at once, step by step, while the caller hears \
            music. Whoever answers is asked whether to take the call, unless enable_callee_prompt is \
            no. The call ends after the conversation; when nobody takes it the dialplan goes on. \
            Without such a section it goes on at once, with a warning.",
        see_also: &["Dial"],
        examples: &["same => n,FollowMe(bob,s)"],
        since: "1.6",
    };

    fn check(arguments: &str) -> Vec<String> {
        FollowMeOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let profiles = call.service::<FollowMeProfiles>();
        let Some(person) = profiles.and_then(|all| all.find(part(0))) else {
            call.warn(format!(
                "FollowMe: there is no '{}' in followme.conf",
                part(0)
            ));
            return Ok(Continue);
        };
        let options = FollowMeOptions::parse(call, part(1)).unwrap_or_default();
        if !options.stay_unanswered {
            call.answer().await?;
        }
        if options.status {
            play(call, &person.status).await?;
        }
        if !options.no_hold_prompt {
            play(call, &person.hold).await?;
        }
        let found = look_for(call, &person, options.ask_always).await?;
        let Some(mut leg) = found else {
            if options.sorry {
                play(call, &person.sorry).await?;
            }
            return Ok(Continue);
        };
        call.answer_at_once();
        call.set("DIALSTATUS", DialStatus::Answer.text());
        let nothing = BridgeFeatures::default();
        let limit = TalkLimit::default();
        match call.talk(&mut leg, nothing, nothing, &limit).await? {
            BridgeEnd::CallerTransferred => Ok(Continue),
            BridgeEnd::CalleeTransferred => {
                leg.release();
                Ok(End)
            }
            BridgeEnd::CalleeGone | BridgeEnd::TimeUp | BridgeEnd::Disconnected => Ok(End),
        }
    }
}

async fn play(call: &mut Call, prompt: &str) -> Result<(), HungUp> {
    if !prompt.is_empty() {
        call.play(&[prompt], "").await?;
    }
    Ok(())
}

/// Calls step by step until somebody takes the call.
async fn look_for(
    call: &mut Call,
    person: &Person,
    ask_always: bool,
) -> Result<Option<Leg>, HungUp> {
    let here = call.location().context.to_string();
    let context = if person.context.is_empty() {
        &here
    } else {
        &person.context
    };
    for (numbers, patience) in &person.steps {
        let texts = numbers.iter().map(|n| format!("Local/{n}@{context}"));
        let request = DialRequest {
            destinations: texts.filter_map(|text| Destination::parse(&text)).collect(),
            patience: Some(*patience),
            ringback: Ringback::Music(person.music.clone()),
            ..DialRequest::default()
        };
        let Some(leg) = call.dial(&request).await?.callee else {
            continue;
        };
        if !person.asks && !ask_always || takes(call, &leg, person).await? {
            return Ok(Some(leg));
        }
        leg.hang_up(HangupCause::NORMAL_CLEARING);
    }
    Ok(None)
}

/// Asks whoever answered; the caller goes on hearing music.
async fn takes(call: &mut Call, leg: &Leg, person: &Person) -> Result<bool, HungUp> {
    call.start_music(&person.music).await?;
    let (taken, id) = (Rc::new(Cell::new(false)), leg.id());
    let (tell, mut there, asked) = (taken.clone(), call.on(id), person.clone());
    call.run_on(id, async move {
        for _ in 0..ASKED {
            let prompts = [&asked.call_from, &asked.no_recording, &asked.options];
            let prompts: Vec<&str> = prompts.map(String::as_str).to_vec();
            let one = Digits {
                max: 1,
                end: "",
                first_patience: PATIENCE,
                patience: PATIENCE,
            };
            let typed = there.ask(&prompts, one).await;
            let digit = typed.ok().and_then(|typed| typed.text.chars().next());
            if digit == Some(asked.take) {
                return tell.set(true);
            }
            if digit == Some(asked.decline) || there.is_hung_up() {
                return;
            }
        }
    })
    .await?;
    call.restore_sound();
    Ok(taken.get())
}

/// So often somebody is asked.
const ASKED: u32 = 3;
const PATIENCE: Duration = Duration::from_secs(8);
