//! What `AGI()` is asked to run: its arguments, and where the program is.

use call::WireTarget;
use call::script::prelude::*;

/// A script and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// As it stands in the dialplan.
    pub(crate) request: String,
    /// Behind the script.
    pub(crate) arguments: Vec<String>,
}

/// Where the program is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file of this machine.
    File(String),
    /// A server; and the script there.
    Server {
        /// Name or address.
        host: String,
        /// Its port.
        port: u16,
        /// What it shall run; may be empty.
        script: String,
    },
    /// Whoever reads AMI events.
    Async,
}

impl Order {
    /// Reads the arguments of the application.
    pub(crate) fn read(args: Args<'_>) -> Self {
        let mut parts = args.split().into_iter().map(|part| unquoted(part.trim()));
        let request = parts.next().unwrap_or_default();
        let arguments = parts.collect();
        Self { request, arguments }
    }

    /// Where it is; relative names are in the folder of AGI scripts.
    pub(crate) fn place(&self, folder: &str) -> Result<Place, String> {
        let request = self.request.as_str();
        if request.is_empty() {
            return Err("AGI needs a script".to_owned());
        }
        if request.eq_ignore_ascii_case("agi:async") {
            return Ok(Place::Async);
        }
        if let Some(rest) = without_scheme(request, "agi://") {
            return server(rest);
        }
        if without_scheme(request, "hagi://").is_some() {
            return Err(format!(
                "'{request}': servers of AGI are not looked up by SRV; write agi://host:port"
            ));
        }
        if request.starts_with('/') {
            return Ok(Place::File(request.to_owned()));
        }
        Ok(Place::File(format!("{folder}/{request}")))
    }
}

impl Place {
    /// What a wire leads to; `None` when none does.
    pub(crate) fn target(
        &self,
        order: &Order,
        environment: Vec<(String, String)>,
    ) -> Option<WireTarget> {
        match self {
            Self::File(program) => Some(WireTarget::Child {
                program: program.clone(),
                arguments: order.arguments.clone(),
                environment,
            }),
            Self::Server { host, port, .. } => Some(WireTarget::Tcp {
                host: host.clone(),
                port: *port,
            }),
            Self::Async => None,
        }
    }
}

fn without_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

fn server(rest: &str) -> Result<Place, String> {
    let (authority, script) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = port.map_or(Ok(USUAL_PORT), str::parse);
    match port {
        Ok(port) if !host.is_empty() => Ok(Place::Server {
            host: host.to_owned(),
            port,
            script: script.to_owned(),
        }),
        _ => Err(format!("'agi://{rest}' names no server")),
    }
}

fn unquoted(text: &str) -> String {
    text.replace('"', "")
}

const USUAL_PORT: u16 = 4573;
