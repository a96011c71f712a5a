//! ExecIf: an application under a condition.

use call::script::prelude::*;
use dialplan::arguments::split_raw;

use super::exec::run_by_name;

/// Runs one of two applications.
pub(crate) struct ExecIf;

impl Application for ExecIf {
    const DOC: AppDoc = AppDoc {
        name: "ExecIf",
        synopsis: "Run an application if a condition holds.",
        syntax: &[
            Param::required("condition", "True unless it is empty or 0."),
            Param::required("?application(arguments)", "Runs when it is true."),
            Param::optional(":application(arguments)", "Runs when it is false."),
        ],
        options: &[],
        description: "Colons inside the parentheses of the first application do not separate.",
        see_also: &["Exec", "GotoIf", "IF"],
        examples: &[
            "same => n,ExecIf($[\"${CALLERID(num)}\" = \"\"]?Set(CALLERID(num)=anonymous))",
            "same => n,ExecIf(1?NoOp(yes):NoOp(no))",
        ],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        match chosen(args.0) {
            Some(Some(application)) => run_by_name(call, &application).await,
            Some(None) => Ok(Continue),
            None => {
                call.warn("ExecIf needs condition?application(arguments)");
                Ok(Continue)
            }
        }
    }
}

/// The branch of `condition?a:b` that is to be run, if it is there; `None` without a `?`.
fn chosen(text: &str) -> Option<Option<String>> {
    let mut parts = split_raw(text, '?', 2).into_iter();
    let condition = parts.next()?;
    let branches = split_raw(&parts.next()?, ':', 2);
    let index = usize::from(!dialplan::is_true(condition.trim()));
    Some(
        branches
            .into_iter()
            .nth(index)
            .filter(|b| !b.trim().is_empty()),
    )
}
