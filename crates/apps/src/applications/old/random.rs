//! Random: elsewhere, by chance.

use call::script::prelude::*;

use crate::applications::go;
use crate::numbers::leading_integer;
use crate::old::modern;

/// Goes elsewhere by chance.
pub(crate) struct Random;

impl Application for Random {
    const DOC: AppDoc = AppDoc {
        name: "Random",
        synopsis: "Go elsewhere by chance.",
        syntax: &[
            Param::required("probability", "1 to 100, in hundredths."),
            Param::required(":target", "Where to go then, as Goto takes it."),
        ],
        options: &[],
        description: "An old form of GotoIf($[${RAND(1,100)} <= probability]?target).",
        see_also: &["RAND", "GotoIf"],
        examples: &["same => n,Random(20:default,100,1)"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "Random", "GotoIf($[${RAND(1,100)} <= n]?target)");
        let Some((probability, target)) = args.0.split_once(':') else {
            call.warn("Random needs probability:target");
            return Ok(Continue);
        };
        let roll = i64::try_from(call.random() % 100).unwrap_or(0) + 1;
        if roll <= leading_integer(probability) {
            return Ok(go(call, target));
        }
        Ok(Continue)
    }
}
