//! SIPPEER, PJSIP_ENDPOINT, PJSIP_AOR, PJSIP_CONTACT and PJSIP_DIAL_CONTACTS: who can be reached where.

use call::DriverFact;
use call::script::prelude::*;

/// `SIPPEER()`.
pub(crate) struct SipEndpoint;

impl Function for SipEndpoint {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SIPPEER",
        synopsis: "A fact about a peer of sip.conf.",
        syntax: &[
            Param::required("peername", "The peer."),
            Param::optional(
                "item",
                "ip (so when left out), port, dynamic, expire, status, useragent, limit, busylevel, \
                 curcalls, codecs, mailbox, context, language, accountcode, callerid_name, \
                 callerid_num, callgroup, pickupgroup or chanvar[name].",
            ),
        ],
        description: "Empty when there is no such peer.",
        see_also: &["PJSIP_ENDPOINT", "DEVICE_STATE"],
        examples: &["${SIPPEER(bob,ip)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        // The old separator between peer and item is a colon.
        let text = args
            .0
            .replacen(':', ",", usize::from(!args.0.contains(',')));
        let parts = Args(&text).split();
        let item = parts.get(1).map_or("ip", |p| p.trim());
        let name = parts.first().map_or("", |p| p.trim());
        ask(call, DriverFact::Peer, name, item).await
    }
}

/// Declares a function of two arguments that asks about one thing of pjsip.conf.
macro_rules! pjsip_fact {
    ($type:ident, $name:literal, $about:ident, $what:literal, $items:literal, $see:literal, $example:literal) => {
        #[doc = concat!("`", $name, "()`.")]
        pub(crate) struct $type;

        impl Function for $type {
            const DOC: FunctionDoc = FunctionDoc {
                name: $name,
                synopsis: concat!("A fact about ", $what, "."),
                syntax: &[
                    Param::required("name", concat!("The name of ", $what, ".")),
                    Param::required("field", $items),
                ],
                description: "Empty when there is none of that name, or no such field.",
                see_also: &[$see],
                examples: &[$example],
                since: "13.5",
                readable: true,
                writable: false,
            };

            async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
                let (name, item) = args
                    .0
                    .rsplit_once(',')
                    .ok_or("it needs a name and a field")?;
                ask(call, DriverFact::$about, name.trim(), item.trim()).await
            }
        }
    };
}

pjsip_fact!(
    PjsipEndpoint,
    "PJSIP_ENDPOINT",
    Endpoint,
    "an endpoint of pjsip.conf",
    "aors, transport, context, language, accountcode, callerid, from_user, from_domain, allow, \
     mailboxes, moh_suggest, tone_zone, call_group, pickup_group, device_state_busy_at, \
     direct_media, allow_transfer, rewrite_contact, rtp_symmetric or force_rport.",
    "PJSIP_AOR",
    "${PJSIP_ENDPOINT(alice,aors)}"
);
pjsip_fact!(
    PjsipAor,
    "PJSIP_AOR",
    AddressOfRecord,
    "an address of record of pjsip.conf",
    "contact (names for PJSIP_CONTACT, with commas between), max_contacts, default_expiration, \
     minimum_expiration, maximum_expiration, qualify_frequency, remove_existing, \
     remove_unavailable, support_path, mailboxes or voicemail_extension.",
    "PJSIP_CONTACT",
    "${PJSIP_AOR(alice,contact)}"
);
pjsip_fact!(
    PjsipContact,
    "PJSIP_CONTACT",
    Contact,
    "a contact, as PJSIP_AOR tells it",
    "uri, status, rtt (microseconds), user_agent, endpoint, path, call_id, via_addr, via_port or \
     expiration_time.",
    "PJSIP_AOR",
    "${PJSIP_CONTACT(${PJSIP_AOR(alice,contact)},status)}"
);

/// `PJSIP_DIAL_CONTACTS()`.
pub(crate) struct PjsipDialContacts;

impl Function for PjsipDialContacts {
    const DOC: FunctionDoc = FunctionDoc {
        name: "PJSIP_DIAL_CONTACTS",
        synopsis: "All contacts of an endpoint, ready for Dial.",
        syntax: &[
            Param::required("endpoint", "The endpoint."),
            Param::optional("aor", "Only those of this address of record."),
            Param::optional(
                "request_user",
                "Who is asked for there, instead of the contact's user.",
            ),
        ],
        description: "With `&` in between; contacts that cannot be reached are left out.",
        see_also: &["PJSIP_AOR", "Dial"],
        examples: &["${PJSIP_DIAL_CONTACTS(alice)}"],
        since: "12",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let item = format!("{},{}", part(1), part(2));
        let found = ask(call, DriverFact::DialContacts, part(0), &item).await?;
        if found.is_empty() {
            let text = format!("PJSIP_DIAL_CONTACTS: '{}' has no contact", part(0));
            call.log(LogLevel::Notice, text);
        }
        Ok(found)
    }
}

async fn ask(call: &mut Call, about: DriverFact, name: &str, item: &str) -> Result<String, Fault> {
    let (name, item) = (name.to_owned(), item.to_owned());
    match call.perform(Effect::AskDriver { about, name, item }).await {
        Ok(Outcome::Text(text)) => Ok(text.unwrap_or_default()),
        Ok(Outcome::Failed(why)) => Err(why.into()),
        Ok(_) | Err(HungUp) => Ok(String::new()),
    }
}
