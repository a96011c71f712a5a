//! PrivacyManager and Zapateller: callers without a number.

use std::time::Duration;

use call::script::prelude::*;
use call::{Party, Presentation};
use dialplan::Location;

use crate::applications::progress::progress_tone::early_sound;
use crate::numbers::leading_integer;
use crate::places;

/// Asks a caller without a number for one.
pub(crate) struct AskNumber;

impl Application for AskNumber {
    const DOC: AppDoc = AppDoc {
        name: "PrivacyManager",
        synopsis: "Ask a caller without a number for one.",
        syntax: &[
            Param::optional("maxretries", "So many tries; 3 when left out."),
            Param::optional(
                "minlength",
                "A number has so many digits at least; 10 when left out.",
            ),
            Param::optional("options", "None is known."),
            Param::optional("context", "The number must be an extension there."),
        ],
        options: &[],
        description: "A caller whose number is known and shown passes at once. The number that is \
            entered becomes the caller's. PRIVACYMGRSTATUS tells SUCCESS or FAILED.",
        see_also: &["Zapateller", "CALLERID"],
        examples: &["same => n,PrivacyManager(3,7)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] =
        &[Param::variable("PRIVACYMGRSTATUS", "SUCCESS or FAILED.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let caller = call.look(|c| c.parties.caller.clone()).unwrap_or_default();
        if !caller.number.is_empty() && caller.presentation.is_allowed() {
            call.set("PRIVACYMGRSTATUS", "SUCCESS");
            return Ok(Continue);
        }
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let count = |at: usize, usual: usize| match usize::try_from(leading_integer(part(at))) {
            Ok(told @ 1..) => told.min(MOST_DIGITS),
            _ => usual,
        };
        call.answer().await?;
        call.play(&["privacy-unident"], "").await?;
        for _ in 0..count(0, 3) {
            let digits = Digits {
                max: MOST_DIGITS,
                end: "#",
                first_patience: FIRST_PATIENCE,
                patience: PATIENCE,
            };
            let typed = call.ask(&["privacy-prompt"], digits).await?.text;
            if typed.len() >= count(1, 10) && is_known(call, part(3), &typed).await {
                call.play(&["privacy-thankyou"], "").await?;
                call.change(|c| {
                    c.parties.caller = Party::new("Privacy Manager", &typed);
                    c.parties.caller.presentation = Presentation::Allowed;
                });
                call.set("PRIVACYMGRSTATUS", "SUCCESS");
                return Ok(Continue);
            }
            call.play(&["privacy-incorrect"], "").await?;
        }
        call.set("PRIVACYMGRSTATUS", "FAILED");
        Ok(Continue)
    }
}

async fn is_known(call: &mut Call, context: &str, number: &str) -> bool {
    context.is_empty() || places::exists(call, &Location::new(context, number, 1)).await
}

/// Plays the tones of a number that is not in service.
pub(crate) struct Zapateller;

impl Application for Zapateller {
    const DOC: AppDoc = AppDoc {
        name: "Zapateller",
        synopsis: "Play the three tones of a number that is not in service.",
        syntax: &[Param::optional(
            "options",
            "Words with commas between, see below.",
        )],
        options: &[
            Param::optional("answer", "Answer the call first."),
            Param::optional("nocallerid", "Only for callers without a number."),
        ],
        description: "Dialling machines take the number from their list. ZAPATELLERSTATUS tells \
            NOTHING, ANSWERED or ZAPPED.",
        see_also: &["PrivacyManager"],
        examples: &["same => n,Zapateller(answer,nocallerid)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "ZAPATELLERSTATUS",
        "NOTHING, ANSWERED or ZAPPED.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let words = args.0.replace('|', ",");
        let has = |word: &str| {
            words
                .split(',')
                .any(|w| w.trim().eq_ignore_ascii_case(word))
        };
        call.set("ZAPATELLERSTATUS", "NOTHING");
        if !call.is_up() && has("answer") {
            call.answer().await?;
            call.set("ZAPATELLERSTATUS", "ANSWERED");
            call.sleep(PAUSE).await?;
        }
        let known = call.look(|c| !c.parties.caller.number.is_empty());
        if has("nocallerid") && known == Some(true) {
            return Ok(Continue);
        }
        early_sound(call);
        call.play_tone(TONES);
        call.sleep(LENGTH).await?;
        call.restore_sound();
        call.set("ZAPATELLERSTATUS", "ZAPPED");
        Ok(Continue)
    }
}

const MOST_DIGITS: usize = 30;
const FIRST_PATIENCE: Duration = Duration::from_millis(6_500);
const PATIENCE: Duration = Duration::from_millis(3_200);
/// The special information tones (ITU-T E.180).
const TONES: &str = "!950/330,!1400/330,!1800/330,!0/1000";
const LENGTH: Duration = Duration::from_millis(1_990);
const PAUSE: Duration = Duration::from_millis(500);
