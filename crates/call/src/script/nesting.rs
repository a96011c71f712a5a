//! How deep steps run inside steps: an application that runs itself (`Exec`, `EVAL`, a subroutine before
//! a dial that dials) would otherwise fill the stack.

use super::Call;

/// One level; it ends when this is dropped, however the step ends.
pub(crate) struct Nesting {
    call: Call,
}

impl Call {
    /// Goes one level deeper; `None`, with a warning, when that is too deep.
    pub(crate) fn nest(&self, what: &str) -> Option<Nesting> {
        let depth = self.look(|c| c.nesting)?;
        if depth >= DEEPEST {
            self.warn(format!(
                "'{what}' runs inside of itself more than {DEEPEST} times; it was stopped"
            ));
            return None;
        }
        self.change(|c| c.nesting = depth + 1);
        Some(Nesting { call: self.clone() })
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        self.call
            .change(|c| c.nesting = c.nesting.saturating_sub(1));
    }
}

const DEEPEST: u32 = 50;
