//! A mail goes out: into a command, or to an SMTP server.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{SmtpTransport, Transport};
use services::voicemail::mail::{recipients, sender};

use crate::clock;

/// Sends a mail as `mailcmd` says.
pub(super) fn send(mailcmd: &str, mail: &[u8]) -> Result<(), String> {
    let mailcmd = mailcmd.trim();
    if let Some(server) = mailcmd.strip_prefix("smtp://") {
        return by_smtp(server, false, mail);
    }
    if let Some(server) = mailcmd.strip_prefix("smtps://") {
        return by_smtp(server, true, mail);
    }
    by_command(mailcmd, mail)
}

fn by_command(command: &str, mail: &[u8]) -> Result<(), String> {
    let mut child = Command::new("/bin/sh")
        .arg("-c")
        .arg(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("'{command}' cannot be run: {error}"))?;
    let stdin = child.stdin.take();
    let mail = mail.to_vec();
    // A command that never reads must not stop us from waiting for its end.
    let writer = std::thread::spawn(move || match stdin {
        Some(mut stdin) => stdin.write_all(&mail).is_ok(),
        None => false,
    });
    let until = clock::now() + PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => {
                // Some commands end without reading all; what they say at their end counts.
                let _ = writer.join();
                return match status.success() {
                    true => Ok(()),
                    false => Err(format!("'{command}' ended with {status}")),
                };
            }
            Ok(None) if clock::now() > until => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("'{command}' did not end in time"));
            }
            Ok(None) => clock::rest(PAUSE),
            Err(error) => return Err(format!("'{command}' is lost: {error}")),
        }
    }
}

/// `[user:password@]host[:port]`.
fn by_smtp(server: &str, encrypted: bool, mail: &[u8]) -> Result<(), String> {
    let (login, place) = match server.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, server),
    };
    let place = place.trim_end_matches('/');
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => (place, None),
    };
    let fault = |error: &dyn std::fmt::Display| format!("SMTP server {host}: {error}");
    let mut builder = match encrypted {
        true => SmtpTransport::relay(host).map_err(|error| fault(&error))?,
        false => SmtpTransport::builder_dangerous(host),
    };
    if let Some(port) = port {
        builder = builder.port(port);
    }
    if let Some((user, password)) = login.and_then(|login| login.split_once(':')) {
        builder = builder.credentials(Credentials::new(user.to_owned(), password.to_owned()));
    }
    let address = |text: String| text.parse().map_err(|error| format!("'{text}': {error}"));
    let from = sender(mail).map(address).transpose()?;
    let to: Result<Vec<_>, String> = recipients(mail).into_iter().map(address).collect();
    let envelope = Envelope::new(from, to?).map_err(|error| fault(&error))?;
    let transport = builder.timeout(Some(PATIENCE)).build();
    match transport.send_raw(&envelope, mail) {
        Ok(_) => Ok(()),
        Err(error) => Err(fault(&error)),
    }
}

const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(5);
