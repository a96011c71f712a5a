//! How deep steps run inside steps: an application that runs itself (`Exec`, `EVAL`, a subroutine before
//! a dial that dials) would otherwise fill the stack.

use super::Call;

/// One level; it ends when this is dropped, however the step ends.
pub(crate) struct Nesting {
    call: Call,
    /// There is no channel that counts it: a console or a program evaluates something.
    loose: bool,
}

impl Call {
    /// Goes one level deeper; `None`, with a warning, when that is too deep.
    pub(crate) fn nest(&self, what: &str) -> Option<Nesting> {
        let own = self.look(|c| c.nesting);
        let depth = own.unwrap_or_else(|| self.house.borrow().loose_nesting);
        if depth >= DEEPEST {
            self.warn(format!(
                "'{what}' runs inside of itself more than {DEEPEST} times; it was stopped"
            ));
            return None;
        }
        let loose = own.is_none();
        match loose {
            true => self.house.borrow_mut().loose_nesting = depth + 1,
            false => self.change(|c| c.nesting = depth + 1),
        }
        let call = self.clone();
        Some(Nesting { call, loose })
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        if self.loose {
            let mut house = self.call.house.borrow_mut();
            house.loose_nesting = house.loose_nesting.saturating_sub(1);
        } else {
            self.call
                .change(|c| c.nesting = c.nesting.saturating_sub(1));
        }
    }
}

const DEEPEST: u32 = 50;
