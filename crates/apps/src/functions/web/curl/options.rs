//! What CURLOPT() keeps on a channel.

use call::script::Call;

/// The options and what they are unless they are set.
pub(super) const DEFAULTS: &[(&str, &str)] = &[
    ("conntimeout", "30"),
    ("cookie", ""),
    ("dnstimeout", "30"),
    ("failurecodes", ""),
    ("followlocation", "1"),
    ("ftptext", "0"),
    ("ftptimeout", "30"),
    ("hashcompat", "no"),
    ("header", "0"),
    ("httpheader", ""),
    ("httptimeout", "180"),
    ("maxredirs", "10"),
    ("proxy", ""),
    ("proxyport", ""),
    ("proxytype", ""),
    ("proxyuserpwd", ""),
    ("referer", ""),
    ("ssl_verifypeer", "1"),
    ("useragent", "asterisk-libcurl-agent/1.0"),
    ("userpwd", ""),
];

/// How an answer in fields is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HashCompat {
    No,
    Yes,
    /// `+` stands for a blank.
    Legacy,
}

impl HashCompat {
    pub(super) fn of(call: &Call) -> Self {
        match option(call, "hashcompat")
            .trim()
            .to_ascii_lowercase()
            .as_str()
        {
            "legacy" => Self::Legacy,
            "yes" | "true" | "1" | "on" | "y" | "t" => Self::Yes,
            _ => Self::No,
        }
    }
}

/// An option as it is set, or as it is usually.
pub(super) fn option(call: &Call, key: &str) -> String {
    call.get(&variable(key)).unwrap_or_else(|| {
        let mut all = DEFAULTS.iter();
        let usual = all.find(|(name, _)| *name == key);
        usual.map_or_else(String::new, |(_, value)| (*value).to_owned())
    })
}

/// An option that may be there several times.
pub(super) fn all(call: &Call, key: &str) -> Vec<String> {
    let text = option(call, key);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(str::to_owned).collect()
}

/// Where a channel keeps it.
pub(super) fn variable(key: &str) -> String {
    format!("~CURLOPT~{key}~")
}
