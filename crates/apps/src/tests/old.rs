//! Names of earlier releases: they work, and tell what they are called today.

use super::harness::World;

fn after(steps: &[&str], shown: &str) -> (String, usize) {
    let plan = steps
        .iter()
        .map(|step| format!("same => n,{step}\n"))
        .collect::<String>();
    let mut world = World::new(&format!(
        "exten => 100,1,Set(X=1)\n{plan}same => n,NoOp({shown})\n"
    ));
    world.database.put("names", "1", "Bob");
    world.database.put("blacklist", "12", "1");
    world.dials("100");
    world.passes(10.0);
    let told = world.warnings().iter().filter(|w| w.contains("old name"));
    (world.notes().concat(), told.count())
}

#[test]
fn old_names_work_and_say_so() {
    let rows: &[(&[&str], &str, &str)] = &[
        (&["SetVar(A=1)"], "${A}", "1"),
        (&["SetVar(A=1,B=2,g)"], "${GLOBAL(A)}${GLOBAL(B)}", "12"),
        (&["SetGlobalVar(A=7)"], "${GLOBAL(A)}", "7"),
        (
            &["SetCallerID(Bob <55>)"],
            "${CALLERID(all)} ${CALLERID(ani)}",
            "\"Bob\" <55> 55",
        ),
        (&["SetCIDName(Ann)"], "${CALLERID(name)}", "Ann"),
        (&["SetCIDNum(77)"], "${CALLERID(num)}", "77"),
        (&["SetRDNIS(66)"], "${CALLERID(rdnis)}", "66"),
        (&["SetCallerPres(prohib)"], "${CALLERID(pres)}", "prohib"),
        (&["SetLanguage(fr)"], "${CHANNEL(language)}", "fr"),
        (&["Set(LANGUAGE()=de)"], "${CHANNEL(language)}", "de"),
        (
            &["Set(MUSICCLASS()=jazz)"],
            "${CHANNEL(musicclass)}",
            "jazz",
        ),
        (&["SetAccount(sales)"], "${CHANNEL(accountcode)}", "sales"),
        (&["SetAMAFlags(omit)"], "${CDR(amaflags)}", "OMIT"),
        (&["SetCDRUserField(a)"], "${CDR(userfield)}", "a"),
        (&["AppendCDRUserField(b)"], "${CDR(userfield)}", "b"),
        (&["DigitTimeout(3)"], "${TIMEOUT(digit)}", "3.000"),
        (&["ResponseTimeout(4)"], "${TIMEOUT(response)}", "4.000"),
        (&["AbsoluteTimeout(60)"], "${TIMEOUT(absolute)}", "60.000"),
        (&["DBget(A=names/1)"], "${A}", "Bob"),
        (&["DBput(names/2=Eve)"], "${DB(names/2)}", "Eve"),
        (&["DBdel(names/1)"], "${DB_EXISTS(names/1)}", "0"),
        (&["LookupBlacklist()"], "${LOOKUPBLSTATUS}", "FOUND"),
        (&["Random(100:default,100,3)"], "${X}", "1"),
        (&["WaitMusicOnHold(2)"], "${EPOCH}", "1700000002"),
    ];
    for (steps, shown, expected) in rows {
        let (found, told) = after(steps, shown);
        assert_eq!((found.as_str(), told), (*expected, 1), "{steps:?}");
    }
    assert_eq!(after(&["DBdeltree(names)"], "${DB_EXISTS(names/1)}").0, "0");
}

#[test]
fn failures_go_on_a_hundred_and_one_further() {
    let plan =
        "exten => 100,1,DBget(A=names/none)\nsame => n,NoOp(next)\nexten => 100,102,NoOp(far)\n";
    let mut world = World::new(plan);
    world.dials("100");
    assert_eq!(world.notes(), ["far"]);
}

#[test]
fn records_are_wished_away() {
    for (step, expected) in [("NoCDR()", "ok"), ("Set(CDR_PROP(disable)=true)", "ok")] {
        assert_eq!(
            after(&[step, "ForkCDR(v)", "ResetCDR(e)"], "ok").0,
            expected
        );
    }
}

#[test]
fn the_far_end_is_sent_away() {
    use call::Signal;
    for (done, expected) in [(true, "SUCCESS"), (false, "FAILURE")] {
        let mut world = super::harness::World::new(
            "[default]\nexten => 100,1,Transfer(200)\nsame => n,NoOp(${TRANSFERSTATUS})\n",
        );
        world.dials("100");
        world.signals("alice", Signal::Transferred(done));
        assert_eq!(world.notes(), [expected]);
    }
    for nothing in ["Transfer()", "Transfer(IAX2/5)"] {
        assert_eq!(after(&[nothing], "${TRANSFERSTATUS}").0, "FAILURE");
    }
}
