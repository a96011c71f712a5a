//! ConfBridge: talk with others in a conference.

use std::time::Duration;

use call::script::RecordRequest;
use call::script::prelude::*;
use services::conference::{BridgeProfile, Conferences, Menu, Profile, UserProfile};

use super::seat::{Order, Outcome, attend};
use crate::functions::conference_options;

/// Joins a conference.
pub(crate) struct ConfBridge;

impl Application for ConfBridge {
    const DOC: AppDoc = AppDoc {
        name: "ConfBridge",
        synopsis: "Talk with others in a conference.",
        syntax: &[
            Param::required(
                "conference",
                "Its name; it is made when nobody is in it yet.",
            ),
            Param::optional(
                "bridge_profile",
                "How it works; default_bridge when left out.",
            ),
            Param::optional(
                "user_profile",
                "How one is in it; default_user when left out.",
            ),
            Param::optional("menu", "What keys do; none when left out."),
        ],
        options: &[],
        description: "Profiles and menus are in confbridge.conf; CONFBRIDGE() makes one for this call. \
            It answers, asks for the PIN where there is one, and lasts until the caller hangs up, \
            leaves by a key or is sent away. CONFBRIDGE_RESULT tells how it ended: HANGUP, KICKED, \
            ENDMARKED, DTMF, TIMEOUT, or FAILED when a profile is not there, the PIN was wrong or the \
            conference is locked; then the call ends.",
        see_also: &["CONFBRIDGE", "CONFBRIDGE_INFO", "MeetMe", "Page"],
        examples: &["same => n,ConfBridge(1234)"],
        since: "1.6.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        call.set("CONFBRIDGE_RESULT", "");
        let order = match order(call, part(0), [part(1), part(2), part(3)]) {
            Ok(order) => order,
            Err(problem) => {
                call.warn(format!("ConfBridge: {problem}"));
                call.set("CONFBRIDGE_RESULT", "FAILED");
                return Ok(End);
            }
        };
        let ended = enter(call, order).await;
        let result = ended.map_or("HANGUP", Outcome::text);
        call.set("CONFBRIDGE_RESULT", result);
        match ended? {
            Outcome::Failed => Ok(End),
            _ => Ok(Continue),
        }
    }
}

/// Answers, asks what has to be asked, and joins.
pub(super) async fn enter(call: &mut Call, mut order: Order) -> Result<Outcome, HungUp> {
    if order.user.answer_channel {
        call.answer().await?;
    }
    if !order.user.pin.is_empty() && !knows_pin(call, &order).await? {
        return Ok(Outcome::Failed);
    }
    let says_name = order.user.announce_join_leave || order.user.announce_join_leave_review;
    if says_name && !order.user.quiet {
        order.said_name = said_name(call, &order).await?;
    }
    if order.user.jitterbuffer {
        call.set_jitter(Some(::media::jitter::JitterSetup::Adaptive {
            extra_ms: 40,
            max_ms: 200,
            resync_ms: 1_000,
        }));
    }
    attend(call, order).await
}

/// What is to be joined, from names of profiles and what `CONFBRIDGE()` changed.
pub(super) fn order(call: &Call, name: &str, profiles: [&str; 3]) -> Result<Order, String> {
    if name.is_empty() {
        return Err("it needs the name of a conference".to_owned());
    }
    let settings = call
        .service::<Conferences>()
        .ok_or("there are no conferences here")?
        .settings();
    let [bridge, user, menu] = profiles;
    let (bridge, bridge_name) = profile(call, "bridge", bridge, |name| {
        settings.bridge(name).cloned()
    })?;
    let (user, user_name) = profile(call, "user", user, |name| settings.user(name).cloned())?;
    let (menu, menu_name) = self::menu(call, menu, |name| settings.menu(name).cloned())?;
    Ok(Order {
        name: name.to_owned(),
        bridge,
        user,
        menu,
        profiles: [bridge_name, user_name, menu_name],
        said_name: None,
    })
}

fn profile<T: Profile>(
    call: &Call,
    kind: &str,
    name: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<(T, String), String> {
    let mut options = conference_options(call, kind);
    let usual = format!("default_{kind}");
    let template = options
        .iter()
        .rposition(|(name, _)| name.eq_ignore_ascii_case("template"));
    let template = template.map(|at| options.remove(at).1);
    if !name.is_empty() {
        // A profile that is named leaves nothing to what the call made.
        options.clear();
    }
    let wanted = match (name, template) {
        ("", Some(template)) => template,
        ("", None) => usual,
        (name, _) => name.to_owned(),
    };
    let base = find(&wanted).ok_or_else(|| format!("there is no {kind} profile '{wanted}'"))?;
    Ok((base.with(&options)?, wanted))
}

fn menu(
    call: &Call,
    name: &str,
    find: impl Fn(&str) -> Option<Menu>,
) -> Result<(Menu, String), String> {
    let options = conference_options(call, "menu");
    let template = options
        .iter()
        .rfind(|(name, _)| name.eq_ignore_ascii_case("template"));
    let wanted = match (name, template) {
        ("", Some((_, template))) => template.clone(),
        ("", None) => "default_menu".to_owned(),
        (name, _) => name.to_owned(),
    };
    let mut menu = find(&wanted).ok_or_else(|| format!("there is no menu '{wanted}'"))?;
    for (keys, action) in options.iter().filter(|_| name.is_empty()) {
        if keys.eq_ignore_ascii_case("template") {
            continue;
        }
        menu.add(keys, Menu::read_actions(action)?);
    }
    let shown = if menu.is_empty() {
        String::new()
    } else {
        wanted
    };
    Ok((menu, shown))
}

async fn knows_pin(call: &mut Call, order: &Order) -> Result<bool, HungUp> {
    for _ in 0..ATTEMPTS {
        let digits = Digits {
            max: MOST_DIGITS,
            end: "#",
            first_patience: PATIENCE,
            patience: PATIENCE,
        };
        let typed = call.ask(&[&order.bridge.sound_get_pin], digits).await?;
        if typed.text == order.user.pin {
            return Ok(true);
        }
        call.play(&[&order.bridge.sound_invalid_pin], "").await?;
    }
    Ok(false)
}

/// Records the caller's name; `None` when it says nothing.
async fn said_name(call: &mut Call, order: &Order) -> Result<Option<String>, HungUp> {
    let id = call.look(|c| c.unique_id.clone()).unwrap_or_default();
    let safe = order.name.replace(['/', '\\', '.'], "_");
    let base = crate::recordings::spool_path(call, "confbridge", &format!("name-{safe}-{id}"));
    for _ in 0..ATTEMPTS {
        call.play(&["vm-rec-name"], "").await?;
        let request = RecordRequest {
            longest: Some(LONGEST_NAME),
            stop_on: "#".to_owned(),
            beep: Some("beep".to_owned()),
            ..RecordRequest::new(base.clone(), &["sln"])
        };
        let end = call.record(request).await;
        if call.is_hung_up() {
            return Err(HungUp);
        }
        if end.duration.is_zero() {
            return Ok(None);
        }
        if !order.user.announce_join_leave_review {
            break;
        }
        call.play(&[&base], "").await?;
        let digits = Digits {
            max: 1,
            end: "",
            first_patience: PATIENCE,
            patience: PATIENCE,
        };
        let typed = call.ask(&["vm-review"], digits).await?;
        if typed.text != "3" {
            break;
        }
    }
    Ok(Some(base))
}

/// With the defaults of its table.
pub(super) fn plain() -> (BridgeProfile, UserProfile) {
    (BridgeProfile::default(), UserProfile::default())
}

const ATTEMPTS: usize = 3;
const MOST_DIGITS: usize = 79;
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST_NAME: Duration = Duration::from_secs(10);
