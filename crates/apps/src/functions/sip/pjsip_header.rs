//! PJSIP_HEADER: read header fields, or add them to a call that is about to be made.

use call::script::prelude::*;

use super::sip_header::header;

/// `PJSIP_HEADER()`.
pub(crate) struct PjsipHeader;

impl Function for PjsipHeader {
    const DOC: FunctionDoc = FunctionDoc {
        name: "PJSIP_HEADER",
        synopsis: "Header fields of the request that made the channel, or will make it.",
        syntax: &[
            Param::required("action", "read, add, update or remove."),
            Param::required(
                "name",
                "Its name; case does not matter. For remove, `*` at the end is a beginning.",
            ),
            Param::optional(
                "number",
                "Which one, when there are several; 1 when left out.",
            ),
        ],
        description: "read tells a field of the request that came in. The others belong into the \
            subroutine of option b of Dial and change the request that goes out; remove tells how \
            many were there.",
        see_also: &["SIP_HEADER", "Dial"],
        examples: &[
            "${PJSIP_HEADER(read,From)}",
            "Set(PJSIP_HEADER(add,X-Account)=42)",
        ],
        since: "12",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (action, name, number) = parts(args)?;
        match action.as_str() {
            "read" => Ok(header(call, &name, number).unwrap_or_default()),
            "remove" => Ok(remove(call, &name)?.to_string()),
            other => Err(format!("'{other}' cannot be read").into()),
        }
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let (action, name, number) = parts(args)?;
        if value.chars().any(char::is_control) {
            return Err(Fault::from("a header field cannot hold control characters"));
        }
        match action.as_str() {
            "add" => {
                to_be_called(call)?;
                call.change(|c| c.headers.push((name, value.to_owned())));
                Ok(())
            }
            "update" => update(call, &name, number, value),
            "remove" => remove(call, &name).map(|_| ()),
            other => Err(format!("'{other}' cannot be set").into()),
        }
    }
}

fn parts(args: Args<'_>) -> Result<(String, String, usize), Fault> {
    let parts = args.split();
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    if part(1).is_empty() {
        return Err(Fault::from(
            "it needs an action and the name of a header field",
        ));
    }
    let number = part(2).parse().unwrap_or(1);
    Ok((part(0).to_ascii_lowercase(), part(1).to_owned(), number))
}

fn to_be_called(call: &Call) -> Result<(), Fault> {
    if call
        .look(|c| !c.incoming && c.state == ChannelState::Down)
        .unwrap_or(false)
    {
        return Ok(());
    }
    Err(Fault::from(
        "this channel's request is not to be sent; use option b of Dial",
    ))
}

fn update(call: &Call, name: &str, number: usize, value: &str) -> Result<(), Fault> {
    to_be_called(call)?;
    let mut found = false;
    call.change(|c| {
        let mut named = c
            .headers
            .iter_mut()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some((_, old)) = number.checked_sub(1).and_then(|at| named.nth(at)) {
            value.clone_into(old);
            found = true;
        }
    });
    if found {
        Ok(())
    } else {
        Err(format!("there is no header field '{name}' to update").into())
    }
}

fn remove(call: &Call, name: &str) -> Result<usize, Fault> {
    to_be_called(call)?;
    let name = name.to_ascii_lowercase();
    let doomed = |field: &str| match name.strip_suffix('*') {
        Some(start) => field.to_ascii_lowercase().starts_with(start),
        None => field.eq_ignore_ascii_case(&name),
    };
    let mut count = 0;
    call.change(|c| {
        let before = c.headers.len();
        c.headers.retain(|(field, _)| !doomed(field));
        count = before - c.headers.len();
    });
    Ok(count)
}
