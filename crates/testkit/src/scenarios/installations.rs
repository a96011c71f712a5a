//! Installations as real people published them, with their own files: fixtures that are found
//! through `STARLING_FIXTURES`.

use audio::Codec;

use crate::scenarios::fixtures::fixture;
use crate::scenarios::{ms, secs};
use crate::{Ending, Manner, Phone, Subscriber, World};

/// Two servers A and B, a trunk between them that registers, a phone at each.
fn lab(world: &mut World) -> Option<(Phone, Phone)> {
    let part = |server: &str, file: &str| {
        fixture(&format!(
            "seeds/s3-trunk-services/part1-trunk/{server}/{file}"
        ))
    };
    world.exchange_is_at("192.168.1.153");
    let b = world.another_exchange("192.168.1.154");
    for file in ["sip.conf", "extensions.conf"] {
        world.file_of(0, file, part("server-a", file)?);
        world.file_of(b, file, part("server-b", file)?);
    }
    let amine = world.phone_with("amine", |setup| {
        setup.password = "test".to_owned();
        setup.address = Some(([192, 168, 1, 10], 5060).into());
    });
    let boss = world.phone_with("chhinyleboss", |setup| {
        setup.password = "vitrygtr".to_owned();
        setup.exchange = b;
        setup.address = Some(([192, 168, 1, 20], 5060).into());
    });
    // The trunk registers while the phones do, and needs no longer.
    world.runs_for(secs(1));
    Some((amine, boss))
}

pub(super) fn a_lab_at_school_part_one(world: &mut World) {
    let Some((amine, boss)) = lab(world) else {
        return;
    };
    for amine_hangs_up in [true, false] {
        amine.dials("900");
        boss.rings();
        let from = boss
            .invite()
            .headers
            .from()
            .unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(from.display.as_deref(), Some("My name"));
        assert_eq!(from.uri.user().as_deref(), Some("100"));
        boss.answers();
        amine.is_answered();
        world.runs_for(secs(1));
        amine.says(440.0, secs(1));
        boss.says(620.0, secs(1));
        boss.hears(440.0);
        amine.hears(620.0);
        if amine_hangs_up {
            amine.hangs_up();
            boss.is_hung_up();
        } else {
            boss.hangs_up();
            amine.is_hung_up();
        }
    }
    for phone in [&amine, &boss] {
        phone.dials("600");
        phone.is_answered();
        phone.hears_prompt("demo-echotest");
        world.runs_for(secs(1));
        phone.says(500.0, secs(1));
        phone.hears(500.0);
        phone.presses("#");
        phone.is_hung_up();
    }
    world.is_quiet();
}

pub(super) fn a_lab_at_school_errors(world: &mut World) {
    let Some((amine, boss)) = lab(world) else {
        return;
    };
    // Peers that are not there, taken for host names that do not exist.
    amine.dials("200");
    amine.gets_final_within(secs(15), 503);
    boss.dials("100");
    boss.gets_final_within(secs(15), 503);
    for (number, status) in [("777", 404), ("60", 484), ("9", 484)] {
        amine.dials(number);
        amine.gets_final(status);
    }
    for refusal in [603, 486] {
        amine.dials("900");
        boss.rejects(refusal);
        amine.gets_final(486);
    }
    amine.dials("900");
    boss.rings();
    amine.hangs_up();
    boss.is_cancelled();
    amine.gets_final(487);
    boss.signs_off();
    amine.dials("900");
    amine.gets_final(503);
    amine.uses_password("wrong");
    amine.asks_to_register();
    amine.is_refused_registration(403);
    amine.dials("600");
    amine.gets_final(403);
    world.is_quiet();
}

/// Three phones and an attendant.
fn school(world: &mut World, ending: &str) -> Option<[Phone; 3]> {
    let file = |name: &str| fixture(&format!("seeds/s4-laplateforme-asterisk21/{name}"));
    world.exchange_is_at("192.168.1.1");
    world.file(
        "extensions.conf",
        file(&format!("extensions.conf{ending}"))?,
    );
    world.file("asterisk.conf", file(&format!("asterisk.conf{ending}"))?);
    world.file("pjsip.conf", file("completed/pjsip.conf")?);
    world.file("voicemail.conf", file("completed/voicemail.conf")?);
    world.prompt("fr/bonjour", secs(3));
    let mut place = 9;
    let phones = ["alice", "bob", "martin"].map(|name| {
        place += 1;
        world.phone_with(name, |setup| {
            setup.password = "plateforme".to_owned();
            setup.address = Some(([192, 168, 1, place], 5060).into());
        })
    });
    Some(phones)
}

pub(super) fn a_school_with_an_attendant(world: &mut World) {
    let Some([alice, bob, martin]) = school(world, ".fixed") else {
        return;
    };
    let upper_case = world.phone_with("Alice", |setup| {
        setup.password = "plateforme".to_owned();
        setup.registers = false;
        setup.address = Some(([192, 168, 1, 30], 5060).into());
    });
    upper_case.asks_to_register();
    upper_case.is_refused_registration(401);
    calls_end_behind_dial(world, &alice, &bob);
    attendant(world, &alice, &bob, &martin);
    world.is_quiet();
}

/// Answered calls end with the callee; all others go on to voicemail, whatever the reason.
fn calls_end_behind_dial(world: &mut World, alice: &Phone, bob: &Phone) {
    alice.dials("6002");
    bob.answers();
    alice.is_answered();
    alice.says(440.0, secs(1));
    bob.says(620.0, secs(1));
    bob.hears(440.0);
    alice.hears(620.0);
    bob.hangs_up();
    alice.is_hung_up();
    let reached_voicemail = |world: &mut World| {
        world
            .log()
            .iter()
            .filter(|line| line.contains("VoiceMail"))
            .count()
    };
    let mut before = reached_voicemail(world);
    let reasons: [(&str, &dyn Fn()); 4] = [
        ("busy", &|| bob.rejects(486)),
        ("declined", &|| bob.rejects(603)),
        ("not answered", &|| {
            bob.rings_for(ms(9_500));
            bob.is_cancelled();
        }),
        ("not registered", &|| {}),
    ];
    for (reason, happens) in reasons {
        if reason == "not registered" {
            bob.signs_off();
        }
        alice.dials("6002");
        happens();
        alice.hears_prompt("fr/vm-intro");
        alice.hears_prompt("fr/beep");
        alice.hangs_up();
        alice.is_over();
        if world.is_simulated() {
            let now = reached_voicemail(world);
            assert!(now > before, "{reason}: priority 2 was not reached");
            before = now;
        }
    }
    bob.registers();
}

fn attendant(world: &mut World, alice: &Phone, bob: &Phone, martin: &Phone) {
    alice.dials("7000");
    alice.is_answered();
    alice.hears_prompt("fr/bonjour");
    // Lost: Playback does not listen.
    alice.presses("3");
    world.runs_for(secs(4));
    martin.was_never_called();
    alice.hears_nothing(secs(3));
    // From the start again after five seconds without a key.
    alice.hears_prompt("fr/bonjour");
    world.runs_for(secs(4));
    alice.presses("2");
    bob.rings_for(secs(60));
    bob.answers();
    world.runs_for(ms(500));
    alice.listens_afresh();
    bob.says(620.0, secs(1));
    alice.hears(620.0);
    bob.hangs_up();
    alice.is_hung_up();
    alice.dials("7000");
    alice.hears_prompt("fr/bonjour");
    world.runs_for(secs(4));
    alice.presses("4");
    alice.is_hung_up();
}

pub(super) fn a_school_with_the_files_as_published(world: &mut World) {
    let Some([alice, bob, _]) = school(world, "") else {
        return;
    };
    alice.dials("6002");
    bob.answers();
    alice.is_answered();
    bob.hangs_up();
    alice.is_hung_up();
    // Its line had become part of a comment.
    alice.dials("7000");
    alice.gets_final(404);
    world.is_quiet();
}

/// A line that registers at a provider, and one phone.
fn home(world: &mut World) -> Option<(Phone, Phone)> {
    let file = |name: &str| fixture(&format!("seeds/s0-freephonie-antispam/{name}"));
    world.exchange_is_at("192.168.1.1");
    for name in ["sip.conf", "extensions.conf", "voicemail.conf"] {
        world.file(name, file(name)?);
    }
    world.file("indications.conf", file("completed/indications.conf")?);
    let account = Subscriber {
        user: "09XXXXXXXX".to_owned(),
        password: "SUPERPASSWORD".to_owned(),
        grants: 60,
    };
    let provider = world.provider("freephonie.net", "192.168.1.2", 5060, account);
    let phone = world.phone_with("001", |setup| {
        setup.password = "MDPPOSTESIP".to_owned();
        setup.codecs = vec![Codec::Alaw];
        setup.address = Some(([192, 168, 1, 10], 5060).into());
    });
    Some((provider, phone))
}

pub(super) fn a_home_registers_at_its_provider(world: &mut World) {
    let Some((provider, phone)) = home(world) else {
        return;
    };
    provider.has_registered("09XXXXXXXX");
    let registers = provider.received_requests("REGISTER");
    let (first, last) = (&registers[0].1, &registers[registers.len() - 1]);
    let headers = &first.headers;
    assert_eq!(first.uri.as_str(), "sip:freephonie.net");
    let user = |address: Result<sip::header::NameAddr, _>| {
        address.ok().and_then(|a| Some(a.uri.user()?.into_owned()))
    };
    assert_eq!(user(headers.from()).as_deref(), Some("09XXXXXXXX"));
    assert_eq!(user(headers.to()).as_deref(), Some("09XXXXXXXX"));
    let contact = headers
        .contact()
        .and_then(|contact| Some(contact.uri.user()?.into_owned()));
    assert_eq!(contact.as_deref(), Some("fromfree"));
    assert_eq!(headers.expires(), Some(1800));
    // Granted 60 s; it comes again 15 s before they are over.
    let (again, _) = provider.gets_request("REGISTER", secs(50));
    let pause = (again - last.0).as_secs_f64();
    assert!(
        (44.0..46.5).contains(&pause),
        "registered again after {pause} s"
    );
    // Both are asked whether they are there, once a minute.
    for (who, name) in [(&provider, "provider"), (&phone, "phone")] {
        assert!(
            !who.received_requests("OPTIONS").is_empty(),
            "the {name} got no OPTIONS"
        );
        let (first, _) = who.gets_request("OPTIONS", secs(61));
        let (second, _) = who.gets_request("OPTIONS", secs(61));
        let pause = (second - first).as_secs_f64();
        assert!(
            (59.0..61.0).contains(&pause),
            "the {name} got OPTIONS after {pause} s"
        );
    }
    let news = phone.received_requests("NOTIFY");
    let empty = |body: &[u8]| String::from_utf8_lossy(body).contains("Messages-Waiting: no");
    assert!(
        news.iter().any(|(_, notify)| empty(&notify.body)),
        "no word of the mailbox"
    );
    phone.dials("0612345678");
    provider.rings();
    let invite = provider.invite();
    assert_eq!(invite.uri.user().as_deref(), Some("0612345678"));
    assert_eq!(user(invite.headers.from()).as_deref(), Some("09XXXXXXXX"));
    provider.hangs_up();
    phone.is_over();
    provider.asks_for_the_password();
    phone.dials("0612345678");
    provider.answers();
    phone.is_answered();
    phone.hangs_up();
    provider.is_hung_up();
    for number in ["05", "00336123456"] {
        phone.dials(number);
        phone.gets_final(404);
    }
    world.is_quiet();
}

pub(super) fn a_home_that_filters_robots(world: &mut World) {
    let Some((provider, phone)) = home(world) else {
        return;
    };
    provider.has_registered("09XXXXXXXX");
    world.runs_for(secs(3));
    // A robot gives up before anything has rung.
    provider.dials_as("fromfree", "0899000000");
    provider.is_answered();
    world.runs_for(secs(3));
    provider.hangs_up();
    phone.stays_silent(secs(15));
    // A person waits.
    provider.dials_as("fromfree", "0612345678");
    let called = world.now();
    provider.is_answered();
    let answered = world.now();
    assert!(
        answered - called < ms(500),
        "answered after {:?}",
        answered - called
    );
    assert_eq!(provider.speaks(), Codec::Alaw);
    let offered: Vec<String> = provider
        .last_sdp()
        .media
        .iter()
        .flat_map(|line| line.formats.clone())
        .collect();
    assert!(!offered.contains(&"0".to_owned()), "PCMA only: {offered:?}");
    provider.listens_afresh();
    provider.hears_cadence(&[440.0, 480.0], &[(2_000, 4_000)]);
    phone.rings();
    let (rang, _) = phone
        .received_requests("INVITE")
        .pop()
        .unwrap_or_else(|| panic!("rings"));
    let waited = rang - answered;
    assert!(
        waited >= ms(9_950) && waited <= ms(10_650),
        "it rang after {waited:?}"
    );
    provider.hears_together(&[440.0, 480.0]);
    world.runs_for(secs(4));
    phone.answers();
    world.runs_for(ms(300));
    for listener in [&provider, &phone] {
        listener.listens_afresh();
    }
    provider.says(900.0, secs(1));
    phone.says(620.0, secs(1));
    phone.hears(900.0);
    provider.hears(620.0);
    provider.presses("#");
    phone.gets_digits("#");
    provider.hangs_up();
    phone.is_hung_up();
    // Nobody answers: half a minute, then voicemail.
    provider.dials_as("fromfree", "0612345678");
    phone.rings_within(secs(12));
    phone.rings_for(ms(29_500));
    phone.is_cancelled();
    for prompt in [
        "vm-theperson",
        "digits/0",
        "digits/0",
        "digits/1",
        "vm-isunavail",
        "beep",
    ] {
        provider.hears_prompt(&format!("fr/{prompt}"));
    }
    world.runs_for(ms(1200));
    provider.says(900.0, secs(4));
    world.runs_for(secs(4));
    provider.presses("#");
    provider.ends(Ending::HungUpThere);
    let message = "voicemail/default/001/INBOX/msg0000.wav";
    assert!(world.recorded_pitch_ms(message, 900.0) > 3000);
    world.runs_for(secs(1));
    let lamps = phone.received_requests("NOTIFY");
    let lamp = lamps.last().map(|(_, lamp)| lamp.body.clone());
    let lamp = String::from_utf8_lossy(&lamp.unwrap_or_default()).into_owned();
    assert!(
        lamp.contains("Messages-Waiting: yes") && lamp.contains("1/0"),
        "{lamp}"
    );
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    let mail = String::from_utf8_lossy(&mails[0]).into_owned();
    for part in [
        "NOM.PRENOM@gmail.com",
        "msg0000.wav",
        "multipart/mixed",
        "mailbox 001",
    ] {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    // A phone that does not answer is not called any more.
    phone.behaves(Manner::Dead);
    world.runs_for(secs(70));
    let before = phone.calls_taken();
    provider.dials_as("fromfree", "0612345678");
    provider.is_answered();
    world.runs_for(secs(13));
    assert_eq!(phone.calls_taken(), before);
    provider.hangs_up();
    world.is_quiet();
}

/// Four phones of a school with the files that its report ends with.
fn school_in_the_end(world: &mut World) -> Option<[Phone; 4]> {
    world.exchange_is_at("192.168.1.1");
    for file in [
        "sip.conf",
        "extensions.conf",
        "res_parking.conf",
        "features.conf",
    ] {
        let path = format!("seeds/s3-trunk-services/final/{file}");
        world.file(file, fixture(&path)?);
    }
    let mut place = 9;
    let phones = ["zoiper", "xlite", "bria", "blink"].map(|name| {
        place += 1;
        world.phone_with(name, |setup| {
            setup.password = "vitrygtr".to_owned();
            setup.address = Some(([192, 168, 1, place], 5060).into());
        })
    });
    world.runs_for(secs(1));
    Some(phones)
}

/// Each says a tone of its own, and the other one hears it.
pub(super) fn both_are_heard(one: &Phone, other: &Phone) {
    one.listens_afresh();
    other.listens_afresh();
    one.says(500.0, secs(1));
    other.says(900.0, secs(1));
    other.hears(500.0);
    one.hears(900.0);
}

pub(super) fn a_school_transfers_parks_and_picks_up(world: &mut World) {
    let Some([zoiper, xlite, bria, blink]) = school_in_the_end(world) else {
        return;
    };
    // A call to 6002 is answered, and sent on with the default code.
    bria.dials("6002");
    xlite.answers();
    bria.is_answered();
    both_are_heard(&bria, &xlite);
    xlite.presses("#");
    xlite.hears_prompt("pbx-transfer");
    xlite.presses("6003");
    blink.answers();
    xlite.is_hung_up();
    both_are_heard(&bria, &blink);
    blink.hangs_up();
    bria.is_hung_up();
    // Parked, and taken from another phone.
    bria.dials("6002");
    xlite.answers();
    bria.is_answered();
    xlite.presses("#");
    xlite.hears_prompt("pbx-transfer");
    xlite.presses("700");
    xlite.hears_prompt("digits/7");
    xlite.is_hung_up();
    blink.dials("701");
    blink.is_answered();
    both_are_heard(&bria, &blink);
    bria.hangs_up();
    blink.is_hung_up();
    // Parked, and forgotten: the parker is rung.
    bria.dials("6002");
    xlite.answers();
    bria.is_answered();
    xlite.presses("#");
    xlite.hears_prompt("pbx-transfer");
    xlite.presses("700");
    xlite.is_hung_up();
    world.runs_for(secs(44));
    xlite.answers_within(secs(5));
    both_are_heard(&bria, &xlite);
    xlite.hangs_up();
    bria.is_hung_up();
    // Another phone answers.
    bria.dials("6001");
    zoiper.rings();
    blink.dials("*8");
    blink.is_answered();
    zoiper.is_cancelled();
    both_are_heard(&bria, &blink);
    blink.hangs_up();
    bria.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_school_with_a_call_centre(world: &mut World) {
    let centre = "seeds/s3-trunk-services/part2-q6-callcenter";
    let files = [
        (
            "queues.conf",
            format!("{centre}/variant-2/queues.conf.fixed"),
        ),
        (
            "extensions.conf",
            "seeds/s3-trunk-services/final/extensions.conf.fixed".to_owned(),
        ),
    ];
    let Some([zoiper, xlite, bria, blink]) = school_in_the_end(world) else {
        return;
    };
    let mut changed = Vec::new();
    for (name, path) in files {
        let Some(content) = fixture(&path) else {
            return;
        };
        changed.push((name, String::from_utf8_lossy(&content).into_owned()));
    }
    let changed: Vec<_> = changed.iter().map(|(n, t)| (*n, t.as_str())).collect();
    world.reloads(&changed);
    world.runs_for(secs(1));
    // Nothing but 100 until a member answers; one rings for 15 s, 5 s later the other one.
    blink.dials("7001");
    xlite.rings();
    blink.was_not_told(180);
    bria.was_never_called();
    xlite.rings_for(secs(14));
    xlite.is_cancelled();
    bria.stays_silent(ms(4500));
    bria.answers();
    blink.is_answered();
    both_are_heard(&blink, &bria);
    bria.hangs_up();
    blink.is_hung_up();
    // The one behind the last is first now.
    blink.dials("7001");
    xlite.answers();
    blink.is_answered();
    both_are_heard(&blink, &xlite);
    blink.hangs_up();
    xlite.is_hung_up();
    zoiper.was_never_called();
    world.is_quiet();
}

pub(super) fn a_school_transfers_as_the_exercise_says(world: &mut World) {
    let codes = fixture("seeds/s3-trunk-services/part2-q1-transfer/features.conf");
    let (Some(codes), Some([zoiper, xlite, bria, blink])) = (codes, school_in_the_end(world))
    else {
        return;
    };
    world.reloads(&[("features.conf", &String::from_utf8_lossy(&codes))]);
    bria.dials("6002");
    xlite.answers();
    bria.is_answered();
    // The caller stands in a context without phones.
    bria.presses("#1");
    bria.hears_prompt("pbx-transfer");
    bria.presses("6003");
    bria.hears_prompt("pbx-invalid");
    world.runs_for(secs(20));
    bria.still_talks();
    both_are_heard(&bria, &xlite);
    // The callee asks first.
    xlite.presses("*2");
    xlite.hears_prompt("pbx-transfer");
    xlite.presses("6003");
    blink.answers();
    both_are_heard(&xlite, &blink);
    xlite.hangs_up();
    world.runs_for(secs(1));
    both_are_heard(&bria, &blink);
    blink.hangs_up();
    bria.is_hung_up();
    zoiper.was_never_called();
    world.is_quiet();
}
