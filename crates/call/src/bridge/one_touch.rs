//! Codes that run something during a call: recordings, and the applications of `[applicationmap]`.

use dialplan::Location;

use super::features::DynamicFeature;
use super::talk::BridgeEnd;
use crate::ChannelId;
use crate::script::{Call, HungUp};

/// One-touch recording with Monitor.
pub(super) async fn monitor(
    call: &mut Call,
    who: ChannelId,
    other: ChannelId,
) -> Result<Option<BridgeEnd>, HungUp> {
    record(call, who, other, &MONITOR).await
}

/// One-touch recording with MixMonitor.
pub(super) async fn mix_monitor(
    call: &mut Call,
    who: ChannelId,
    other: ChannelId,
) -> Result<Option<BridgeEnd>, HungUp> {
    record(call, who, other, &MIX_MONITOR).await
}

/// An application that records, and what the variables are called that it heeds.
struct Recorder {
    begin: &'static str,
    end: &'static str,
    variable: &'static str,
}

const MONITOR: Recorder = Recorder {
    begin: "Monitor",
    end: "StopMonitor",
    variable: "TOUCH_MONITOR",
};
const MIX_MONITOR: Recorder = Recorder {
    begin: "MixMonitor",
    end: "StopMixMonitor",
    variable: "TOUCH_MIXMONITOR",
};

/// Begins a recording of the other side's channel, or ends the one that runs.
async fn record(
    call: &mut Call,
    who: ChannelId,
    other: ChannelId,
    recorder: &Recorder,
) -> Result<Option<BridgeEnd>, HungUp> {
    let mut there = call.on(other);
    let output = format!("{}_OUTPUT", recorder.variable);
    let runs = there.get(&output).is_some_and(|file| !file.is_empty());
    let ran = if runs {
        for id in [who, other] {
            call.set_on(id, &output, "");
        }
        there.run_application(recorder.end, "").await
    } else {
        let told = |suffix: &str| {
            let name = format!("{}{suffix}", recorder.variable);
            let of = |id| call.on(id).get(&name).filter(|v: &String| !v.is_empty());
            of(who).or_else(|| of(other))
        };
        let format = told("_FORMAT").unwrap_or_else(|| "wav".to_owned());
        let prefix = told("_PREFIX").unwrap_or_else(|| "auto".to_owned());
        let name = told("").unwrap_or_else(|| {
            let number = |id| call.on(id).look(|c| c.parties.caller.number.clone());
            let number = |id| {
                let text = number(id).unwrap_or_default();
                text.replace(|c: char| !c.is_alphanumeric(), "")
            };
            let seconds = call.since_epoch().as_secs();
            format!("{seconds}-{}-{}", number(other), number(who))
        });
        let file = format!("{prefix}-{name}");
        for id in [who, other] {
            call.set_on(id, &output, file.clone());
        }
        let arguments = if recorder.begin == "Monitor" {
            format!("{format},{file},m")
        } else {
            format!("{file}.{format},b")
        };
        there.run_application(recorder.begin, &arguments).await
    };
    let sounds = call.features().sounds.clone();
    let sound = if ran.is_some() {
        sounds.courtesy
    } else {
        call.warn(format!("there is no application {}", recorder.begin));
        sounds.recording_failed
    };
    if !sound.is_empty() {
        say(call, who, &sound).await?;
    }
    Ok(None)
}

async fn say(call: &mut Call, to: ChannelId, sound: &str) -> Result<(), HungUp> {
    if to == call.id() {
        call.play(&[sound], "").await?;
    } else {
        call.play_to_other(to, &[sound]).await?;
    }
    Ok(())
}

/// Runs an application of `[applicationmap]`.
pub(super) async fn run(
    call: &mut Call,
    who: ChannelId,
    other: ChannelId,
    feature: DynamicFeature,
) -> Result<Option<BridgeEnd>, HungUp> {
    let (on, waits) = if feature.on_other {
        (other, who)
    } else {
        (who, other)
    };
    for (id, activator) in [(on, who), (waits, who)] {
        let name = call.on(activator).name();
        call.set_on(id, "DYNAMIC_WHO_ACTIVATED", name);
    }
    call.set_on(on, "DYNAMIC_FEATURENAME", feature.name.clone());
    if let Some(class) = &feature.music {
        call.start_music_on(waits, class).await?;
    }
    if on == call.id() {
        let ran = Box::pin(perform(call, &feature)).await;
        call.restore_sound_of(waits);
        call.restore_sound();
        ran?;
        let jumped = call.look(|c| c.jumped).unwrap_or(false);
        return Ok(jumped.then_some(BridgeEnd::CallerTransferred));
    }
    let mut there = call.on(on);
    call.run_on(on, async move {
        let _ = perform(&mut there, &feature).await;
    })
    .await?;
    call.restore_sound();
    call.restore_sound_of(on);
    Ok(None)
}

/// A subroutine or macro runs to its end before anything else happens.
async fn perform(call: &mut Call, feature: &DynamicFeature) -> Result<(), HungUp> {
    if feature.application.eq_ignore_ascii_case("Gosub") {
        let (place, arguments) = feature
            .arguments
            .split_once('(')
            .unwrap_or((&feature.arguments, ""));
        let mut parts: Vec<&str> = place.split(',').map(str::trim).collect();
        let here = call.location();
        let priority = parts.pop().and_then(|p| p.parse().ok()).unwrap_or(1);
        let extension = parts.pop().unwrap_or(&here.extension);
        let context = parts.pop().unwrap_or(&here.context);
        let at = Location::new(context, extension, priority);
        let arguments = arguments.trim_end().trim_end_matches(')');
        let arguments = dialplan::arguments::split_arguments(arguments);
        return call.run_subroutine(at, &arguments).await.map(|_| ());
    }
    let ran = call
        .run_application(&feature.application, &feature.arguments)
        .await;
    match ran {
        Some(flow) => flow.map(|_| ()),
        None => {
            call.warn(format!("there is no application '{}'", feature.application));
            Ok(())
        }
    }
}
