//! IF and IFTIME: one text or another.

use call::script::prelude::*;
use dialplan::arguments::split_at_delimiter;

use crate::applications::is_now;

/// `IF()`.
pub(crate) struct If;

impl Function for If {
    const DOC: FunctionDoc = FunctionDoc {
        name: "IF",
        synopsis: "One text or another.",
        syntax: &[
            Param::required("expression", "True unless it is empty or 0."),
            Param::optional("?retvalue", "The text when it is true."),
            Param::optional(":retvalue", "The text when it is false."),
        ],
        description: "Blanks around the texts do not count. The expression must not be empty.",
        see_also: &["IFTIME", "ExecIf", "GotoIf"],
        examples: &["${IF($[${COUNT} > 1]?many:one)}"],
        since: "1.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let mut parts = split_at_delimiter(args.0, '?', 2).into_iter();
        let condition = parts.next().unwrap_or_default();
        let branches = parts.next().unwrap_or_default();
        if condition.is_empty() || branches.is_empty() {
            return Err(Fault::from(
                "it needs condition?true:false, with a condition",
            ));
        }
        let condition = dialplan::is_true(condition.trim());
        Ok(branch(&branches, condition))
    }
}

/// `IFTIME()`.
pub(crate) struct IfTime;

impl Function for IfTime {
    const DOC: FunctionDoc = FunctionDoc {
        name: "IFTIME",
        synopsis: "One text or another, by the time.",
        syntax: &[
            Param::required(
                "times,weekdays,days,months[,timezone]",
                "When, as in timed includes.",
            ),
            Param::optional("?retvalue", "The text then."),
            Param::optional(":retvalue", "The text at other times."),
        ],
        description: "Blanks around the texts do not count.",
        see_also: &["IF", "GotoIfTime"],
        examples: &["${IFTIME(9:00-17:00,mon-fri,*,*?open:closed)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (when, branches) = args.0.split_once('?').ok_or("it needs times?then:else")?;
        let now = is_now(call, when);
        Ok(branch(branches, now))
    }
}

fn branch(branches: &str, condition: bool) -> String {
    let mut branches = split_at_delimiter(branches, ':', 2).into_iter();
    let (yes, no) = (
        branches.next().unwrap_or_default(),
        branches.next().unwrap_or_default(),
    );
    if condition { yes } else { no }.trim().to_owned()
}
