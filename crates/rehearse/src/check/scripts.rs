//! AGI scripts that the plan runs: there must be files.

use super::Inspection;
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let Some(exists) = inspection.surroundings.scripts else {
        return;
    };
    for each in inspection.uses {
        if !each.is_any(&["AGI", "EAGI", "DeadAGI"]) {
            continue;
        }
        let name = each.argument(0);
        let is_file = !name.is_empty() && !name.contains(['$', ':']);
        if !is_file || exists(&name) {
            continue;
        }
        let at = inspection.at(each);
        let text = format!("there is no AGI script '{name}': AGISTATUS is NOTFOUND or FAILURE");
        inspection.report(Kind::UnknownScript, &at, &name, text);
    }
}
