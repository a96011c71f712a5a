//! `features show`.

use call::FeatureCodes;

use crate::cli::commands::prelude::*;

pub(crate) struct ShowFeatures;

impl ConsoleCommand for ShowFeatures {
    const DOC: CommandDoc = CommandDoc {
        words: "features show",
        aliases: &["core show features", "show features", "feature show"],
        syntax: "",
        summary: "Lists configured features",
        description: "Lists the digits that mean something during a call, and their timing.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let (now, usual) = (exchange.features(), FeatureCodes::default());
        let mut text = format!(
            "{:<25} {:<7} {:<7}\n",
            "Builtin Feature", "Default", "Current"
        );
        let _ = writeln!(
            text,
            "{:<25} {:<7} {:<7}",
            "---------------", "-------", "-------"
        );
        let mut row = |name: &str, usual: &str, now: &str| {
            let now = if now.is_empty() { "no def" } else { now };
            let _ = writeln!(text, "{name:<25} {usual:<7} {now:<7}");
        };
        row("Blind Transfer", &usual.blind_transfer, &now.blind_transfer);
        row("Disconnect Call", &usual.disconnect, &now.disconnect);
        let FeatureCodes {
            digit_timeout,
            transfer_digit_timeout,
            transfer_attempts,
            ..
        } = now;
        let _ = writeln!(
            text,
            "\nFeature digit timeout:   {} ms",
            digit_timeout.as_millis()
        );
        let _ = writeln!(
            text,
            "Transfer digit timeout:  {} s",
            transfer_digit_timeout.as_secs()
        );
        let _ = writeln!(text, "Transfer attempts:       {transfer_attempts}");
        Reply::text(text)
    }
}
