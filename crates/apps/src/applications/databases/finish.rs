//! ODBCFinish: a result is not needed any more.

use call::script::prelude::*;
use services::DataSources;

/// Forgets a result.
pub(crate) struct Finish;

impl Application for Finish {
    const DOC: AppDoc = AppDoc {
        name: "ODBCFinish",
        synopsis: "Forget a result that was not read to its end.",
        syntax: &[Param::required(
            "result-id",
            "What a function of func_odbc.conf with mode=multirow gave.",
        )],
        options: &[],
        description: "Results of a call that is over are forgotten without it.",
        see_also: &["ODBC_FETCH"],
        examples: &["same => n,ODBCFinish(${RESULT})"],
        since: "1.6.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if let (Some(sources), Ok(id)) = (call.service::<DataSources>(), args.0.trim().parse()) {
            sources.forget(id);
        }
        Ok(Continue)
    }
}
