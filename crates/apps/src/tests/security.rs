//! Passwords, dial tone from outside, callers without a number.

use call::Presentation;

use super::harness::World;

type Keys<'a> = &'a [(f64, &'a str)];

fn play(plan: &str, keys: Keys<'_>) -> World {
    let mut world = World::new(plan);
    let files = &mut world.outside.files;
    files.insert("/pins".to_owned(), b"1111\n2222\n".to_vec());
    let hashed = b"sales:81dc9bdb52d04dc20036dbd8313ed055\n".to_vec();
    files.insert("/hashes".to_owned(), hashed);
    files.insert(
        "/disa".to_owned(),
        b"; rows\n77,inside,\"Bob\" <5>\n".to_vec(),
    );
    world.database.put("pins", "9", "x");
    world.dials("100");
    for (wait, key) in keys {
        world.passes(*wait);
        world.presses("alice", key);
    }
    world.passes(60.0);
    world
}

#[test]
fn passwords() {
    let rows: &[(&str, Keys<'_>, &str)] = &[
        ("1234", &[(1.5, "1234#")], "in "),
        ("1234,,4", &[(1.5, "1234")], "in "),
        ("1234,a", &[(1.5, "1234#")], "in 1234"),
        ("/pins,a", &[(1.5, "2222#")], "in 2222"),
        ("/hashes,am", &[(1.5, "1234#")], "in sales"),
        ("/pins,ad", &[(1.5, "9#")], "in 9"),
        ("1234", &[(1.5, "1#"), (1.5, "2#"), (1.5, "1234#")], "in "),
        ("1234", &[(1.5, "1#"), (1.5, "2#"), (1.5, "3#")], ""),
        ("/none", &[(1.5, "1#"), (1.5, "2#"), (1.5, "3#")], ""),
        ("1234", &[], ""),
    ];
    for (arguments, keys, expected) in rows {
        let plan = format!(
            "exten => 100,1,Authenticate({arguments})\nsame => n,NoOp(in ${{CHANNEL(accountcode)}})"
        );
        let world = play(&plan, keys);
        assert_eq!(world.notes().concat(), *expected, "{arguments}");
        assert!(world.is_quiet(), "{arguments}");
    }
}

#[test]
fn dial_tone_from_outside() {
    let plan = |arguments: &str| {
        format!(
            "[default]\nexten => 100,1,DISA({arguments})\nsame => n,NoOp(wrong)\n[inside]\nexten => _2XX,1,NoOp(${{EXTEN}} ${{CALLERID(num)}})"
        )
    };
    let rows: &[(&str, Keys<'_>, &str)] = &[
        ("no-password,inside", &[(1.0, "201")], "201 12"),
        ("123,inside", &[(1.0, "123#"), (0.5, "202")], "202 12"),
        ("123,inside,<9>", &[(1.0, "123#"), (0.5, "202")], "202 9"),
        ("/disa", &[(1.0, "77#"), (0.5, "203")], "203 5"),
        ("123,inside", &[(1.0, "124#"), (0.5, "202")], ""),
        ("no-password,inside", &[(1.0, "9")], ""),
        ("no-password", &[(1.0, "201")], ""),
        ("", &[], ""),
    ];
    for (arguments, keys, expected) in rows {
        let world = play(&plan(arguments), keys);
        assert_eq!(world.notes().concat(), *expected, "{arguments}");
        assert!(world.is_quiet(), "{arguments}");
    }
}

fn hidden(steps: &str, keys: Keys<'_>) -> Vec<String> {
    let mut world = World::new(&format!("exten => 100,1,{steps}"));
    world.dials_with("100", |invitation| {
        invitation.parties.caller.presentation = Presentation::Prohibited;
    });
    for (wait, key) in keys {
        world.passes(*wait);
        world.presses("alice", key);
    }
    world.passes(60.0);
    world.notes().iter().map(|n| (*n).to_owned()).collect()
}

#[test]
fn callers_without_a_number() {
    let steps = "PrivacyManager(2,4)\nsame => n,NoOp(${PRIVACYMGRSTATUS} ${CALLERID(num)} ${CALLERID(pres)})";
    let rows: &[(Keys<'_>, &str)] = &[
        (&[(2.5, "5551234#")], "SUCCESS 5551234 allowed_not_screened"),
        (
            &[(2.5, "55#"), (2.5, "6666#")],
            "SUCCESS 6666 allowed_not_screened",
        ),
        (
            &[(2.5, "55#"), (2.5, "66#")],
            "FAILED 12 prohib_not_screened",
        ),
    ];
    for (keys, expected) in rows {
        assert_eq!(hidden(steps, keys), [*expected], "{keys:?}");
    }
    let known = play(
        "exten => 100,1,PrivacyManager()\nsame => n,NoOp(${PRIVACYMGRSTATUS})",
        &[],
    );
    assert_eq!(known.notes_at(), ["0 SUCCESS"]);
}

#[test]
fn three_tones() {
    let note = "\nsame => n,NoOp(${ZAPATELLERSTATUS})";
    let rows = [
        ("Zapateller(answer)", "ZAPPED", 2),
        ("Zapateller(answer,nocallerid)", "ANSWERED", 1),
        ("Zapateller(nocallerid)", "NOTHING", 0),
    ];
    for (step, status, heard) in rows {
        let world = play(&format!("exten => 100,1,{step}{note}"), &[]);
        assert_eq!(world.notes(), [status], "{step}");
        let heard_now = world
            .heard("alice")
            .iter()
            .filter(|h| *h == "tone" || *h == "answer")
            .count();
        assert_eq!(heard_now, heard, "{step}: {:?}", world.heard("alice"));
    }
}
