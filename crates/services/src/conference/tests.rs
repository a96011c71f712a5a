//! The rules of conferences, without any sound.

use std::time::Instant;

use call::{ChannelId, ConferenceNews, Errand, Event, Resident};

use super::*;

fn conferences() -> Conferences {
    Conferences::new(ConferenceSettings::without_file(), Vec::new())
}

fn come(all: &Conferences, id: u64, options: &[(&str, &str)]) -> Result<(), Refusal> {
    let options: Vec<(String, String)> = options
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let settings = all.settings();
    let bridge = settings.bridge("default_bridge").cloned().unwrap();
    let joining = Joining {
        channel: ChannelId(id),
        name: format!("PJSIP/phone{id}-0000000{id}"),
        number: id.to_string(),
        user: settings
            .user("default_user")
            .unwrap()
            .with(&options)
            .unwrap(),
        bridge: BridgeProfile {
            max_members: 3,
            ..bridge
        },
        profiles: Default::default(),
    };
    #[expect(clippy::disallowed_methods, reason = "a test may begin at any moment")]
    let now = Instant::now();
    all.join(now, "main", joining)
}

fn part(all: &Conferences, id: u64) -> Option<Part> {
    all.look("main", |room| room.part(ChannelId(id))).flatten()
}

fn told(all: &Conferences) -> Vec<ConferenceNews> {
    let errands = std::iter::from_fn(|| all.poll_errand());
    let events = errands.filter_map(|errand| match errand {
        Errand::Tell(Event::Conference(event)) => Some(event.news),
        _ => None,
    });
    events.collect()
}

const HEARD: Option<Part> = Some(Part::Mixed { muted: false });

#[test]
fn the_table_is_sound() {
    use config::OptionTable;
    assert_eq!(BridgeProfile::check_table(), Ok(()));
    assert_eq!(UserProfile::check_table(), Ok(()));
}

#[test]
fn who_is_alone_hears_music_until_the_second_comes() {
    let all = conferences();
    come(&all, 1, &[("music_on_hold_when_empty", "yes")]).unwrap();
    assert_eq!(part(&all, 1), Some(Part::Music));
    come(&all, 2, &[]).unwrap();
    assert_eq!((part(&all, 1), part(&all, 2)), (HEARD, HEARD));
    all.leave("main", ChannelId(2));
    assert_eq!(part(&all, 1), Some(Part::Music));
    assert!(all.leave("main", ChannelId(1)).unwrap().is_last);
    assert!(all.names().is_empty());
    use ConferenceNews::{Ended, Joined, Left, Started};
    assert_eq!(told(&all), [Started, Joined, Joined, Left, Left, Ended]);
}

#[test]
fn who_waits_for_a_marked_member_waits_again_or_goes() {
    let all = conferences();
    come(&all, 1, &[("wait_marked", "yes")]).unwrap();
    come(&all, 2, &[("wait_marked", "yes"), ("end_marked", "yes")]).unwrap();
    assert_eq!(
        (part(&all, 1), part(&all, 2)),
        (Some(Part::Nothing), Some(Part::Nothing))
    );
    come(&all, 3, &[("marked", "yes")]).unwrap();
    assert_eq!(
        (part(&all, 1), part(&all, 2), part(&all, 3)),
        (HEARD, HEARD, HEARD)
    );
    all.leave("main", ChannelId(3));
    assert_eq!(part(&all, 1), Some(Part::Nothing));
    let removed = |id| all.look_at("main", ChannelId(id), |m| m.removed).flatten();
    assert_eq!((removed(1), removed(2)), (None, Some(Removal::EndMarked)));
}

#[test]
fn a_full_or_locked_conference_takes_administrators_only() {
    let all = conferences();
    for id in 1..=3 {
        come(&all, id, &[]).unwrap();
    }
    assert_eq!(come(&all, 4, &[]), Err(Refusal::Locked));
    come(&all, 5, &[("admin", "yes")]).unwrap();
    all.leave("main", ChannelId(1));
    all.leave("main", ChannelId(2));
    all.lock("main", true).unwrap();
    assert_eq!(come(&all, 6, &[]), Err(Refusal::Locked));
    all.lock("main", false).unwrap();
    come(&all, 6, &[]).unwrap();
    assert_eq!(all.lock("other", true), Err(Refused::NoConference));
}

#[test]
fn administrators_mute_and_kick() {
    let all = conferences();
    come(&all, 1, &[("admin", "yes")]).unwrap();
    come(&all, 2, &[]).unwrap();
    come(&all, 3, &[("startmuted", "yes")]).unwrap();
    let muted = Some(Part::Mixed { muted: true });
    assert_eq!((part(&all, 2), part(&all, 3)), (HEARD, muted));
    assert_eq!(all.toggle_participants("main"), Some(true));
    assert_eq!((part(&all, 1), part(&all, 2)), (HEARD, muted));
    assert_eq!(all.toggle_participants("main"), Some(false));
    assert_eq!(all.mute("main", Who::Channel("pjsip/phone2"), true), Ok(1));
    assert_eq!(part(&all, 2), muted);
    assert_eq!(
        all.mute("main", Who::Channel("SIP/x"), true),
        Err(Refused::NoMember)
    );
    assert_eq!(all.kick("main", Who::Last), Ok(1));
    let kicked = all.look_at("main", ChannelId(3), |m| m.removed).flatten();
    assert_eq!(kicked, Some(Removal::Kicked));
    assert_eq!(all.kick("main", Who::Participants), Ok(2));
}

#[test]
fn menus_know_whole_keys_and_beginnings() {
    let text = "[m]\ntype=menu\n*=playback_and_continue(a&b)\n*1=toggle_mute\n\
        5=reset_talking_volume, reset_listening_volume\n\\#1=dialplan_exec(out,s,1)\n9=fly\n";
    let files = config::MemoryFiles::new().with("m.conf", text);
    let loaded = config::load(&files, "m.conf", &config::LoadOptions::default()).unwrap();
    let (menu, problems) = Menu::load(loaded.tree.find("m").unwrap());
    assert_eq!(problems.len(), 1, "{problems:?}");
    let found = menu.find("*").unwrap();
    let play = MenuAction::PlaybackAndContinue(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!((found.actions, found.may_grow), (Some(&[play][..]), true));
    let reset = [MenuAction::TalkingVolume(0), MenuAction::ListeningVolume(0)];
    assert_eq!(menu.find("5").unwrap().actions, Some(&reset[..]));
    let exec = MenuAction::DialplanExec("out,s,1".to_owned());
    assert_eq!(menu.find("#1").unwrap().actions, Some(&[exec][..]));
    assert!(menu.find("#").unwrap().may_grow);
    assert!(menu.find("9").is_none() && menu.find("*12").is_none());
}
