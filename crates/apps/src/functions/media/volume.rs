//! VOLUME and JITTERBUFFER: how a channel sounds.

use ::media::jitter::JitterSetup;
use call::script::prelude::*;

use crate::numbers::{leading_float, leading_integer};

/// `VOLUME()`.
pub(crate) struct Volume;

impl Function for Volume {
    const DOC: FunctionDoc = FunctionDoc {
        name: "VOLUME",
        synopsis: "Make the channel louder or softer.",
        syntax: &[
            Param::required("direction", "TX: what the far end hears. RX: what it says."),
            Param::optional("options", "p: keys * and # change it; they do not here."),
        ],
        description: "A number n above 0 makes it n times as loud, one below 0 divides; 0 is as it was.",
        see_also: &["JITTERBUFFER"],
        examples: &["Set(VOLUME(TX)=3)", "Set(VOLUME(RX)=-2)", "${VOLUME(TX)}"],
        since: "1.6.0",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let [received, sent] = call.look(|c| c.volume).unwrap_or_default();
        let value = if is_sent(args)? { sent } else { received };
        Ok(value.to_string())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let told = leading_float(value).clamp(-LOUDEST, LOUDEST) as f32;
        let [received, sent] = call.look(|c| c.volume).unwrap_or_default();
        if is_sent(args)? {
            call.set_volume(received, told);
        } else {
            call.set_volume(told, sent);
        }
        Ok(())
    }
}

fn is_sent(args: Args<'_>) -> Result<bool, Fault> {
    let parts = args.split();
    match parts
        .first()
        .map_or("", |p| p.trim())
        .to_ascii_uppercase()
        .as_str()
    {
        "TX" => Ok(true),
        "RX" => Ok(false),
        other => Err(format!("'{other}' is neither TX nor RX").into()),
    }
}

/// `JITTERBUFFER()`.
pub(crate) struct JitterBuffer;

impl Function for JitterBuffer {
    const DOC: FunctionDoc = FunctionDoc {
        name: "JITTERBUFFER",
        synopsis: "Smooth what the far end says when its packets come unevenly.",
        syntax: &[Param::required("type", "fixed, adaptive or disabled.")],
        description: "The value is default, or max_size[,resync_threshold[,target_extra]] in \
            milliseconds: 200, 1000 and 40 unless told.",
        see_also: &["VOLUME"],
        examples: &[
            "Set(JITTERBUFFER(adaptive)=default)",
            "Set(JITTERBUFFER(fixed)=120)",
        ],
        since: "10",
        readable: false,
        writable: true,
    };

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = Args(value).split();
        let number = |at: usize, usual: u16| {
            let text = parts.get(at).map_or("", |p| p.trim());
            match u16::try_from(leading_integer(text)) {
                Ok(told @ 1..) => told,
                _ => usual,
            }
        };
        let (max_ms, resync_ms, extra_ms) = (number(0, 200), number(1, 1_000), number(2, 40));
        let buffer = match args.0.trim().to_ascii_lowercase().as_str() {
            "fixed" => Some(JitterSetup::Fixed {
                delay_ms: max_ms,
                resync_ms,
            }),
            "adaptive" => Some(JitterSetup::Adaptive {
                extra_ms,
                max_ms,
                resync_ms,
            }),
            "disabled" => None,
            other => return Err(format!("there is no jitter buffer '{other}'").into()),
        };
        call.set_jitter(buffer);
        Ok(())
    }
}

const LOUDEST: f64 = 100.0;
