//! Requests inside an answered call.

use call::{HangupCause, LogLevel, Signal};
use sip::message::Method;
use sip::stack::{DialogId, Flow};

use super::arriving::sees_router;
use super::talking::Talking;
use super::{Asked, Line, State, digits, reinvite, transfer};
use crate::endpoint::Dialect;
use crate::office::{Office, bare, capable};

/// Answers a request and does what it asks.
pub(super) fn asked(
    mut talking: Box<Talking>,
    office: &mut Office,
    line: &mut Line,
    asked: Asked,
) -> State {
    match asked.request.method {
        Method::Invite | Method::Update => {
            let behind_router = sees_router(&asked.request, asked.flow);
            pin_if_behind_router(office, line, asked.dialog, asked.flow, behind_router);
            reinvite::asked(&mut talking, office, line, &asked);
        }
        Method::Bye => {
            transfer::conclude(office, line, &mut talking.refer, true);
            talking.forget_refer(office);
            office.respond(asked.transaction, bare(200));
            let stated = line.stated_cause(office, &asked.request.headers);
            line.tell(
                office,
                Signal::Hangup(stated.unwrap_or(HangupCause::NORMAL_CLEARING)),
            );
            return State::Gone;
        }
        Method::Info => digits::info(office, line, &asked),
        Method::Refer => {
            transfer::conclude(office, line, &mut talking.refer, true);
            talking.refer = transfer::asked(office, line, &asked);
        }
        Method::Notify if talking.sent_away.is_some() => {
            office.respond(asked.transaction, bare(200));
            if let Some(done) = transfer::outcome(&asked) {
                talking.forget_refer(office);
                line.tell(office, Signal::Transferred(done));
            }
        }
        Method::Options | Method::Prack => {
            office.respond(asked.transaction, capable(200));
        }
        Method::Notify | Method::Subscribe => office.refuse(asked.transaction, 489),
        _ => {
            let method = asked.request.method.to_string();
            line.log(
                office,
                LogLevel::Notice,
                format!("{method} in a call is not supported"),
            );
            office.respond(asked.transaction, capable(405));
        }
    }
    State::Talking(talking)
}

/// Lets a dialog follow the path that the far end uses, when its Contact cannot be reached from here.
pub(super) fn pin_if_behind_router(
    office: &mut Office,
    line: &Line,
    dialog: DialogId,
    flow: Flow,
    behind_router: bool,
) {
    let nat = line.endpoint.nat;
    let wanted = match line.endpoint.dialect {
        Dialect::ChanSip => nat.force_rport || nat.auto_force_rport && behind_router,
        Dialect::Pjsip => nat.rewrite_contact,
    };
    let direct = office
        .stack
        .dialog(dialog)
        .is_some_and(|known| known.route_set.first().is_none());
    if wanted && direct {
        // Fails only when the dialog is gone.
        let _ = office.stack.pin_dialog(dialog, Some(flow));
    }
}
