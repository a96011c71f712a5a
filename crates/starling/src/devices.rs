//! What the switchboard must know of devices: can they be called, and from how many calls on are they
//! busy? Told at the start, after a reload, and whenever a registration or an OPTIONS changes it.

use call::{DeviceReport, DeviceState, Technology};
use services::Database;
use sip_channel::SipChannel;
use sip_channel::endpoint::{Dialect, Endpoint};

/// A report for every endpoint.
pub(crate) fn all(sip: &SipChannel) -> Vec<DeviceReport> {
    let dialects = [Dialect::ChanSip, Dialect::Pjsip];
    let endpoints = dialects
        .into_iter()
        .flat_map(|d| sip.settings().endpoints(d));
    endpoints.map(|endpoint| report(sip, endpoint)).collect()
}

/// `Custom:` devices, as the dialplan set them before the last end.
pub(crate) fn custom(database: &Database) -> Vec<call::Command> {
    let rows = database.rows_below(CUSTOM_FAMILY, "");
    let order = |(_, name, text): (String, String, String)| {
        let state = DeviceState::from_text(&text)?;
        let device = format!("Custom:{name}");
        Some(call::Command::SetDeviceState { device, state })
    };
    rows.into_iter().filter_map(order).collect()
}

/// The report for one endpoint, by the names that events use.
pub(crate) fn one(sip: &SipChannel, technology: Technology, name: &str) -> Option<DeviceReport> {
    let dialect = Dialect::of(technology)?;
    let endpoint = sip.settings().endpoint(dialect, name)?;
    Some(report(sip, endpoint))
}

fn report(sip: &SipChannel, endpoint: &Endpoint) -> DeviceReport {
    let contacts = endpoint.aors.iter().flat_map(|aor| sip.contacts().of(aor));
    let reachable = contacts
        .into_iter()
        .any(|contact| contact.reach.may_be_called());
    let fixed = endpoint.static_host.is_some() && endpoint.aors.is_empty();
    DeviceReport {
        device: format!("{}/{}", endpoint.dialect.technology().name(), endpoint.name),
        reachable: Some(reachable || fixed),
        busy_at: Some(endpoint.busy_level).filter(|level| *level > 0),
    }
}

/// Where `DEVICE_STATE()` keeps what it was set to, as Asterisk does.
const CUSTOM_FAMILY: &str = "CustomDevstate";
