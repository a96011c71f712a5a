//! RAND: a random number.

use call::script::prelude::*;

/// `RAND()`.
pub(crate) struct Rand;

impl Function for Rand {
    const DOC: FunctionDoc = FunctionDoc {
        name: "RAND",
        synopsis: "A random whole number.",
        syntax: &[
            Param::optional("min", "The lowest; 0 when left out."),
            Param::optional("max", "The highest; 2147483647 when left out."),
        ],
        description: "Both ends may come out. They are exchanged when they stand the wrong way round.",
        see_also: &["MATH"],
        examples: &["${RAND(1,6)}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize, otherwise: i32| {
            parts
                .get(at)
                .and_then(|p| p.trim().parse::<i32>().ok())
                .unwrap_or(otherwise)
        };
        let (one, other) = (part(0, 0), part(1, i32::MAX));
        let (min, max) = (i64::from(one.min(other)), i64::from(one.max(other)));
        let span = u64::try_from(max - min + 1).unwrap_or(1);
        let offset = i64::try_from(call.random() % span).unwrap_or(0);
        Ok((min + offset).to_string())
    }
}
