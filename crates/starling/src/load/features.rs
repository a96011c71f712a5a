//! `features.conf`: digits with a meaning during a call.

use call::FeatureCodes;
use config::{OptionTable, Problem, Tree};

config::options! {
    /// Timing of features.
    struct General as "features" {
        /// Time between the digits of a code, in milliseconds.
        featuredigittimeout: u32 = "1000",
        /// Time for each digit of a number to transfer to, in seconds.
        transferdigittimeout: u32 = "3",
        /// How many numbers may be tried.
        transferdialattempts: u32 = "3",
    }
    unsupported: [
        "pickupexten", "courtesytone", "recordingfailsound", "transferretrysound", "transferinvalidsound",
        "transferannouncesound", "xfersound", "xferfailsound", "pickupsound", "pickupfailsound", "atxfernoanswertimeout",
        "atxferdropcall", "atxferloopdelay", "atxfercallbackretries", "atxferabort", "atxfercomplete",
        "atxferthreeway", "atxferswap", "parkext", "parkpos", "context", "parkingtime", "comebacktoorigin",
        "parkeddynamic", "parkedplay", "parkinghints", "adsipark", "findslot", "parkedmusicclass",
        "comebackcontext", "comebackdialtime", "parkedcalltransfers", "parkedcallreparking",
        "parkedcallhangup", "parkedcallrecording", "parkext_exclusive",
    ];
}

config::options! {
    /// The codes.
    struct FeatureMap as "featuremap" {
        /// Blind transfer.
        blindxfer: String = "#",
        /// Disconnect.
        disconnect: String = "*",
    }
    unsupported: ["atxfer", "automon", "automixmon", "parkcall", "mixmon"];
}

/// The codes of the file.
pub(crate) fn codes(tree: &Tree) -> (FeatureCodes, Vec<Problem>) {
    let (mut general, mut map, mut problems) =
        (General::default(), FeatureMap::default(), Vec::new());
    for section in tree.live() {
        match section.name.to_ascii_lowercase().as_str() {
            "general" => problems.extend(general.apply(section)),
            "featuremap" => problems.extend(map.apply(section)),
            _ => {}
        }
    }
    let millis = |n: u32| std::time::Duration::from_millis(n.into());
    let codes = FeatureCodes {
        blind_transfer: map.blindxfer,
        disconnect: map.disconnect,
        digit_timeout: millis(general.featuredigittimeout),
        transfer_digit_timeout: millis(general.transferdigittimeout.saturating_mul(1000)),
        transfer_attempts: general.transferdialattempts.max(1),
    };
    (codes, problems)
}
