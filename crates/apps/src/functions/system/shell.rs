//! SHELL, ENV, SYSINFO and AST_CONFIG: what the machine says.

use call::script::prelude::*;

use crate::applications::LONGEST_COMMAND;
use crate::numbers::leading_integer;

/// `SHELL()`.
pub(crate) struct Shell;

impl Function for Shell {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SHELL",
        synopsis: "What a command of the system writes.",
        syntax: &[Param::required("command", "As for `sh -c`.")],
        description: "All that it writes to its standard output, line ends included. The call waits \
            until the command ends, at most an hour. What callers can choose does not belong into a \
            command: FILTER it first.",
        see_also: &["System", "FILTER"],
        examples: &["${SHELL(date)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        if args.0.trim().is_empty() {
            return Err(Fault::from("it needs a command"));
        }
        let effect = Effect::Shell {
            command: args.0.to_owned(),
            limit: LONGEST_COMMAND,
            with_output: true,
        };
        match call.perform(effect).await {
            Ok(Outcome::Ran { output, .. }) => Ok(String::from_utf8_lossy(&output).into_owned()),
            Ok(Outcome::Failed(why)) => Err(why.into()),
            Ok(_) | Err(HungUp) => Ok(String::new()),
        }
    }
}

/// `ENV()`.
pub(crate) struct Env;

impl Function for Env {
    const DOC: FunctionDoc = FunctionDoc {
        name: "ENV",
        synopsis: "A variable of the environment.",
        syntax: &[Param::required("varname", "Its name.")],
        description: "What is set is seen by System and SHELL from then on, and by ENV itself.",
        see_also: &["SHELL", "System"],
        examples: &["${ENV(PATH)}", "Set(ENV(DOOR)=3)"],
        since: "1.2",
        readable: true,
        writable: true,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let name = args.0.trim().to_owned();
        text(call, Effect::Environment { name }).await
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let (name, value) = (args.0.trim().to_owned(), value.to_owned());
        let effect = Effect::SetEnvironment { name, value };
        text(call, effect).await.map(|_| ())
    }
}

/// `SYSINFO()`.
pub(crate) struct SysInfo;

impl Function for SysInfo {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SYSINFO",
        synopsis: "A number of the machine.",
        syntax: &[Param::required(
            "parameter",
            "loadavg, numcalls, uptime (hours), totalram, freeram, bufferram, totalswap, freeswap \
             (kilobytes) or numprocs.",
        )],
        description: "numcalls counts channels that are answered.",
        see_also: &["GROUP_COUNT"],
        examples: &["${SYSINFO(loadavg)}", "${SYSINFO(numcalls)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let name = args.0.trim().to_ascii_lowercase();
        if name == "numcalls" {
            let up = call.look_at_all(Channel::is_up).into_iter();
            return Ok(up.filter(|up| *up).count().to_string());
        }
        if !FACTS.contains(&name.as_str()) {
            return Err(format!("there is no parameter '{name}'").into());
        }
        text(call, Effect::MachineFact { name }).await
    }
}

/// `AST_CONFIG()`.
pub(crate) struct AstConfig;

impl Function for AstConfig {
    const DOC: FunctionDoc = FunctionDoc {
        name: "AST_CONFIG",
        synopsis: "A value of a configuration file.",
        syntax: &[
            Param::required(
                "config_file",
                "The file, in the folder of all configuration.",
            ),
            Param::required("category", "Its section."),
            Param::required("variable_name", "The key."),
            Param::optional(
                "index",
                "Which one where it stands several times: 0 is the first (so when left out), -1 the \
                 last.",
            ),
        ],
        description: "The file is read each time; empty when there is no such key.",
        see_also: &["FILE"],
        examples: &["${AST_CONFIG(rtp.conf,general,rtpstart)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim()).to_owned();
        if part(2).is_empty() {
            return Err(Fault::from("it needs a file, a section and a key"));
        }
        let effect = Effect::ConfigValue {
            file: part(0),
            section: part(1),
            key: part(2),
            index: leading_integer(&part(3)),
        };
        text(call, effect).await
    }
}

async fn text(call: &mut Call, effect: Effect) -> Result<String, Fault> {
    match call.perform(effect).await {
        Ok(Outcome::Text(text)) => Ok(text.unwrap_or_default()),
        Ok(Outcome::Failed(why)) => Err(why.into()),
        Ok(_) | Err(HungUp) => Ok(String::new()),
    }
}

const FACTS: [&str; 8] = [
    "loadavg",
    "uptime",
    "totalram",
    "freeram",
    "bufferram",
    "totalswap",
    "freeswap",
    "numprocs",
];
