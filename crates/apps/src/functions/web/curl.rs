//! CURL and CURLOPT: what a web server says.

mod options;

use std::time::Duration;

use call::HttpOrder;
use call::script::prelude::*;

use crate::functions::encoding::base64::encode;
use crate::functions::encoding::uri::decode;

use crate::numbers::leading_integer;
use options::{DEFAULTS, HashCompat, all, option, variable};

/// `CURL()`.
pub(crate) struct Curl;

impl Function for Curl {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CURL",
        synopsis: "What a web server answers.",
        syntax: &[
            Param::required("url", "http or https."),
            Param::optional(
                "post-data",
                "Sent with POST; without it the request is a GET.",
            ),
        ],
        description: "Gives the text of the answer without blanks at its end, and nothing after a \
            failure. Everybody else goes on meanwhile. Setting it writes the answer to the file that is \
            named. See CURLOPT for time-outs and the like.",
        see_also: &["CURLOPT", "URIENCODE", "JSON_DECODE", "HASH"],
        examples: &["Set(NAME=${CURL(http://crm.example/name?number=${URIENCODE(0123)})})"],
        since: "1.2",
        readable: true,
        writable: true,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let body = fetch(call, args).await?;
        let text = String::from_utf8_lossy(&body).trim_end().replace('\0', "");
        Ok(match HashCompat::of(call) {
            HashCompat::No => text,
            compat => fields(call, &text, compat),
        })
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let contents = fetch(call, args).await?;
        let path = value.trim().to_owned();
        let append = false;
        let effect = Effect::WriteFile {
            path,
            contents,
            append,
        };
        match call.perform(effect).await {
            Ok(Outcome::Failed(why)) => Err(Fault(why)),
            _ => Ok(()),
        }
    }
}

async fn fetch(call: &mut Call, args: Args<'_>) -> Result<Vec<u8>, Fault> {
    let parts = args.split();
    let url = parts.first().map_or("", |url| url.trim()).to_owned();
    let body = parts.get(1).cloned();
    let order = order(call, url, body)?;
    let answer = match call.perform(Effect::Http(Box::new(order))).await {
        Ok(Outcome::Http(answer)) => answer,
        Ok(Outcome::Failed(why)) => return Err(Fault(why)),
        Ok(_) | Err(HungUp) => return Err(Fault::from("there is no answer")),
    };
    let failures = option(call, "failurecodes");
    let mut failures = failures.split(',').map(str::trim);
    if failures.any(|code| code == answer.status.to_string()) {
        return Err(Fault(format!("the server says {}", answer.status)));
    }
    if !is_yes(&option(call, "header")) {
        return Ok(answer.body);
    }
    let mut text = format!("HTTP/1.1 {}\r\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    let mut all = text.into_bytes();
    all.extend(answer.body);
    Ok(all)
}

fn order(call: &Call, url: String, body: Option<String>) -> Result<HttpOrder, Fault> {
    if url.is_empty() {
        return Err(Fault::from("it needs an address"));
    }
    // Line ends would let a caller's digits begin a header of their own.
    if url.contains(|c: char| c.is_control() || c == ' ') {
        return Err(Fault::from(
            "the address has blanks or control characters in it; refused",
        ));
    }
    let url = match url.split_once("://") {
        None => format!("http://{url}"),
        Some((scheme, _))
            if ["http", "https"]
                .iter()
                .any(|s| scheme.eq_ignore_ascii_case(s)) =>
        {
            url
        }
        Some((scheme, _)) => {
            return Err(Fault(format!(
                "'{scheme}' is not spoken; http and https are"
            )));
        }
    };
    let seconds = |name: &str| match leading_integer(&option(call, name)) {
        0 => LONGEST,
        seconds => Duration::from_secs(seconds.unsigned_abs()).min(LONGEST),
    };
    let mut headers = headers(call)?;
    if body.is_some()
        && !headers
            .iter()
            .any(|(n, _)| n.eq_ignore_ascii_case("content-type"))
    {
        let form = "application/x-www-form-urlencoded";
        headers.push(("Content-Type".to_owned(), form.to_owned()));
    }
    let redirects = leading_integer(&option(call, "maxredirs"));
    let redirects = if is_yes(&option(call, "followlocation")) {
        redirects
    } else {
        0
    };
    Ok(HttpOrder {
        method: if body.is_some() { "POST" } else { "GET" }.to_owned(),
        url,
        headers,
        body: body.map(String::into_bytes),
        connect_limit: seconds("conntimeout"),
        limit: seconds("httptimeout"),
        most_redirects: u32::try_from(redirects)
            .unwrap_or(MOST_REDIRECTS)
            .min(MOST_REDIRECTS),
        verify: is_yes(&option(call, "ssl_verifypeer")),
        proxy: proxy(call)?,
        most_bytes: MOST_BYTES,
    })
}

fn headers(call: &Call) -> Result<Vec<(String, String)>, Fault> {
    let mut headers = vec![("User-Agent".to_owned(), option(call, "useragent"))];
    for (name, header) in [("referer", "Referer"), ("cookie", "Cookie")] {
        let value = option(call, name);
        if !value.is_empty() {
            headers.push((header.to_owned(), value));
        }
    }
    let user = option(call, "userpwd");
    if !user.is_empty() {
        let value = format!("Basic {}", encode(user.as_bytes()));
        headers.push(("Authorization".to_owned(), value));
    }
    for line in all(call, "httpheader") {
        let Some((name, value)) = line.split_once(':') else {
            return Err(Fault(format!("'{line}' is no header")));
        };
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    if headers
        .iter()
        .any(|(_, value)| value.contains(char::is_control))
    {
        return Err(Fault::from(
            "a header has control characters in it; refused",
        ));
    }
    Ok(headers)
}

fn proxy(call: &Call) -> Result<Option<String>, Fault> {
    let host = option(call, "proxy");
    if host.is_empty() {
        return Ok(None);
    }
    let kind = option(call, "proxytype");
    if !kind.is_empty() && !kind.eq_ignore_ascii_case("http") {
        return Err(Fault(format!(
            "a proxy of type '{kind}' is not spoken; http is"
        )));
    }
    let (port, user) = (option(call, "proxyport"), option(call, "proxyuserpwd"));
    let host = host
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let port = if port.is_empty() {
        port
    } else {
        format!(":{port}")
    };
    let user = if user.is_empty() {
        user
    } else {
        format!("{user}@")
    };
    Ok(Some(format!("http://{user}{host}{port}")))
}

/// `a=1&b=2` as `1,2`, with `a,b` where `HASH()` finds it.
fn fields(call: &Call, text: &str, compat: HashCompat) -> String {
    let plain = |text: &str| match compat {
        HashCompat::Legacy => decode(&text.replace('+', " ")),
        HashCompat::Yes | HashCompat::No => decode(text),
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let (names, values): (Vec<String>, Vec<String>) = pairs
        .map(|(name, value)| (plain(name), plain(value)))
        .unzip();
    call.set("~ODBCFIELDS~", names.join(","));
    let values = values
        .iter()
        .map(|v| v.replace('\\', "\\\\").replace(',', "\\,"));
    values.collect::<Vec<_>>().join(",")
}

/// `CURLOPT()`.
pub(crate) struct CurlOpt;

impl Function for CurlOpt {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CURLOPT",
        synopsis: "How CURL() asks, on this channel.",
        syntax: &[Param::required(
            "key",
            "conntimeout, httptimeout, dnstimeout, ftptimeout (seconds), useragent, referer, cookie, \
             userpwd (user:password), httpheader (may be set several times), header, followlocation, \
             maxredirs, failurecodes, ssl_verifypeer, proxy, proxyport, proxyuserpwd, proxytype, \
             hashcompat (yes, legacy, no), ftptext.",
        )],
        description: "With hashcompat=yes an answer in the form a=1&b=2 comes as a list of its values, \
            and its names are the keys of the HASH that is set to it.",
        see_also: &["CURL", "HASH"],
        examples: &["Set(CURLOPT(httptimeout)=5)"],
        since: "1.6.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let key = known(args.0)?;
        Ok(match key {
            "httpheader" => all(call, key).join("\n"),
            key => option(call, key),
        })
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let key = known(args.0)?;
        let value = match key {
            "httpheader" if !value.is_empty() => {
                let mut lines = all(call, key);
                lines.push(value.to_owned());
                if lines.len() > MOST_HEADERS {
                    return Err(Fault::from("there are too many headers already"));
                }
                lines.join("\n")
            }
            _ => value.to_owned(),
        };
        call.set(&variable(key), value);
        Ok(())
    }
}

fn known(key: &str) -> Result<&'static str, Fault> {
    let mut all = DEFAULTS.iter();
    let found = all.find(|(name, _)| name.eq_ignore_ascii_case(key.trim()));
    let found = found.map(|(name, _)| *name);
    found.ok_or_else(|| Fault(format!("there is no option '{}'", key.trim())))
}

fn is_yes(text: &str) -> bool {
    ["1", "yes", "true", "on", "y", "t"]
        .iter()
        .any(|yes| text.trim().eq_ignore_ascii_case(yes))
}

const LONGEST: Duration = Duration::from_secs(600);
const MOST_REDIRECTS: u32 = 20;
const MOST_HEADERS: usize = 50;
const MOST_BYTES: usize = 1 << 20;
