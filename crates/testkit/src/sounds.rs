//! The sounds of a world: every prompt and every music class has its own pitch, so that a phone can
//! tell what it hears.

use std::collections::BTreeMap;
use std::sync::Arc;

use audio::{SampleRate, Sound, measure};

/// The pitch of a prompt, in Hz. Prompts of a language other than English are `fr/name`.
pub fn pitch_of(name: &str) -> f64 {
    let name = name.strip_prefix("en/").unwrap_or(name);
    // FNV-1a: even names that differ in one letter come out far apart.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    LOWEST + STEP * (((hash >> 20) % PITCHES) as f64)
}

/// The pitch of a music class, in Hz.
pub fn pitch_of_music(class: &str) -> f64 {
    pitch_of(&format!("music of {class}"))
}

/// Which prompts there are, and how long each lasts.
#[derive(Clone, Debug)]
pub(crate) struct Sounds {
    /// Name (`fr/beep` for languages other than English) and milliseconds.
    prompts: BTreeMap<String, u32>,
}

impl Sounds {
    /// The prompts of the standard packages, in English and French.
    pub(crate) fn standard() -> Self {
        let mut prompts = BTreeMap::new();
        for name in STANDARD.split_whitespace() {
            let ms = if name.contains('/') {
                SHORT_MS
            } else {
                PROMPT_MS
            };
            prompts.insert(name.to_owned(), ms);
            prompts.insert(format!("fr/{name}"), ms);
        }
        Self { prompts }
    }

    /// One more prompt.
    pub(crate) fn add(&mut self, name: &str, ms: u32) {
        self.prompts.insert(name.to_owned(), ms);
    }

    /// The sound of a name in a language, looked for as Asterisk does.
    pub(crate) fn find(&self, name: &str, language: &str) -> Option<Arc<Sound>> {
        let short = language.split('_').next().unwrap_or_default();
        let names = [
            format!("{language}/{name}"),
            format!("{short}/{name}"),
            name.to_owned(),
        ];
        let known = names.iter().find(|name| self.prompts.contains_key(*name))?;
        Some(tone(pitch_of(known), *self.prompts.get(known)?))
    }

    /// All of them: name, pitch, milliseconds.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, f64, u32)> {
        self.prompts
            .iter()
            .map(|(name, ms)| (name.as_str(), pitch_of(name), *ms))
    }
}

/// What a music class plays.
pub(crate) fn music(class: &str) -> Arc<[Arc<Sound>]> {
    Arc::new([tone(pitch_of_music(class), MUSIC_MS)])
}

fn tone(pitch: f64, ms: u32) -> Arc<Sound> {
    Arc::new(Sound::from_samples(SampleRate::R8000, &samples(pitch, ms)))
}

/// A pure tone at 8 kHz.
pub(crate) fn samples(pitch: f64, ms: u32) -> Vec<i16> {
    measure::sine(pitch, 8000, ms, LEVEL_DBM0)
}

const STANDARD: &str = "beep beeperr demo-echotest demo-echodone demo-congrats demo-instruct demo-thanks \
    hello-world tt-monkeys tt-weasels vm-intro vm-goodbye vm-theperson vm-isunavail vm-isonphone \
    vm-login vm-password pbx-invalid pbx-transfer pbx-invalidpark invalid bonjour conf-onlyperson \
    vm-youhave vm-youhaveno vm-no vm-nomessages vm-message vm-messages vm-INBOX vm-INBOXs vm-Old vm-Olds \
    vm-Work vm-Family vm-Friends vm-Cust1 vm-Urgent vm-and vm-onefor vm-opts vm-helpexit vm-first vm-last \
    vm-received vm-prev vm-advopts vm-repeat vm-next vm-delete vm-undelete vm-toforward vm-savemessage \
    vm-deleted vm-undeleted vm-nomore vm-savefolder vm-changeto vm-press vm-for vm-tocancel vm-savedto \
    vm-options vm-rec-unv vm-rec-busy vm-rec-name vm-rec-temp vm-review vm-review-urgent \
    vm-review-nonurgent vm-marked-urgent vm-marked-nonurgent vm-reachoper vm-saveoper vm-msgsaved \
    vm-newpassword vm-reenterpassword vm-passchanged vm-mismatch vm-invalid-password vm-incorrect \
    vm-incorrect-mailbox vm-mailboxfull vm-tempgreetactive vm-tempgreeting2 vm-tempremoved vm-tooshort \
    vm-extension vm-forwardoptions vm-record-prepend vm-msgforwarded vm-toreply vm-tocallback \
    vm-tohearenv vm-tomakecall vm-leavemsg vm-starmain vm-nobox vm-num-i-have vm-tocallnum vm-sorry \
    vm-newuser vm-from-phonenumber vm-from-extension vm-unknown-caller vm-duration vm-minutes \
    vm-pls-try-again auth-thankyou digits/at digits/today \
    vm-enter-num-to-call privacy-incorrect you-entered \
    digits/0 digits/1 digits/2 digits/3 digits/4 digits/5 digits/6 digits/7 digits/8 digits/9 \
    digits/10 digits/11 digits/12 digits/13 digits/20 digits/30 digits/40 digits/60 digits/hundred \
    digits/thousand digits/star digits/pound letters/a letters/b letters/c";
const PROMPT_MS: u32 = 1000;
const SHORT_MS: u32 = 400;
const MUSIC_MS: u32 = 3000;
const LEVEL_DBM0: f64 = -10.0;
const LOWEST: f64 = 400.0;
const STEP: f64 = 10.0;
const PITCHES: u64 = 111;
