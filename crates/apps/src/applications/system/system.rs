//! System and TrySystem: commands of the operating system.

use std::time::Duration;

use call::script::prelude::*;

/// Runs a command.
pub(crate) struct System;

impl Application for System {
    const DOC: AppDoc = AppDoc {
        name: "System",
        synopsis: "Run a command of the system.",
        syntax: &[Param::required("command", "As for `sh -c`.")],
        options: &[],
        description: "The call waits until the command ends, at most an hour; then it is ended by \
            force. A command with `&` behind it goes on by itself. SYSTEMSTATUS tells SUCCESS, \
            APPERROR when the command failed, or FAILURE when it could not be run; the call ends \
            then. What callers can choose does not belong into a command: FILTER it first.",
        see_also: &["TrySystem", "SHELL", "FILTER"],
        examples: &["same => n,System(echo hello >> /tmp/calls)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "SYSTEMSTATUS",
        "SUCCESS, APPERROR or FAILURE.",
    )];

    fn check(arguments: &str) -> Vec<String> {
        needs_command("System", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        Ok(if run_command(call, "System", args.0).await? {
            Continue
        } else {
            End
        })
    }
}

/// Runs a command and goes on in any case.
pub(crate) struct TrySystem;

impl Application for TrySystem {
    const DOC: AppDoc = AppDoc {
        name: "TrySystem",
        synopsis: "Run a command of the system and go on in any case.",
        syntax: System::DOC.syntax,
        options: &[],
        description: "As System, but the dialplan goes on when the command could not be run, too.",
        see_also: &["System", "SHELL"],
        examples: &["same => n,TrySystem(test -f /tmp/closed)"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "SYSTEMSTATUS",
        "SUCCESS, APPERROR or FAILURE.",
    )];

    fn check(arguments: &str) -> Vec<String> {
        needs_command("TrySystem", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        run_command(call, "TrySystem", args.0).await?;
        Ok(Continue)
    }
}

/// False when the command could not be run at all.
async fn run_command(call: &mut Call, who: &str, command: &str) -> Result<bool, HungUp> {
    if command.trim().is_empty() {
        call.warn(format!("{who} needs a command"));
        call.set("SYSTEMSTATUS", "FAILURE");
        return Ok(false);
    }
    let effect = Effect::Shell {
        command: command.to_owned(),
        limit: LONGEST,
        with_output: false,
    };
    let status = match call.perform(effect).await? {
        Outcome::Ran { status, .. } => status,
        Outcome::Failed(why) => {
            call.warn(format!("{who}: {why}"));
            None
        }
        _ => None,
    };
    // The shell says 127 when there is no such command.
    let (text, could_run) = match status {
        Some(0) => ("SUCCESS", true),
        None | Some(127) => ("FAILURE", false),
        Some(_) => ("APPERROR", true),
    };
    if !could_run {
        call.warn(format!("{who}: '{command}' could not be run"));
    }
    call.set("SYSTEMSTATUS", text);
    Ok(could_run)
}

fn needs_command(who: &str, arguments: &str) -> Vec<String> {
    if arguments.trim().is_empty() {
        vec![format!("{who} needs a command")]
    } else {
        Vec::new()
    }
}

/// A command that takes longer has lost its way.
pub(crate) const LONGEST: Duration = Duration::from_secs(3_600);
