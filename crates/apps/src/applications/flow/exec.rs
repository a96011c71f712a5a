//! Exec and TryExec: an application whose name is computed.

use call::script::prelude::*;

use crate::places::name_and_arguments;

/// Runs an application by name.
pub(crate) struct Exec;

impl Application for Exec {
    const DOC: AppDoc = AppDoc {
        name: "Exec",
        synopsis: "Run an application whose name may be computed.",
        syntax: &[Param::required(
            "appname(arguments)",
            "The application with its arguments.",
        )],
        options: &[],
        description: "Everything is as if the application stood here itself. The call ends when there \
            is no such application.",
        see_also: &["TryExec", "ExecIf"],
        examples: &["same => n,Exec(NoOp(hello))"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        run_by_name(call, args.0).await
    }
}

/// Runs an application by name and tells whether it worked.
pub(crate) struct TryExec;

impl Application for TryExec {
    const DOC: AppDoc = AppDoc {
        name: "TryExec",
        synopsis: "Run an application, and go on even when it ends the call.",
        syntax: &[Param::required(
            "appname(arguments)",
            "The application with its arguments.",
        )],
        options: &[],
        description: "Sets TRYSTATUS to SUCCESS, to FAILED when the application wanted to end the \
            call, or to NOAPP when there is none of that name.",
        see_also: &["Exec", "ExecIf"],
        examples: &["same => n,TryExec(NoOp(hello))"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] =
        &[Param::variable("TRYSTATUS", "SUCCESS, FAILED or NOAPP.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let (name, arguments) = name_and_arguments(args.0);
        let status = match call.run_application(name, arguments).await {
            None => "NOAPP",
            Some(Ok(End)) => "FAILED",
            Some(other) => {
                other?;
                "SUCCESS"
            }
        };
        call.set("TRYSTATUS", status);
        Ok(Continue)
    }
}

/// Runs `name(arguments)`; the call ends when there is no such application.
pub(crate) async fn run_by_name(call: &mut Call, text: &str) -> Flow {
    let (name, arguments) = name_and_arguments(text);
    match call.run_application(name, arguments).await {
        Some(flow) => flow,
        None => {
            call.warn(format!("there is no application '{name}'"));
            Ok(End)
        }
    }
}
