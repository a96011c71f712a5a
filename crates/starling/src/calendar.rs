//! The machine's clock may be set while the exchange runs: calendars follow, timers do not mind.

use std::time::{Duration, Instant};

use call::WallClock;

use crate::clock;
use crate::house::House;

impl House {
    /// Follows the machine's clock when somebody sets it.
    pub(crate) fn keep_calendar(&mut self, now: Instant) {
        let told = clock::since_epoch();
        let off = told.abs_diff(self.wall.at(now));
        if off < LARGEST_DRIFT {
            return;
        }
        self.wall = WallClock::new(now, told);
        self.switchboard.set_wall_clock(self.wall);
        self.sip.set_wall_clock(self.wall);
        // A slow drift is nobody's doing.
        if off >= LARGEST_SILENT_STEP {
            let seconds = off.as_secs();
            self.notice(format!("The clock was set by {seconds} seconds"));
        }
    }
}

/// A calendar that is off by less is right.
const LARGEST_DRIFT: Duration = Duration::from_millis(20);
const LARGEST_SILENT_STEP: Duration = Duration::from_secs(1);
