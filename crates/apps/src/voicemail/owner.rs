//! What an owner sets up: greetings, name, password. New owners are made to.

use std::time::Duration;

use call::script::prelude::*;
use services::voicemail::password::{self, WriteToConf, WriteToSpool};
use services::voicemail::spool::{
    Greeting, KeepGreeting, LookFor, RemoveGreeting, RemoveRecording,
};

use super::desk::{Desk, quoted};
use super::recording::{Wanted, ask_key, record};
use super::visit::Visit;

/// Before the menu: somebody whose password is still the mailbox's number may have to record the name
/// and greetings and to choose a password.
pub(crate) async fn welcome(call: &mut Call, visit: &mut Visit) -> Result<Option<Next>, HungUp> {
    let desk = &visit.desk;
    let options = &desk.mailbox.options;
    let is_new = desk.secret(call).await? == desk.id().name;
    if !is_new || !(options.forcename || options.forcegreetings) {
        return Ok(None);
    }
    let (name, greetings) = (options.forcename, options.forcegreetings);
    let prompt = desk.conf.general.vm_newuser.clone();
    call.play(&[&prompt], "").await?;
    let mut tries = 0;
    while !change_password(call, desk).await? {
        tries += 1;
        if tries >= MOST_TRIES {
            call.play(&["vm-goodbye"], "").await?;
            return Ok(Some(End));
        }
    }
    if name {
        greeting(call, desk, Greeting::Name).await?;
    }
    if greetings {
        greeting(call, desk, Greeting::Unavailable).await?;
        greeting(call, desk, Greeting::Busy).await?;
    }
    Ok(None)
}

/// The choices behind 0.
pub(crate) async fn menu(call: &mut Call, visit: &mut Visit) -> Result<Option<char>, HungUp> {
    let desk = &visit.desk;
    let mut silent = 0;
    loop {
        match ask_key(call, &["vm-options"]).await? {
            Some('1') => greeting(call, desk, Greeting::Unavailable).await?,
            Some('2') => greeting(call, desk, Greeting::Busy).await?,
            Some('3') => greeting(call, desk, Greeting::Name).await?,
            Some('4') => temporary(call, desk).await?,
            Some('5') => {
                if !desk.mailbox.may_change_password() {
                    call.play(&["vm-no"], "").await?;
                } else {
                    change_password(call, desk).await?;
                }
            }
            Some('*') => return Ok(None),
            Some('#') => return Ok(Some('#')),
            Some(_) => drop(call.play(&["vm-sorry"], "").await?),
            None => {
                silent += 1;
                if silent > MOST_TRIES {
                    return Ok(Some('#'));
                }
            }
        }
    }
}

/// Records a greeting; it counts once the owner has accepted it.
async fn greeting(call: &mut Call, desk: &Desk, which: Greeting) -> Result<(), HungUp> {
    let prompt = match which {
        Greeting::Unavailable => "vm-rec-unv",
        Greeting::Busy => "vm-rec-busy",
        Greeting::Name => "vm-rec-name",
        Greeting::Temporary => "vm-rec-temp",
    };
    let wanted = Wanted {
        prompt,
        beep: "beep",
        longest: desk.conf.general.maxgreet.0,
        shortest: Duration::ZERO,
        review: true,
        may_be_urgent: false,
        urgent: false,
        operator: false,
    };
    let take = record(call, desk, wanted).await;
    let Some(recording) = take.recording else {
        return Ok(());
    };
    // Somebody who hangs up has not accepted it.
    if call.is_hung_up() {
        call.on_disk(RemoveRecording { recording }).await?;
        return Err(HungUp);
    }
    let work = KeepGreeting {
        path: desk.path(),
        greeting: which,
        recording,
    };
    if let Some(done) = call.on_disk(work).await?
        && let Err(why) = done.as_ref()
    {
        call.warn(format!(
            "a greeting of mailbox {} is not kept: {why}",
            desk.id()
        ));
    }
    Ok(())
}

async fn temporary(call: &mut Call, desk: &Desk) -> Result<(), HungUp> {
    let look = LookFor {
        path: desk.path(),
        greetings: vec![Greeting::Temporary],
    };
    let found = call.on_disk(look).await?;
    if found.is_none_or(|found| found.first() != Some(&true)) {
        return greeting(call, desk, Greeting::Temporary).await;
    }
    for _ in 0..=MOST_TRIES {
        match ask_key(call, &["vm-tempgreeting2"]).await? {
            Some('1') => return greeting(call, desk, Greeting::Temporary).await,
            Some('2') => {
                let work = RemoveGreeting {
                    path: desk.path(),
                    greeting: Greeting::Temporary,
                };
                call.on_disk(work).await?;
                call.play(&["vm-tempremoved"], "").await?;
                return Ok(());
            }
            Some('*') => return Ok(()),
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// A new password, typed twice; false when it was not changed.
async fn change_password(call: &mut Call, desk: &Desk) -> Result<bool, HungUp> {
    let general = desk.conf.general.clone();
    let new = read(call, &general.vm_newpassword).await?;
    let minimum = desk.mailbox.options.minpassword;
    if let Some(fault) = password::fault(&new, minimum) {
        call.verbose(3, || format!("the new password is refused: {fault}"));
        call.play(&[&general.vm_invalid_password], "").await?;
        return Ok(false);
    }
    let again = read(call, &general.vm_reenterpassword).await?;
    if again != new {
        call.play(&[&general.vm_mismatch], "").await?;
        return Ok(false);
    }
    if !passes_check(call, desk, &new).await? {
        call.play(&[&general.vm_invalid_password], "").await?;
        return Ok(false);
    }
    if let Err(why) = store(call, desk, &new).await? {
        call.log(
            LogLevel::Error,
            format!(
                "the new password of mailbox {} is not kept: {why}",
                desk.id()
            ),
        );
        call.play(&[&general.vm_pls_try_again], "").await?;
        return Ok(false);
    }
    call.play(&[&general.vm_passchanged], "").await?;
    Ok(true)
}

async fn read(call: &mut Call, prompt: &str) -> Result<String, HungUp> {
    let digits = Digits {
        max: MOST_DIGITS,
        end: "#",
        first_patience: FIRST_PATIENCE,
        patience: PATIENCE,
    };
    Ok(call.ask(&[prompt], digits).await?.text)
}

/// What `externpasscheck` says.
async fn passes_check(call: &mut Call, desk: &Desk, new: &str) -> Result<bool, HungUp> {
    let command = desk.conf.general.externpasscheck.clone();
    if command.is_empty() {
        return Ok(true);
    }
    let old = desk.secret(call).await?;
    let id = desk.id();
    let words = [&id.name, &id.context, &old, new].map(quoted).join(" ");
    let command = format!("{command} {words}");
    let effect = Effect::Shell {
        command,
        limit: COMMAND_PATIENCE,
        with_output: true,
    };
    let Outcome::Ran { output, .. } = call.perform(effect).await? else {
        return Ok(false);
    };
    let answer = String::from_utf8_lossy(&output);
    Ok(answer.trim_start().starts_with("VALID"))
}

/// Keeps a password where the configuration wants it.
async fn store(call: &mut Call, desk: &Desk, new: &str) -> Result<Result<(), String>, HungUp> {
    let general = &desk.conf.general;
    let id = desk.id().clone();
    let external = !general.externpass.is_empty();
    let done = if external {
        Ok(())
    } else if desk.mailbox.options.passwordlocation == "spooldir" {
        let work = WriteToSpool {
            path: desk.path(),
            password: new.to_owned(),
        };
        reply(call.on_disk(work).await?)
    } else {
        let work = WriteToConf {
            path: desk.service.conf_path(&desk.mailbox.file),
            context: id.context.clone(),
            mailbox: id.name.clone(),
            password: new.to_owned(),
        };
        reply(call.on_disk(work).await?)
    };
    if done.is_err() {
        return Ok(done);
    }
    if !external && desk.mailbox.options.passwordlocation == "spooldir" {
        return Ok(done);
    }
    desk.service.set_password(&id, new);
    let command = if external {
        &general.externpass
    } else {
        &general.externpassnotify
    };
    if !command.is_empty() {
        let words = [id.context.as_str(), &id.name, new].map(quoted).join(" ");
        call.order(Effect::Shell {
            command: format!("{command} {words}"),
            limit: COMMAND_PATIENCE,
            with_output: false,
        });
    }
    Ok(done)
}

fn reply(reply: Option<std::sync::Arc<Result<(), String>>>) -> Result<(), String> {
    match reply {
        Some(reply) => reply.as_ref().clone(),
        None => Err("there is no disk".to_owned()),
    }
}

const MOST_TRIES: u32 = 3;
const MOST_DIGITS: usize = 79;
const FIRST_PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(2);
const COMMAND_PATIENCE: Duration = Duration::from_secs(30);
