//! Recording a conference.

use audio::file::Format;
use call::ConferenceNews;
use call::script::{BackgroundRecording, RecordedThing};
use media::control::Recorded;
use media::recorder::RecordedFile;

use super::seat::Seat;
use crate::recordings;

/// Begins or ends the recording as it is wanted by now.
pub(super) fn follow(seat: &mut Seat) {
    let name = seat.order.name.clone();
    let state = seat.all.look(&name, |room| {
        (room.recording_wanted, room.recording, room.bridge.clone())
    });
    match state {
        Some((true, None, bridge)) => {
            let (base, ending) = path(seat, &bridge);
            let Some(format) = Format::find(&ending) else {
                seat.call
                    .warn(format!("ConfBridge: there is no sound format '{ending}'"));
                seat.all
                    .change_room(&name, |room| room.recording_wanted = false);
                return;
            };
            let path = format!("{base}.{ending}");
            let track = RecordedFile {
                path: path.clone(),
                format,
                side: Recorded::Received,
            };
            let thing = RecordedThing::Mix(seat.mix.id());
            let command = &bridge.record_command;
            let wanted = BackgroundRecording {
                append: bridge.record_file_append,
                then: (!command.is_empty()).then(|| command.clone()),
                ..BackgroundRecording::new(thing, vec![track], "ConfBridge")
            };
            match seat.call.start_recording(wanted) {
                Ok(tap) => {
                    seat.all.change_room(&name, |room| {
                        room.recording = Some(tap);
                        room.recording_path = path;
                    });
                    seat.all
                        .tell_by_name(&name, ConferenceNews::RecordingBegan, None);
                }
                Err(problem) => {
                    seat.call.warn(format!("ConfBridge: {problem}"));
                    seat.all
                        .change_room(&name, |room| room.recording_wanted = false);
                }
            }
        }
        Some((false, Some(tap), _)) => {
            seat.call.stop_recording(tap);
            seat.all.change_room(&name, |room| room.recording = None);
            seat.all
                .tell_by_name(&name, ConferenceNews::RecordingEnded, None);
        }
        _ => {}
    }
}

/// The file without ending, and its ending.
fn path(seat: &Seat, bridge: &services::conference::BridgeProfile) -> (String, String) {
    let seconds = seat.call.since_epoch().as_secs();
    let file = bridge.record_file.as_str();
    if file.is_empty() {
        let safe = seat.order.name.replace(['/', '\\'], "_");
        let name = format!("confbridge-{safe}-{seconds}");
        return (
            recordings::monitor_path(&seat.call, &name),
            "wav".to_owned(),
        );
    }
    let split = file
        .rsplit_once('.')
        .filter(|(_, ending)| !ending.contains('/'));
    let (base, ending) = split.unwrap_or((file, "wav"));
    let base = match bridge.record_file_timestamp {
        true => format!("{base}-{seconds}"),
        false => base.to_owned(),
    };
    (
        recordings::monitor_path(&seat.call, &base),
        ending.to_owned(),
    )
}
