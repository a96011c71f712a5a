//! `features.conf`: digits with a meaning during a call.

use call::{Consultation, DynamicFeature, FeatureCodes, FeatureSounds};
use config::{Entry, OptionTable, Problem, Section, Tree, is_no, is_yes};

config::options! {
    /// Timing and sounds of features.
    struct General as "features" {
        /// Time between the digits of a code, in milliseconds.
        featuredigittimeout: u32 = "1000",
        /// Time for each digit of a number to transfer to, in seconds.
        transferdigittimeout: u32 = "3",
        /// How many numbers may be tried.
        transferdialattempts: u32 = "3",
        /// The number that picks up a call of one's pickup groups.
        pickupexten: String = "*8",
        /// Played when a one-touch recording begins or ends.
        courtesytone: String = "",
        /// Played when a one-touch recording is not possible.
        recordingfailsound: String = "",
        /// Played when a number to transfer to does not exist.
        transferretrysound: String = "pbx-invalid",
        /// Played when the last number to transfer to does not exist.
        transferinvalidsound: String = "privacy-incorrect",
        /// Played before the number of a transfer is read.
        transferannouncesound: String = "pbx-transfer",
        /// Played when an attended transfer is complete.
        xfersound: String = "beep",
        /// Played when an attended transfer came to nothing.
        xferfailsound: String = "beeperr",
        /// Played to whoever picks a call up.
        pickupsound: String = "",
        /// Played when there is nothing to pick up.
        pickupfailsound: String = "",
        /// How long the target of an attended transfer may ring, in seconds.
        atxfernoanswertimeout: u32 = "15",
        /// A call whose transfer was not answered ends, instead of going back.
        atxferdropcall: bool = "no",
        /// Time between two tries to give a call back, in seconds.
        atxferloopdelay: u32 = "10",
        /// How often a call is given back.
        atxfercallbackretries: u32 = "2",
        /// Goes back from the target of an attended transfer.
        atxferabort: String = "*1",
        /// Completes an attended transfer.
        atxfercomplete: String = "*2",
        /// Lets all three of an attended transfer talk.
        atxferthreeway: String = "*3",
        /// Goes from one to the other of an attended transfer.
        atxferswap: String = "*4",
    }
    ignored: [
        "parkext", "parkpos", "context", "parkingtime", "comebacktoorigin", "parkeddynamic", "parkedplay",
        "parkinghints", "adsipark", "findslot", "parkedmusicclass", "comebackcontext", "comebackdialtime",
        "parkedcalltransfers", "parkedcallreparking", "parkedcallhangup", "parkedcallrecording",
        "parkext_exclusive",
    ];
}

config::options! {
    /// The codes.
    struct FeatureMap as "featuremap" {
        /// Blind transfer.
        blindxfer: String = "#",
        /// Attended transfer.
        atxfer: String = "",
        /// Disconnect.
        disconnect: String = "*",
        /// Parks the other side.
        parkcall: String = "",
        /// One-touch recording with Monitor.
        automon: String = "",
        /// One-touch recording with MixMonitor.
        automixmon: String = "",
    }
}

/// The codes of the file.
pub fn codes(tree: &Tree) -> (FeatureCodes, Vec<Problem>) {
    let (mut general, mut map, mut problems) =
        (General::default(), FeatureMap::default(), Vec::new());
    let (mut applications, mut groups) = (Vec::new(), Vec::new());
    for section in tree.live() {
        match section.name.to_ascii_lowercase().as_str() {
            "general" => problems.extend(general.apply(section)),
            "featuremap" => problems.extend(map.apply(section)),
            "applicationmap" => applications.extend(application_map(section, &mut problems)),
            // Lots of Asterisk 1.8 to 11 are read with the parking lots.
            name if name.starts_with("parkinglot_") => {}
            _ => groups.push(section),
        }
    }
    let groups = groups
        .into_iter()
        .map(|section| group(section, &applications, &mut problems))
        .collect();
    let codes = FeatureCodes {
        blind_transfer: map.blindxfer,
        attended_transfer: map.atxfer,
        disconnect: map.disconnect,
        park: map.parkcall,
        monitor: map.automon,
        mix_monitor: map.automixmon,
        pickup: general.pickupexten,
        digit_timeout: millis(general.featuredigittimeout),
        transfer_digit_timeout: seconds(general.transferdigittimeout),
        transfer_attempts: general.transferdialattempts.max(1),
        consultation: Consultation {
            abort: general.atxferabort,
            complete: general.atxfercomplete,
            three_way: general.atxferthreeway,
            swap: general.atxferswap,
            patience: seconds(general.atxfernoanswertimeout),
            drop_call: general.atxferdropcall,
            loop_delay: seconds(general.atxferloopdelay),
            callback_retries: general.atxfercallbackretries,
        },
        sounds: FeatureSounds {
            transferred: general.xfersound,
            transfer_failed: general.xferfailsound,
            transfer: general.transferannouncesound,
            retry: general.transferretrysound,
            invalid: general.transferinvalidsound,
            picked_up: general.pickupsound,
            pickup_failed: general.pickupfailsound,
            courtesy: general.courtesytone,
            recording_failed: general.recordingfailsound,
        },
        applications,
        groups,
    };
    (codes, problems)
}

fn application_map(section: &Section, problems: &mut Vec<Problem>) -> Vec<DynamicFeature> {
    let mut found: Vec<DynamicFeature> = Vec::new();
    for entry in &section.entries {
        match dynamic(entry) {
            Ok(feature) => {
                found.retain(|known| !known.name.eq_ignore_ascii_case(&feature.name));
                found.push(feature);
            }
            Err(why) => problems.push(Problem::warning(
                &entry.span,
                format!("feature '{}' is left out: {why}", entry.name),
            )),
        }
    }
    found
}

/// `name => code,self|peer[/caller|callee|both],application[,arguments[,music]]`, or with the
/// arguments in parentheses behind the application.
fn dynamic(entry: &Entry) -> Result<DynamicFeature, String> {
    let mut parts = entry.value.splitn(3, ',').map(str::trim);
    let code = parts.next().filter(|code| !code.is_empty());
    let code = code.ok_or("it has no code")?;
    let on = parts.next().ok_or("it does not say on whom it runs")?;
    let rest = parts.next().filter(|rest| !rest.is_empty());
    let rest = rest.ok_or("it has no application")?;
    let (on, by) = on.split_once('/').unwrap_or((on, "both"));
    let on_other = match on.to_ascii_lowercase().as_str() {
        "peer" | "callee" => true,
        "self" | "caller" => false,
        other => return Err(format!("'{other}' is neither self nor peer")),
    };
    let (by_caller, by_callee) = match by.to_ascii_lowercase().as_str() {
        "both" => (true, true),
        "caller" => (true, false),
        "callee" => (false, true),
        other => return Err(format!("'{other}' is neither caller, callee nor both")),
    };
    let (application, arguments, music) = application(rest);
    Ok(DynamicFeature {
        name: entry.name.clone(),
        code: code.to_owned(),
        on_other,
        by_caller,
        by_callee,
        application,
        arguments,
        music: music.filter(|class| !class.is_empty()),
    })
}

fn application(text: &str) -> (String, String, Option<String>) {
    let comma = text.find(',').unwrap_or(text.len());
    if let Some(open) = text.find('(').filter(|open| *open < comma) {
        let close = text.rfind(')').filter(|close| *close > open);
        let close = close.unwrap_or(text.len());
        let behind = text.get(close + 1..).unwrap_or("").trim();
        let music = behind
            .strip_prefix(',')
            .map(|class| class.trim().to_owned());
        let arguments = text.get(open + 1..close).unwrap_or("").to_owned();
        return (text[..open].trim().to_owned(), arguments, music);
    }
    let application = text[..comma].trim().to_owned();
    let rest = text.get(comma + 1..).unwrap_or("").trim();
    if let Some(quoted) = rest.strip_prefix('"') {
        let (arguments, behind) = quoted.split_once('"').unwrap_or((quoted, ""));
        let music = behind.trim().strip_prefix(',');
        let music = music.map(|class| class.trim().to_owned());
        return (application, arguments.to_owned(), music);
    }
    match rest.rsplit_once(',') {
        Some((arguments, class)) => (
            application,
            arguments.to_owned(),
            Some(class.trim().to_owned()),
        ),
        None => (application, rest.to_owned(), None),
    }
}

/// `[name]`: features of the application map, each with a code of its own or `yes`.
fn group(
    section: &Section,
    known: &[DynamicFeature],
    problems: &mut Vec<Problem>,
) -> (String, Vec<(String, String)>) {
    let mut members = Vec::new();
    for entry in &section.entries {
        if !known
            .iter()
            .any(|f| f.name.eq_ignore_ascii_case(&entry.name))
        {
            let text = format!(
                "group '{}': there is no feature '{}' in [applicationmap]",
                section.name, entry.name
            );
            problems.push(Problem::warning(&entry.span, text));
            continue;
        }
        let code = entry.value.trim();
        let own = !is_yes(code) && !is_no(code);
        members.push((
            entry.name.clone(),
            if own { code.to_owned() } else { String::new() },
        ));
    }
    (section.name.clone(), members)
}

fn millis(n: u32) -> std::time::Duration {
    std::time::Duration::from_millis(n.into())
}

fn seconds(n: u32) -> std::time::Duration {
    std::time::Duration::from_secs(n.into())
}

#[cfg(test)]
mod tests;
