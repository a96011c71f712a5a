//! Authenticate: a password by keys.

use std::time::Duration;

use call::script::prelude::*;

use crate::functions::database;
use crate::md5::md5_hex;
use crate::numbers::leading_integer;

options! {
    /// Options of `Authenticate`.
    pub(crate) struct AuthenticateOptions {
        /// Set the channel's account code to the password.
        'a' => set_account: bool,
        /// The path is a place in the database; each key below it is a password.
        'd' => in_database: bool,
        /// The file has lines of account code and MD5 of the password, with a colon in between.
        'm' => hashed: bool,
        /// With d: a password is forgotten once it was used.
        'r' => once: bool,
    }
}

/// Asks for a password.
pub(crate) struct Authenticate;

impl Application for Authenticate {
    const DOC: AppDoc = AppDoc {
        name: "Authenticate",
        synopsis: "Let nobody pass without a password.",
        syntax: &[
            Param::required(
                "password",
                "The password, or the path of a file with one on each line.",
            ),
            Param::optional("options", "Letters, see below."),
            Param::optional(
                "maxdigits",
                "So many digits need no `#` behind them; any number when left out.",
            ),
            Param::optional("prompt", "What asks for it; agent-pass when left out."),
        ],
        options: AuthenticateOptions::PARAMS,
        description: "Answers first. After three wrong passwords the call ends.",
        see_also: &["DISA", "Read"],
        examples: &[
            "same => n,Authenticate(1234)",
            "same => n,Authenticate(/etc/pins,a)",
        ],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        AuthenticateOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = AuthenticateOptions::parse(call, part(1)).unwrap_or_default();
        call.answer().await?;
        if part(0).is_empty() {
            call.warn("Authenticate needs a password");
            return Ok(End);
        }
        let mut prompt = if part(3).is_empty() {
            "agent-pass"
        } else {
            part(3)
        };
        let max = usize::try_from(leading_integer(part(2))).unwrap_or(0);
        let max = if max == 0 {
            MOST_DIGITS
        } else {
            max.min(MOST_DIGITS)
        };
        for _ in 0..ATTEMPTS {
            let digits = Digits {
                max,
                end: "#",
                first_patience: FIRST_PATIENCE,
                patience: PATIENCE,
            };
            let typed = call.ask(&[prompt], digits).await?.text;
            if let Some(account) = accepts(call, part(0), &options, &typed).await? {
                if options.set_account {
                    call.change(|c| c.account_code = account);
                }
                call.play(&["auth-thankyou"], "").await?;
                return Ok(Continue);
            }
            prompt = "auth-incorrect";
        }
        call.play(&["vm-goodbye"], "").await?;
        Ok(End)
    }
}

/// The account code of a password that is right.
async fn accepts(
    call: &mut Call,
    secret: &str,
    options: &AuthenticateOptions,
    typed: &str,
) -> Result<Option<String>, HungUp> {
    let own = typed.to_owned();
    let Some(path) = secret.strip_prefix('/') else {
        return Ok((secret == typed).then_some(own));
    };
    if typed.is_empty() {
        return Ok(None);
    }
    if options.in_database {
        let Ok(database) = database(call) else {
            return Ok(None);
        };
        let (family, prefix) = path.split_once('/').unwrap_or((path, ""));
        let key = match prefix.trim_end_matches('/') {
            "" => typed.to_owned(),
            prefix => format!("{prefix}/{typed}"),
        };
        let known = database.get(family, &key).is_some();
        if known && options.once {
            database.delete(family, &key);
        }
        return Ok(known.then_some(own));
    }
    let path = secret.to_owned();
    let text = match call.perform(Effect::ReadFile { path }).await? {
        Outcome::File(contents) => String::from_utf8_lossy(&contents).into_owned(),
        Outcome::Failed(why) => {
            call.warn(format!("Authenticate: {why}"));
            return Ok(None);
        }
        _ => return Ok(None),
    };
    Ok(in_list(&text, typed, options.hashed))
}

fn in_list(text: &str, typed: &str, hashed: bool) -> Option<String> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if !hashed {
        return lines.find(|line| *line == typed).map(str::to_owned);
    }
    let hash = md5_hex(typed);
    lines.find_map(|line| {
        let (account, known) = line.split_once(':')?;
        known
            .trim()
            .eq_ignore_ascii_case(&hash)
            .then(|| account.to_owned())
    })
}

const ATTEMPTS: usize = 3;
const MOST_DIGITS: usize = 254;
const FIRST_PATIENCE: Duration = Duration::from_secs(6);
const PATIENCE: Duration = Duration::from_secs(6);
