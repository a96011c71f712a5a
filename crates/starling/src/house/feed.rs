//! What programs connect to, and what they are told.

use std::sync::Arc;

use call::{Picture, Pictured};
use control::programs::News;

use super::House;
use crate::load::ProgramSettings;

impl House {
    /// A change of what programs connect to.
    pub(crate) fn take_new_programs(&mut self) -> Option<ProgramSettings> {
        self.new_programs.take()
    }

    /// At a reload.
    pub(crate) fn change_programs(&mut self, settings: ProgramSettings) {
        self.new_programs = Some(settings);
    }

    /// Makes pictures of what happens as long as somebody looks at them, or records are made.
    pub(super) fn mind_the_feed(&mut self) {
        let pictured = match (self.feed.is_heard(), self.records.are_wanted()) {
            (true, _) => Pictured::Everything,
            (false, true) => Pictured::Calls,
            (false, false) => Pictured::Nothing,
        };
        self.switchboard.show_pictures(pictured);
    }

    pub(super) fn pictured(&mut self, picture: Arc<Picture>) {
        self.note_picture(&picture);
        self.feed.tell(News::Pictured(picture));
    }
}
