//! Speak, and the forms of Festival and Flite: a text, spoken by a program of this machine.

use call::script::prelude::*;
use dialplan::Location;
use services::{SpeechEngine, Spoken};

use super::agi_script::directory;
use crate::agi::Order;
use crate::applications::input::background::ALL_KEYS;
use crate::applications::progress::progress_tone::early_sound;
use crate::md5::md5_hex;

/// Speaks a text.
pub(crate) struct Speak;

impl Application for Speak {
    const DOC: AppDoc = AppDoc {
        name: "Speak",
        synopsis: "Speak a text.",
        syntax: &[
            Param::required(
                "text",
                "What is said, in quotes when there are commas in it.",
            ),
            Param::optional(
                "language",
                "The voice; the channel's language when left out.",
            ),
            Param::optional(
                "intkeys",
                "Keys that stop it and are gone to; `any` for all.",
            ),
        ],
        options: &[],
        description: "Answers first. The sound is made once by espeak-ng, or by the engine or \
            command that `engine` names in section [general] of speech.conf, and kept in the folder \
            `speech` of the spool by text and voice. A key goes to the extension of that name in \
            this context, or to the extension i. SPEAKSTATUS tells SUCCESS or FAILED.",
        see_also: &["Playback", "Festival", "Flite", "AGI"],
        examples: &["same => n,Speak(\"Welcome, what can we do for you?\",en,any)"],
        since: "Starling 0.1",
    };

    fn check(arguments: &str) -> Vec<String> {
        needs_text("Speak", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = parts(args);
        speak(call, &parts, None).await
    }
}

/// Speaks a text, in the form of Festival.
pub(crate) struct Festival;

impl Application for Festival {
    const DOC: AppDoc = AppDoc {
        name: "Festival",
        synopsis: "Speak a text.",
        syntax: &[
            Param::required("text", "What is said."),
            Param::optional(
                "intkeys",
                "Keys that stop it and are gone to; `any` for all.",
            ),
        ],
        options: &[],
        description: "As Speak, with the voice of the channel's language. No server of Festival is \
            asked; to have Festival speak, write engine=festival into section [general] of \
            speech.conf.",
        see_also: &["Speak", "Flite"],
        examples: &["same => n,Festival(Good morning)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        needs_text("Festival", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let mut parts = parts(args);
        parts.insert(1.min(parts.len()), String::new());
        speak(call, &parts, None).await
    }
}

/// Speaks a text, in the form of Flite.
pub(crate) struct Flite;

impl Application for Flite {
    const DOC: AppDoc = AppDoc {
        name: "Flite",
        synopsis: "Speak a text with the program flite.",
        syntax: Festival::DOC.syntax,
        options: &[],
        description: "As Speak, but always by flite, which must be installed.",
        see_also: &["Speak", "Festival"],
        examples: &["same => n,Flite(Good morning,any)"],
        since: "1.6",
    };

    fn check(arguments: &str) -> Vec<String> {
        needs_text("Flite", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let mut parts = parts(args);
        parts.insert(1.min(parts.len()), String::new());
        speak(call, &parts, Some("flite")).await
    }
}

/// `AGI(googletts.agi,"text",language,intkeys)` where there is no such script.
pub(crate) async fn in_place_of_script(call: &mut Call, order: &Order) -> Flow {
    call.verbose(3, || "googletts.agi is not there: Speak does it".to_owned());
    speak(call, &order.arguments, None).await
}

fn needs_text(who: &str, arguments: &str) -> Vec<String> {
    if arguments.trim().is_empty() {
        vec![format!("{who} needs a text")]
    } else {
        Vec::new()
    }
}

fn parts(args: Args<'_>) -> Vec<String> {
    let parts = args.split().into_iter();
    parts.map(|part| part.trim().replace('"', "")).collect()
}

/// Text, language, keys.
async fn speak(call: &mut Call, parts: &[String], engine: Option<&str>) -> Flow {
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    if part(0).is_empty() {
        call.warn("Speak needs a text");
        call.set("SPEAKSTATUS", "FAILED");
        return Ok(Continue);
    }
    call.answer().await?;
    let language = match part(1) {
        "" => call.look(|c| c.language.clone()).unwrap_or_default(),
        language => language.to_owned(),
    };
    let spoken = Spoken::new(part(0), &language);
    let keys = match part(2) {
        "any" => ALL_KEYS,
        keys => keys,
    };
    let Some(sound) = sound_of(call, &spoken, engine).await? else {
        call.set("SPEAKSTATUS", "FAILED");
        return Ok(Continue);
    };
    early_sound(call);
    match call.play(&[&sound], keys).await? {
        PlayEnd::Missing => call.set("SPEAKSTATUS", "FAILED"),
        PlayEnd::Finished => call.set("SPEAKSTATUS", "SUCCESS"),
        PlayEnd::Stopped(digit) => {
            call.set("SPEAKSTATUS", "SUCCESS");
            let context = call.location().context;
            call.jump(Location::new(context, digit.to_string(), 1));
        }
    }
    Ok(Continue)
}

/// The path of the sound without its ending; made where it is not there yet.
async fn sound_of(
    call: &mut Call,
    spoken: &Spoken,
    engine: Option<&str>,
) -> Result<Option<String>, HungUp> {
    let wanted = match engine {
        Some(engine) => engine.to_owned(),
        None => configured_engine(call).await?,
    };
    let engine = match SpeechEngine::named(&wanted) {
        Ok(engine) => engine,
        Err(problem) => {
            call.warn(format!("speech.conf: {problem}"));
            return Ok(None);
        }
    };
    let folder = format!("{}/speech", directory(call, "ASTSPOOLDIR"));
    let key = format!("{}\n{}\n{}", engine.name(), spoken.voice, spoken.text);
    let base = format!("{folder}/{}", md5_hex(&key));
    let sound = format!("{base}.wav");
    let known = Effect::AskFile {
        path: sound.clone(),
    };
    if let Outcome::Facts(Some(facts)) = call.perform(known).await?
        && facts.size > 0
    {
        return Ok(Some(base));
    }
    // Two calls may have the same said at once.
    let text = format!("{base}.{}.txt", call.id().0);
    let made = format!("mkdir -p {}", services::quoted(&folder));
    if !succeeds(call, made).await? {
        call.warn(format!("Speak: the folder {folder} cannot be made"));
        return Ok(None);
    }
    let contents = format!("{}\n", spoken.text).into_bytes();
    let path = text.clone();
    let append = false;
    let written = Effect::WriteFile {
        path,
        contents,
        append,
    };
    if let Outcome::Failed(why) = call.perform(written).await? {
        call.warn(format!("Speak: {why}"));
        return Ok(None);
    }
    let command = engine.shell_command(spoken, &text, &sound);
    if succeeds(call, command).await? {
        return Ok(Some(base));
    }
    call.warn(format!(
        "Speak: nothing was made of the text by '{}'; is it installed?",
        engine.name()
    ));
    Ok(None)
}

async fn configured_engine(call: &mut Call) -> Result<String, HungUp> {
    let effect = Effect::ConfigValue {
        file: "speech.conf".to_owned(),
        section: "general".to_owned(),
        key: "engine".to_owned(),
        index: 0,
    };
    Ok(match call.perform(effect).await? {
        Outcome::Text(Some(engine)) => engine,
        _ => String::new(),
    })
}

async fn succeeds(call: &mut Call, command: String) -> Result<bool, HungUp> {
    let effect = Effect::Shell {
        command,
        limit: LONGEST,
        with_output: false,
    };
    let outcome = call.perform(effect).await?;
    Ok(matches!(
        outcome,
        Outcome::Ran {
            status: Some(0),
            ..
        }
    ))
}

/// A text that takes longer is too long to be listened to.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(30);
