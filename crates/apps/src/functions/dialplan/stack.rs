//! STACK_PEEK and LOCAL_PEEK: the subroutines further out.

use call::script::prelude::*;

/// `STACK_PEEK()`.
pub(crate) struct StackPeek;

impl Function for StackPeek {
    const DOC: FunctionDoc = FunctionDoc {
        name: "STACK_PEEK",
        synopsis: "Where a subroutine was called from.",
        syntax: &[
            Param::required("n", "1 is the innermost subroutine."),
            Param::required(
                "which",
                "c context, e extension, p priority, l (all three).",
            ),
            Param::optional("suppress", "Anything: do not warn when there are fewer."),
        ],
        description: "Tells the place that Return would go to.",
        see_also: &["LOCAL_PEEK", "Gosub"],
        examples: &["${STACK_PEEK(1,l)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let Some(n) = part(0).parse::<usize>().ok().filter(|n| *n > 0) else {
            return Err(Fault::from("it needs a number from 1"));
        };
        let frame = call.look(|c| {
            let at = c.frames.len().checked_sub(n)?;
            c.frames.get(at).map(|frame| frame.back_to.clone())
        });
        let Some(place) = frame.flatten() else {
            if part(2).is_empty() {
                call.warn(format!("STACK_PEEK: there are fewer than {n} subroutines"));
            }
            return Ok(String::new());
        };
        let value = match part(1).chars().next().map(|c| c.to_ascii_lowercase()) {
            Some('c') => place.context.to_string(),
            Some('e') => place.extension.to_string(),
            Some('p') => place.priority.to_string(),
            Some('l') => format!("{},{},{}", place.context, place.extension, place.priority),
            _ => return Err(Fault::from("it needs c, e, p or l")),
        };
        Ok(value)
    }
}

/// `LOCAL_PEEK()`.
pub(crate) struct LocalPeek;

impl Function for LocalPeek {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LOCAL_PEEK",
        synopsis: "A variable as it stood in a subroutine further out.",
        syntax: &[
            Param::required(
                "n",
                "0 is the innermost subroutine, 1 the one that called it, …",
            ),
            Param::required("varname", "The variable."),
        ],
        description: "Sees what a variable of the same name hides.",
        see_also: &["LOCAL", "STACK_PEEK"],
        examples: &["${LOCAL_PEEK(1,ARG1)}"],
        since: "1.6.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (n, name) = args
            .0
            .split_once(',')
            .ok_or("it needs a number and a variable")?;
        let n = n.trim().parse().map_err(|_| "it needs a number from 0")?;
        let value = call.look(|c| c.variable_outside(n, name.trim()).map(str::to_owned));
        Ok(value.flatten().unwrap_or_default())
    }
}
