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
        row(
            "Attended Transfer",
            &usual.attended_transfer,
            &now.attended_transfer,
        );
        row("One Touch Monitor", &usual.monitor, &now.monitor);
        row("Disconnect Call", &usual.disconnect, &now.disconnect);
        row("Park Call", &usual.park, &now.park);
        row("One Touch MixMonitor", &usual.mix_monitor, &now.mix_monitor);
        row("Pickup", &usual.pickup, &now.pickup);
        text.push_str("\nDynamic Feature           Default Current\n");
        text.push_str("---------------           ------- -------\n");
        for feature in &now.applications {
            let _ = writeln!(text, "{:<25} no def  {:<7}", feature.name, feature.code);
        }
        if now.applications.is_empty() {
            text.push_str("(none)\n");
        }
        text.push_str("\nFeature Groups:\n---------------\n");
        for (name, members) in &now.groups {
            let _ = writeln!(text, "===> Group: {name}");
            for (feature, code) in members {
                let _ = writeln!(text, "===> --> {feature} ({code})");
            }
        }
        if now.groups.is_empty() {
            text.push_str("(none)\n");
        }
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
