//! ChanSpy and ExtenSpy: listening in on calls, whispering into them, and joining them.

use std::time::Duration;

use ::media::control::{MixMember, MixSetup, Recorded};
use audio::Gain;
use call::ChannelId;
use call::script::OpenMix;
use call::script::prelude::*;
use dialplan::Location;

use crate::numbers::leading_integer;
use crate::places;

options! {
    /// Options of `ChanSpy` and `ExtenSpy`.
    pub(crate) struct SpyOptions {
        /// Only channels that talk with another.
        'b' => bridged_only: bool,
        /// Barge in: both sides of the call hear the spy.
        'B' => barge: bool,
        /// This key goes on to the next channel, not `*`.
        'c' ("digit") => next_key: Option<String>,
        /// Keys 4, 5 and 6 choose listening, whispering and barging in.
        'd' => mode_keys: bool,
        /// Only channels whose names begin so (`PJSIP/alice`), several with `:` between.
        'e' ("ext") => enforced: Option<String>,
        /// End when the channel that is spied on ends.
        'E' => end_with_call: bool,
        /// Only channels whose variable SPYGROUP names one of these groups, with `:` between.
        'g' ("grp") => group: Option<String>,
        /// Hear only what the channel says.
        'o' => said_only: bool,
        /// No beep at the beginning.
        'q' => quiet: bool,
        /// End when there is no channel to spy on.
        'S' => stop: bool,
        /// The first argument is a unique id, or a full name.
        'u' => unique: bool,
        /// How loud, -4 to 4.
        'v' ("value") => volume: Option<String>,
        /// Whisper: the channel hears the spy.
        'w' => whisper: bool,
        /// Whisper, and hear nothing.
        'W' => private_whisper: bool,
        /// This key ends it.
        'x' ("digit") => exit_key: Option<String>,
        /// A key that is an extension of SPY_EXIT_CONTEXT, or of this context, ends it there.
        'X' => exits: bool,
    }
    accepted {
        /// Longer pieces of sound are not kept back anyway.
        'l',
        /// The name of the channel's driver is not said anyway.
        's',
        /// Names of mailboxes are not said.
        'n' ("mailbox"),
    }
    refused {
        /// record the spied channel with MixMonitor instead
        'r' ("basename"),
    }
}

/// Listens in.
pub(crate) struct ChanSpy;

impl Application for ChanSpy {
    const DOC: AppDoc = AppDoc {
        name: "ChanSpy",
        synopsis: "Listen to other channels, whisper to them, or join them.",
        syntax: &[
            Param::optional("chanprefix", "Only channels whose names begin so."),
            Param::optional("options", "Letters, see below."),
        ],
        options: SpyOptions::PARAMS,
        description: "Answers first. # changes the volume, * goes on to the next channel; digits and # \
            go on to the channel with that number behind chanprefix. It lasts until the spy hangs up, \
            unless an option says otherwise.",
        see_also: &["ExtenSpy", "MixMonitor"],
        examples: &[
            "same => n,ChanSpy(PJSIP/alice,qE)",
            "same => n,ChanSpy(SIP,bqwS)",
        ],
        since: "1.2.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        SpyOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = SpyOptions::parse(call, part(1)).unwrap_or_default();
        let wanted = match (part(0), options.unique) {
            (name, true) => Wanted::One(name.to_owned()),
            (prefix, false) => Wanted::Prefix(prefix.trim_end_matches('*').to_owned()),
        };
        spy(call, wanted, &options).await
    }
}

/// Listens in on whoever is at an extension.
pub(crate) struct ExtenSpy;

impl Application for ExtenSpy {
    const DOC: AppDoc = AppDoc {
        name: "ExtenSpy",
        synopsis: "Listen to the channels that are at an extension.",
        syntax: &[
            Param::required("exten", "`exten@context`; this context unless told."),
            Param::optional("options", "Letters, see below."),
        ],
        options: SpyOptions::PARAMS,
        description: "As ChanSpy otherwise.",
        see_also: &["ChanSpy"],
        examples: &["same => n,ExtenSpy(100@phones,q)"],
        since: "1.4",
    };

    fn check(arguments: &str) -> Vec<String> {
        SpyOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = SpyOptions::parse(call, part(1)).unwrap_or_default();
        let own = call.location().context;
        let place = part(0);
        let (extension, context) = place.split_once('@').unwrap_or((place, &own));
        if extension.is_empty() {
            call.warn("ExtenSpy needs an extension");
            return Ok(Continue);
        }
        let wanted = Wanted::Extension(extension.to_owned(), context.to_owned());
        spy(call, wanted, &options).await
    }
}

enum Wanted {
    Prefix(String),
    One(String),
    Extension(String, String),
}

/// Why one channel is no longer listened to.
enum Over {
    Gone,
    Next,
    Other(String),
    Ended,
    Exit(char),
}

async fn spy(call: &mut Call, mut wanted: Wanted, options: &SpyOptions) -> Flow {
    call.answer().await?;
    let steps = leading_integer(options.volume.as_deref().unwrap_or("0"));
    let mut spy = Spy {
        volume: steps.clamp(-4, 4) as i32,
        mode: match options {
            it if it.barge => Mode::Barge,
            it if it.whisper || it.private_whisper => Mode::Whisper,
            _ => Mode::Listen,
        },
    };
    loop {
        if !options.quiet {
            call.play(&["beep"], "").await?;
        }
        let found = candidates(call, &wanted, options);
        if found.is_empty() && options.stop {
            return Ok(Continue);
        }
        let nobody = found.is_empty();
        for target in found {
            match spy.on(call, target, options).await? {
                Over::Gone if options.end_with_call => return Ok(Continue),
                Over::Gone | Over::Next => {}
                Over::Other(digits) => {
                    if let Wanted::Prefix(prefix) = &wanted {
                        let stem = prefix.split('/').next().unwrap_or_default();
                        wanted = Wanted::Prefix(format!("{stem}/{digits}"));
                    }
                    break;
                }
                Over::Ended => return Ok(Continue),
                Over::Exit(digit) => {
                    call.jump(exit_place(call, digit));
                    return Ok(Continue);
                }
            }
        }
        let pause = if nobody { LOOK_AGAIN } else { BREATH };
        let until = call.after(pause);
        while let Some(digit) = call.next_digit(Some(until)).await? {
            if options.exit_key.as_deref() == Some(digit.to_string().as_str()) {
                return Ok(Continue);
            }
            if options.exits && places::exists(call, &exit_place(call, digit)).await {
                call.jump(exit_place(call, digit));
                return Ok(Continue);
            }
        }
    }
}

/// The channels to listen to, in the order of their making.
fn candidates(call: &Call, wanted: &Wanted, options: &SpyOptions) -> Vec<ChannelId> {
    let me = call.id();
    let meant = |c: &Channel| match wanted {
        Wanted::Prefix(prefix) => starts_with(&c.name, prefix),
        Wanted::One(name) => c.unique_id == *name || c.name.eq_ignore_ascii_case(name),
        Wanted::Extension(extension, context) => {
            *c.location.extension == **extension && *c.location.context == **context
        }
    };
    let enforced = |c: &Channel| {
        let list = options.enforced.as_deref().filter(|it| !it.is_empty());
        list.is_none_or(|list| list.split(':').any(|it| starts_with(&c.name, it)))
    };
    let found = call.look_at_all(|c| {
        let fits = c.id != me && !c.is_hung_up() && meant(c) && enforced(c);
        fits.then_some(c.id)
    });
    let groups = options.group.as_deref();
    found
        .into_iter()
        .flatten()
        .filter(|id| !options.bridged_only || call.bridged_with(*id).is_some())
        .filter(|id| groups.is_none_or(|groups| is_in_group(call, *id, groups)))
        .collect()
}

fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(prefix))
}

fn is_in_group(call: &Call, id: ChannelId, groups: &str) -> bool {
    let own = call.on(id).get("SPYGROUP").unwrap_or_default();
    let mut wanted = groups.split(':');
    wanted.any(|group| own.split(':').any(|it| it == group))
}

fn exit_place(call: &Call, digit: char) -> Location {
    let named = call.get("SPY_EXIT_CONTEXT").filter(|it| !it.is_empty());
    let context = named.unwrap_or_else(|| call.location().context.to_string());
    Location::new(context, digit.to_string(), 1)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Listen,
    Whisper,
    Barge,
}

struct Spy {
    volume: i32,
    mode: Mode,
}

impl Spy {
    async fn on(
        &mut self,
        call: &mut Call,
        target: ChannelId,
        options: &SpyOptions,
    ) -> Result<Over, HungUp> {
        let mix = call.open_mix(MixSetup::default());
        let what = match options.said_only {
            true => Recorded::Received,
            false => Recorded::Mixed,
        };
        let hears = !options.private_whisper;
        if hears && !call.lend(target, &mix, Some(what)) {
            return Ok(Over::Gone);
        }
        call.verbose(2, || {
            format!("{} listens to {}", call.name(), call.on(target).name())
        });
        call.join_mix(&mix, self.member());
        let mut voice = Voice::default();
        voice.speak(call, target, self.mode);
        let over = self.listen(call, target, options, &mut voice).await;
        voice.speak(call, target, Mode::Listen);
        drop(mix);
        call.restore_sound();
        over
    }

    async fn listen(
        &mut self,
        call: &mut Call,
        target: ChannelId,
        options: &SpyOptions,
        voice: &mut Voice,
    ) -> Result<Over, HungUp> {
        let mut digits = String::new();
        let next_key = options.next_key.as_deref().and_then(|it| it.chars().next());
        loop {
            let until = call.after(WATCH_PACE);
            let digit = call.next_digit(Some(until)).await?;
            let over = call.look_at(target, Channel::is_hung_up).unwrap_or(true);
            let unbridged = options.bridged_only && call.bridged_with(target).is_none();
            if over || unbridged {
                return Ok(Over::Gone);
            }
            voice.follow(call, target, self.mode);
            let Some(digit) = digit else { continue };
            if options.exit_key.as_deref() == Some(digit.to_string().as_str()) {
                return Ok(Over::Ended);
            }
            if options.exits && places::exists(call, &exit_place(call, digit)).await {
                return Ok(Over::Exit(digit));
            }
            match digit {
                _ if Some(digit) == next_key => return Ok(Over::Next),
                '*' => return Ok(Over::Next),
                '#' if digits.is_empty() => {
                    self.volume = if self.volume >= 4 {
                        -4
                    } else {
                        self.volume + 1
                    };
                    call.change_member(self.member());
                }
                '#' => return Ok(Over::Other(digits)),
                '4'..='6' if options.mode_keys => {
                    self.mode = match digit {
                        '4' => Mode::Listen,
                        '5' => Mode::Whisper,
                        _ => Mode::Barge,
                    };
                    voice.speak(call, target, self.mode);
                }
                digit if !options.mode_keys && !options.unique => digits.push(digit),
                _ => {}
            }
        }
    }

    /// The spy's own part: nobody in the mix hears it, for nobody else is in it.
    fn member(&self) -> MixMember {
        MixMember {
            muted: true,
            listening: Gain::from_db(3.0 * self.volume as f32),
            ..MixMember::default()
        }
    }
}

/// What the spy says, as far as somebody hears it.
#[derive(Default)]
struct Voice {
    mix: Option<OpenMix>,
    other: Option<ChannelId>,
}

impl Voice {
    fn speak(&mut self, call: &Call, target: ChannelId, mode: Mode) {
        // Dropping the mix lets everybody hear as before.
        self.mix = None;
        self.other = None;
        if mode == Mode::Listen {
            return;
        }
        let mix = call.open_mix(MixSetup::default());
        call.lend(call.id(), &mix, Some(Recorded::Received));
        call.overhear(target, Some(&mix));
        self.mix = Some(mix);
        self.follow(call, target, mode);
    }

    /// Whoever the channel talks with hears a spy who barges in.
    fn follow(&mut self, call: &Call, target: ChannelId, mode: Mode) {
        let other = call.bridged_with(target).filter(|_| mode == Mode::Barge);
        if other == self.other {
            return;
        }
        if let Some(former) = self.other.take() {
            call.overhear(former, None);
        }
        if let (Some(other), Some(mix)) = (other, &self.mix) {
            call.overhear(other, Some(mix));
        }
        self.other = other;
    }
}

/// How often it is seen whether there is somebody to listen to.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
const BREATH: Duration = Duration::from_millis(100);
/// How often it is seen whether the channel is still there.
const WATCH_PACE: Duration = Duration::from_millis(200);
