//! Functions that keep something: tables, groups, shared variables, records, locks.

use super::harness::{World, value_of};

/// The notes of a plan whose steps stand one a line.
pub(super) fn notes(steps: &[&str]) -> Vec<String> {
    let mut world = World::new(&plan(steps));
    world.dials("100");
    world.passes(10.0);
    assert_eq!(world.warnings(), Vec::<String>::new(), "{steps:?}");
    world
        .notes()
        .iter()
        .map(|note| (*note).to_owned())
        .collect()
}

pub(super) fn plan(steps: &[&str]) -> String {
    let lines = steps.iter().enumerate().map(|(at, step)| match at {
        0 => format!("exten => 100,1,{step}\n"),
        _ => format!("same => n,{step}\n"),
    });
    lines.collect()
}

#[test]
fn tables_of_a_channel() {
    let found = notes(&[
        "Set(HASH(price,apple)=3)",
        "Set(HASH(price,pear)=4)",
        "NoOp(${HASH(price,apple)} ${HASH(price,pear)} ${HASH(price,plum)} ${HASH(other,apple)})",
        "NoOp(${HASHKEYS(price)} ${HASH(price)})",
        "Set(HASH(price)=5,6)",
        "NoOp(${HASH(price)})",
        "ClearHash(price)",
        "NoOp(${HASHKEYS(price)}-${HASH(price,apple)})",
    ]);
    assert_eq!(found, ["3 4  ", "apple,pear 3,4", "5,6", "-"]);
}

#[test]
fn groups_count_channels() {
    let plan = plan(&[
        "Set(GROUP()=trunk)",
        "Set(GROUP(out)=isdn)",
        "NoOp(${GROUP()} ${GROUP(out)} ${GROUP_COUNT(trunk)} ${GROUP_COUNT()} ${GROUP_COUNT(isdn@out)} ${GROUP_COUNT(isdn)} ${GROUP_MATCH_COUNT(^tr)} ${GROUP_MATCH_COUNT(.*@ou)} ${GROUP_LIST()})",
        "Wait(60)",
    ]);
    let mut world = World::new(&plan);
    world.dials("100");
    world.dials("100");
    assert_eq!(
        world.notes(),
        [
            "trunk isdn 1 1 1 0 1 1 trunk isdn@out",
            "trunk isdn 2 2 2 0 2 2 trunk isdn@out"
        ]
    );
    world.hangs_up("alice");
    world.dials("100");
    assert_eq!(world.notes()[2], "trunk isdn 2 2 2 0 2 2 trunk isdn@out");
    let moved = notes(&[
        "Set(GROUP()=a)",
        "Set(GROUP()=b)",
        "Set(GROUP()=c@kind)",
        "NoOp(${GROUP_COUNT(a)} ${GROUP_COUNT(b)} ${GROUP(kind)})",
        "Set(GROUP()=)",
        "NoOp(${GROUP_COUNT(b)})",
    ]);
    assert_eq!(moved, ["0 1 c", "0"]);
}

#[test]
fn channels_know_of_each_other() {
    let plan = "exten => 100,1,Set(SHARED(door)=open)\nsame => n,Set(MINE=1)\nsame => n,Wait(60)\nexten => 200,1,NoOp(${SHARED(door,${FIRST})} ${CHANNELS(^pjsip/ALICE)} ${CHANNEL_EXISTS(${FIRST})} ${CHANNEL_EXISTS(x)})\nsame => n,Set(SHARED(door,${FIRST})=shut)\nsame => n,NoOp(${SHARED(door,${FIRST})}-${SHARED(door)})";
    let mut world = World::new(plan);
    world.dials("100");
    world.dials_with("200", |invitation| {
        let first = ("FIRST".to_owned(), "PJSIP/alice-00000000".to_owned());
        invitation.variables.push(first);
    });
    assert_eq!(
        world.notes(),
        [
            "open PJSIP/alice-00000000 PJSIP/alice-00000001 1 0",
            "shut-"
        ]
    );
}

#[test]
fn the_channel_that_began_the_call() {
    let plan = "exten => 100,1,Set(CALLERID(num)=77)\nsame => n,Dial(Local/1@other)\n[other]\nexten => 1,1,NoOp(${MASTER_CHANNEL(CALLERID(num))} ${MASTER_CHANNEL(EXTEN)})\nsame => n,Set(MASTER_CHANNEL(DOOR)=open)\nsame => n,Hangup(17)";
    let mut world = World::new(&format!("[default]\n{plan}\nexten => x,1,NoOp()"));
    world.dials("100");
    world.passes(1.0);
    assert_eq!(world.notes(), ["77 100"]);
    let alone = notes(&[
        "Set(MASTER_CHANNEL(A)=1)",
        "NoOp(${A} ${MASTER_CHANNEL(A)})",
    ]);
    assert_eq!(alone, ["1 1"]);
}

#[test]
fn fields_of_the_record() {
    let found = notes(&[
        "Set(CDR(userfield)=door)",
        "Set(CDR(colour)=green)",
        "Set(CDR(accountcode)=sales)",
        "Set(CDR(amaflags)=billing)",
        "NoOp(${CDR(userfield)} ${CDR(colour)} ${CHANNEL(accountcode)} ${CDR(amaflags)} ${CDR(amaflags,u)} ${CDR(src)} ${CDR(dst)} ${CDR(dcontext)} ${CDR(lastapp)} ${CDR(disposition)} ${CDR(billsec)})",
        "Answer()",
        "Wait(3)",
        "NoOp(${CDR(start,u)} ${CDR(duration)} ${CDR(billsec,f)} ${CDR(disposition)} ${CDR(end)})",
        "ResetCDR(v)",
        "NoOp(${CDR(userfield)} ${CDR(duration)})",
        "ResetCDR()",
        "NoOp(${CDR(userfield)}-${CDR(colour)}-${CDR(accountcode)})",
        "Set(CHANNEL(userfield)=x)",
        "NoOp(${CDR(userfield)} ${CHANNEL(userfield)})",
    ]);
    assert_eq!(
        found,
        [
            "door green sales BILLING 2 12 100 default Set NO ANSWER 0",
            "1700000000.000000 3 3.000000 ANSWERED ",
            "door 0",
            "--sales",
            "x x"
        ]
    );
    for step in [
        "Set(CDR(src)=1)",
        "Set(CDR(amaflags)=what)",
        "Set(CDR_PROP(x)=1)",
    ] {
        let mut world = World::new(&format!("exten => 100,1,{step}"));
        world.dials("100");
        assert_eq!(world.warnings().len(), 1, "{step}");
    }
}

#[test]
fn one_channel_at_a_time() {
    let plan = "exten => 100,1,NoOp(${LOCK(a)} ${LOCK(a)} ${TRYLOCK(a)})\nsame => n,Wait(2)\nsame => n,NoOp(${UNLOCK(a)} ${UNLOCK(a)} ${UNLOCK(a)} ${UNLOCK(a)})\nsame => n,Wait(9)\nexten => 200,1,NoOp(${TRYLOCK(a)} ${UNLOCK(a)})\nsame => n,NoOp(${LOCK(a)})\nsame => n,Wait(1)";
    let mut world = World::new(plan);
    world.dials("100");
    world.dials("200");
    world.passes(5.0);
    assert_eq!(
        world.notes_at(),
        ["0 1 1 1", "0 0 0", "2000 1 1 1 0", "2000 1"]
    );
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(1.0);
    world.hangs_up("alice");
    world.dials("200");
    assert_eq!(world.notes()[1], "1 1");
    let mut world = World::new(
        "exten => 100,1,NoOp(${LOCK(a)})\nsame => n,Wait(60)\nexten => 200,1,NoOp(${LOCK(a)})",
    );
    world.dials("100");
    world.dials("200");
    world.passes(10.0);
    assert_eq!(world.notes_at(), ["0 1", "3000 0"]);
}

#[test]
fn lists_of_devices() {
    let found = notes(&[
        "Set(DIALGROUP(g,add)=SIP/1)",
        "Set(DIALGROUP(g,add)=SIP/2)",
        "Set(DIALGROUP(g,add)=SIP/1)",
        "NoOp(${DIALGROUP(g)})",
        "Set(DIALGROUP(g,del)=SIP/1)",
        "NoOp(${DIALGROUP(g)})",
        "Set(DIALGROUP(g)=SIP/3)",
        "NoOp(${DIALGROUP(g)})",
    ]);
    assert_eq!(found, ["SIP/1&SIP/2", "SIP/2", "SIP/3"]);
}

#[test]
fn devices_and_extensions() {
    let plan = "exten => 100,hint,Custom:lamp&PJSIP/bob\nexten => 100,1,NoOp(${DEVICE_STATE(Custom:lamp)} ${EXTENSION_STATE(100@default)} ${HINT(100@default)} ${HINT(100)} ${DEVICE_STATE(PJSIP/bob)})\nsame => n,Set(DEVICE_STATE(Custom:lamp)=INUSE)\nsame => n,NoOp(${DEVICE_STATE(Custom:lamp)} ${EXTENSION_STATE(100)} ${EXTENSION_STATE(7)} ${DB(CustomDevstate/lamp)})\nsame => n,Set(DEVICE_STATE(PJSIP/bob)=INUSE)\nsame => n,Set(DEVICE_STATE(Custom:lamp)=odd)";
    let mut world = World::new(plan);
    world.device("PJSIP/bob", true);
    world.dials("100");
    assert_eq!(
        world.notes(),
        [
            "UNKNOWN NOT_INUSE Custom:lamp&PJSIP/bob Custom:lamp&PJSIP/bob NOT_INUSE",
            "INUSE INUSE UNKNOWN INUSE"
        ]
    );
    assert_eq!(world.warnings().len(), 2, "{:?}", world.warnings());
}

#[test]
fn presence() {
    let found = notes(&[
        "NoOp(${PRESENCE_STATE(CustomPresence:bob)})",
        "Set(PRESENCE_STATE(CustomPresence:bob)=away,lunch,Back at two, surely)",
        "NoOp(${PRESENCE_STATE(CustomPresence:bob,value)}/${PRESENCE_STATE(CustomPresence:bob,subtype)}/${PRESENCE_STATE(CustomPresence:bob,message)})",
    ]);
    assert_eq!(found, ["not_set", "away/lunch/Back at two, surely"]);
}

#[test]
fn small_ones() {
    let rows = [
        (
            "${IFMODULE(app_dial.so)}${IFMODULE(func_callerid.so)}${IFMODULE(chan_pjsip.so)}",
            "111",
        ),
        (
            "${IFMODULE(app_nonsense.so)}${IFMODULE(func_odbc)}${IFMODULE(x)}",
            "000",
        ),
        (
            "${SIPPEER(bob)} ${SIPPEER(bob:port)}",
            "Peer/bob/ip Peer/bob/port",
        ),
        (
            "${PJSIP_ENDPOINT(a,aors)} ${PJSIP_AOR(nobody,contact)}",
            "Endpoint/a/aors ",
        ),
        ("${PJSIP_CONTACT(a@x,rtt)}", "Contact/a@x/rtt"),
        ("${PJSIP_DIAL_CONTACTS(a,b,c)}", "DialContacts/a/b,c"),
        ("${MD5(abc)}", "900150983cd24fb0d6963f7d28e17f72"),
        ("${LEN(${UUID()})} ${LEN(${CUT(UUID(),-,1)})}", "36 8"),
        ("${SYSINFO(numcalls)} ${SYSINFO(loadavg)}", "0 0.50"),
        (
            "${AST_CONFIG(a.conf,general,key,-1)}",
            "a.conf/general/key/-1",
        ),
        ("${HANGUPCAUSE_KEYS()}-${HANGUPCAUSE(x,ast)}", "-"),
    ];
    for (expression, expected) in rows {
        assert_eq!(value_of(expression), expected, "{expression}");
    }
    let found = notes(&[
        "Set(A={\"name\":\"Bob\",\"tags\":[1,{\"x\":true}]})",
        "NoOp(${JSON_DECODE(A,name)} ${JSON_DECODE(A,tags.1.x)} ${JSON_DECODE(A,tags)} ${JSON_DECODE(A,tags,,c)}${JSON_DECODE(A,none)} ${JSON_DECODE(A,tags/0,/)})",
    ]);
    assert_eq!(found, ["Bob true [1,{\"x\":true}] 2 1"]);
}

#[test]
fn how_each_leg_ended() {
    let mut world = World::new(
        "exten => 100,1,Dial(PJSIP/bob,20)\nsame => n,NoOp(${HANGUPCAUSE_KEYS()} ${HANGUPCAUSE(${HANGUPCAUSE_KEYS()},ast)} ${HANGUPCAUSE(${HANGUPCAUSE_KEYS()},tech)})",
    );
    world.dials("100");
    world.ends("bob", call::HangupCause::USER_BUSY);
    assert_eq!(world.notes(), ["PJSIP/bob-00000001 User busy Q.850 17"]);
}

#[test]
fn louder_and_softer() {
    let plan = plan(&[
        "Set(VOLUME(TX)=3)",
        "Set(VOLUME(RX)=-2)",
        "NoOp(${VOLUME(TX)} ${VOLUME(RX)})",
        "Set(JITTERBUFFER(adaptive)=default)",
        "Set(JITTERBUFFER(disabled)=)",
    ]);
    let mut world = World::new(&plan);
    world.dials("100");
    assert_eq!(world.notes(), ["3 -2"]);
    assert_eq!(world.media_orders.len(), 4, "{:?}", world.media_orders);
}

#[test]
fn who_sent_the_call_on() {
    let found = notes(&[
        "NoOp(${REDIRECTING(reason)} ${REDIRECTING(count)} ${REDIRECTING(to-num)}-)",
        "Set(REDIRECTING(from-num,i)=100)",
        "Set(REDIRECTING(to-all)=Bob <200>)",
        "Set(REDIRECTING(orig-name)=Ann)",
        "Set(REDIRECTING(reason,i)=CFU)",
        "Set(REDIRECTING(orig-reason)=cfb)",
        "Set(REDIRECTING(count)=2)",
        "NoOp(${CALLERID(rdnis)} ${REDIRECTING(to-name)} ${REDIRECTING(to-num)} ${REDIRECTING(orig-name)} ${REDIRECTING(reason)} ${REDIRECTING(orig-reason)} ${REDIRECTING(count)})",
    ]);
    assert_eq!(found, ["unknown 0 -", "100 Bob 200 Ann cfu cfb 2"]);
    for step in [
        "Set(REDIRECTING(reason)=what)",
        "Set(REDIRECTING(count)=x)",
        "Set(REDIRECTING(odd)=x)",
    ] {
        let mut world = World::new(&format!("exten => 100,1,{step}"));
        world.dials("100");
        assert_eq!(world.warnings().len(), 1, "{step}");
    }
}
