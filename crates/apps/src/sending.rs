//! Digits that we send to a far end.

use std::time::Duration;

use call::script::{Call, HungUp};
use call::{ChannelId, Signal};

/// How digits follow each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Length of a digit, in milliseconds.
    pub(crate) digit_ms: u32,
    /// Silence behind each.
    pub(crate) gap: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            digit_ms: 100,
            gap: Duration::from_millis(250),
        }
    }
}

/// Sends digits one after the other; `w` waits half a second, `W` a whole one. `who` stands in warnings.
pub(crate) async fn send_digits(
    call: &mut Call,
    to: ChannelId,
    digits: &str,
    pace: Pace,
    who: &str,
) -> Result<(), HungUp> {
    for digit in digits.chars() {
        let pause = match digit.to_ascii_uppercase() {
            '0'..='9' | '*' | '#' | 'A'..='D' => {
                let duration_ms = pace.digit_ms;
                let digit = digit.to_ascii_uppercase();
                call.signal_to(to, Signal::Digit { digit, duration_ms });
                Duration::from_millis(duration_ms.into()) + pace.gap
            }
            'W' if digit == 'w' => Duration::from_millis(500),
            'W' => Duration::from_secs(1),
            other => {
                call.warn(format!("{who}: '{other}' is no digit to send"));
                continue;
            }
        };
        call.sleep(pause).await?;
    }
    Ok(())
}
