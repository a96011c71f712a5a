//! `confbridge.conf`: profiles of conferences, of who is in them, and menus.

use config::{Entry, OptionTable, Problem, Section, Tree};

use super::menu::Menu;

config::options! {
    /// How a conference works.
    pub struct BridgeProfile as "conference bridge profile" {
        /// So many may be in it; 0 is no limit. Administrators always may.
        max_members: u32 = "0",
        /// It is recorded from its first member to its last.
        record_conference: bool = "no",
        /// Where it is recorded; a name of its own in the folder `monitor` unless told.
        record_file: String = "",
        /// A file that exists is continued.
        record_file_append: bool = "yes",
        /// The time is added to that name.
        record_file_timestamp: bool = "yes",
        /// A command of the shell that runs when the recording is over.
        record_command: String = "",
        /// The rate at which it is mixed; auto is that of the first member.
        internal_sample_rate: String = "auto",
        /// The rate at which it is mixed at most.
        maximum_sample_rate: String = "none",
        /// Language of what is said to everybody; empty is that of whoever comes.
        language: String = "",
        /// Heard by everybody when somebody comes.
        sound_join: String = "confbridge-join",
        /// Heard by everybody when somebody goes.
        sound_leave: String = "confbridge-leave",
        /// Behind the name of who comes.
        sound_has_joined: String = "conf-hasjoin",
        /// Behind the name of who goes.
        sound_has_left: String = "conf-hasleft",
        /// To whom is sent away.
        sound_kicked: String = "conf-kicked",
        /// To whom is muted by a key.
        sound_muted: String = "conf-muted",
        /// To whom is heard again by a key.
        sound_unmuted: String = "conf-unmuted",
        /// To the only one.
        sound_only_person: String = "conf-onlyperson",
        /// To the second one.
        sound_only_one: String = "conf-onlyone",
        /// Before the number of the others.
        sound_there_are: String = "conf-thereare",
        /// Behind it.
        sound_other_in_party: String = "conf-otherinparty",
        /// Played by nothing any more.
        sound_place_into_conference: String = "conf-placeintoconf",
        /// To whom waits for a marked member.
        sound_wait_for_leader: String = "conf-waitforleader",
        /// When the last marked member has gone.
        sound_leader_has_left: String = "conf-leaderhasleft",
        /// Asks for the PIN.
        sound_get_pin: String = "conf-getpin",
        /// It is wrong.
        sound_invalid_pin: String = "conf-invalidpin",
        /// The conference is locked.
        sound_locked: String = "conf-locked",
        /// To who locks it.
        sound_locked_now: String = "conf-lockednow",
        /// To who unlocks it.
        sound_unlocked_now: String = "conf-unlockednow",
        /// A menu has no such key.
        sound_error_menu: String = "conf-errormenu",
        /// When the first marked member comes to those who wait.
        sound_begin: String = "confbridge-conf-begin",
        /// All but administrators are muted.
        sound_participants_muted: String = "conf-now-muted",
        /// They are not, any more.
        sound_participants_unmuted: String = "conf-now-unmuted",
    }
    elsewhere: ["type", "template", "mixing_interval", "video_mode"];
    unsupported: ["record_options", "regcontext", "enable_events", "sound_binaural_on",
        "sound_binaural_off", "binaural_active"];
    ignored: ["video_update_discard", "remb_send_interval", "remb_behavior",
        "remb_estimated_bitrate"];
}

config::options! {
    /// How somebody is in a conference.
    pub struct UserProfile as "conference user profile" {
        /// An administrator.
        admin: bool = "no",
        /// A marked member: others may wait for it.
        marked: bool = "no",
        /// Nobody hears it at first.
        startmuted: bool = "no",
        /// Music while it is alone or waits.
        music_on_hold_when_empty: bool = "no",
        /// Of this class.
        music_on_hold_class: String = "",
        /// Its coming and going is not heard.
        quiet: bool = "no",
        /// It hears the sound of its own coming.
        hear_own_join_sound: bool = "yes",
        /// It is told how many others there are.
        announce_user_count: bool = "no",
        /// Everybody is told how many there are: yes, no, or from which number on.
        announce_user_count_all: String = "no",
        /// It is told when it is the only one.
        announce_only_user: bool = "yes",
        /// It waits until a marked member is there.
        wait_marked: bool = "no",
        /// It goes with the last marked member.
        end_marked: bool = "no",
        /// It goes with any marked member.
        end_marked_any: bool = "no",
        /// Its silence is not mixed in.
        dsp_drop_silence: bool = "no",
        /// Mean level from which on it talks.
        dsp_talking_threshold: u16 = "160",
        /// Silence after which it talks no longer, in milliseconds.
        dsp_silence_threshold: u32 = "2500",
        /// Programs are told when it talks.
        talk_detection_events: bool = "no",
        /// Its sound goes through a jitter buffer.
        jitterbuffer: bool = "no",
        /// It must know this PIN.
        pin: String = "",
        /// It says its name, which is played when it comes and goes.
        announce_join_leave: bool = "no",
        /// The same, and it may hear and change that.
        announce_join_leave_review: bool = "no",
        /// Played to it when it comes.
        announcement: String = "",
        /// It must go after so many seconds; 0 is never.
        timeout: u32 = "0",
        /// It is answered.
        answer_channel: bool = "yes",
    }
    elsewhere: ["type", "template"];
    unsupported: ["denoise", "dtmf_passthrough", "send_events", "echo_events"];
    ignored: ["text_messaging"];
}

/// A profile by its name.
type Named<T> = (String, T);

/// Everything in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct ConferenceSettings {
    bridges: Vec<Named<BridgeProfile>>,
    users: Vec<Named<UserProfile>>,
    menus: Vec<Named<Menu>>,
}

impl ConferenceSettings {
    /// What there is without a file.
    pub fn without_file() -> Self {
        Self {
            bridges: vec![("default_bridge".to_owned(), BridgeProfile::default())],
            users: vec![("default_user".to_owned(), UserProfile::default())],
            menus: vec![("default_menu".to_owned(), Menu::default())],
        }
    }

    /// Reads the file.
    pub fn load(tree: &Tree) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::without_file(), Vec::new());
        for section in tree.live() {
            if section.name.eq_ignore_ascii_case("general") {
                continue;
            }
            let kind = section.get("type").unwrap_or_default().to_ascii_lowercase();
            match kind.as_str() {
                "bridge" => {
                    let (profile, more) = BridgeProfile::load(section);
                    problems.extend(more);
                    problems.extend(video(section));
                    put(&mut this.bridges, section, profile);
                }
                "user" => {
                    let (profile, more) = UserProfile::load(section);
                    problems.extend(more);
                    put(&mut this.users, section, profile);
                }
                "menu" => {
                    let (menu, more) = Menu::load(section);
                    problems.extend(more);
                    put(&mut this.menus, section, menu);
                }
                other => problems.push(Problem::warning(
                    &section.span,
                    format!(
                        "conference profile '{}': type '{other}' is none of bridge, user, menu",
                        section.name
                    ),
                )),
            }
        }
        (this, problems)
    }

    /// A bridge profile.
    pub fn bridge(&self, name: &str) -> Option<&BridgeProfile> {
        find(&self.bridges, name)
    }

    /// A user profile.
    pub fn user(&self, name: &str) -> Option<&UserProfile> {
        find(&self.users, name)
    }

    /// A menu.
    pub fn menu(&self, name: &str) -> Option<&Menu> {
        find(&self.menus, name)
    }

    /// The names of all bridge profiles.
    pub fn bridge_names(&self) -> Vec<&str> {
        self.bridges.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The names of all user profiles.
    pub fn user_names(&self) -> Vec<&str> {
        self.users.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The names of all menus.
    pub fn menu_names(&self) -> Vec<&str> {
        self.menus.iter().map(|(name, _)| name.as_str()).collect()
    }
}

fn find<'a, T>(all: &'a [Named<T>], name: &str) -> Option<&'a T> {
    let mut all = all.iter();
    all.find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, profile)| profile)
}

fn put<T>(all: &mut Vec<Named<T>>, section: &Section, profile: T) {
    match all
        .iter_mut()
        .find(|(known, _)| known.eq_ignore_ascii_case(&section.name))
    {
        Some((_, known)) => *known = profile,
        None => all.push((section.name.clone(), profile)),
    }
}

fn video(section: &Section) -> Option<Problem> {
    let entry = section.entry("video_mode")?;
    (!entry.value.eq_ignore_ascii_case("none")).then(|| {
        Problem::warning(
            &entry.span,
            format!(
                "conference bridge profile '{}': video_mode={} has no effect: conferences carry sound only",
                section.name, entry.value
            ),
        )
    })
}

/// A profile that calls may change for themselves.
pub trait Profile: Clone + Default {
    /// As it is, with these options, in this order.
    ///
    /// # Errors
    /// What is wrong with them, in words.
    fn with(&self, options: &[(String, String)]) -> Result<Self, String>;
}

impl Profile for BridgeProfile {
    fn with(&self, options: &[(String, String)]) -> Result<Self, String> {
        with_options(self, options)
    }
}

impl Profile for UserProfile {
    fn with(&self, options: &[(String, String)]) -> Result<Self, String> {
        with_options(self, options)
    }
}

impl UserProfile {
    /// Is everybody told that there are so many, when this one comes?
    pub fn tells_all(&self, count: usize) -> bool {
        let word = self.announce_user_count_all.trim();
        match word.parse::<usize>() {
            Ok(least) => count > least,
            Err(_) => config::is_yes(word),
        }
    }
}

fn with_options<T: OptionTable + Clone>(
    profile: &T,
    options: &[(String, String)],
) -> Result<T, String> {
    let mut profile = profile.clone();
    let entries: Vec<Entry> = options
        .iter()
        .map(|(name, value)| Entry {
            name: name.clone(),
            value: value.clone(),
            arrow: false,
            span: config::Span::of_file("CONFBRIDGE"),
        })
        .collect();
    let problems = profile.apply_entries("CONFBRIDGE", &entries);
    match problems.first() {
        Some(problem) => Err(problem.message.clone()),
        None => Ok(profile),
    }
}
