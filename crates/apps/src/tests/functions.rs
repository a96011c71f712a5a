//! What functions tell and set.

use super::harness::{World, value_of};

fn check(rows: &[(&str, &str)]) {
    for (expression, expected) in rows {
        assert_eq!(value_of(expression), *expected, "{expression}");
    }
}

/// The value of an expression after some `Set` steps.
fn after(sets: &[&str], expression: &str) -> String {
    let steps: String = sets
        .iter()
        .map(|set| format!("same => n,Set({set})\n"))
        .collect();
    let mut world = World::new(&format!(
        "exten => 100,1,Answer()\n{steps}same => n,NoOp({expression})"
    ));
    world.dials("100");
    world
        .notes()
        .first()
        .map(|note| (*note).to_owned())
        .unwrap_or_default()
}

#[test]
fn a_text_between_characters() {
    assert_eq!(
        after(&["D=5551"], "${STRBETWEEN(D,w)}${STRBETWEEN(NONE,w)}"),
        "5w5w5w1"
    );
}

#[test]
fn texts() {
    check(&[
        ("${LEN(hello)}", "5"),
        ("${LEN(é)}", "2"),
        ("${LEN()}", "0"),
        ("${TOLOWER(AbCÉ)}", "abcÉ"),
        ("${KEYPADHASH(Les)}", "537"),
        ("${KEYPADHASH(0800-Wxyz é1)}", "080099991"),
        (
            "-${TRIM( a b )}-${LTRIM( a )}-${RTRIM( a )}-",
            "-a b-a - a-",
        ),
        ("${SHA1(abc)}", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "${CHECK_MD5(900150983CD24FB0D6963F7D28E17F72,abc)}${CHECK_MD5(x,abc)}",
            "10",
        ),
        ("${TOUPPER(abcé)}", "ABCé"),
        ("${ISNULL()}${ISNULL(x)}", "10"),
        ("${EXISTS()}${EXISTS(x)}", "01"),
        ("${FILTER(0-9,+1 (23) x)}", "123"),
        ("${FILTER(a-c\\-,a-d-b)}", "a--b"),
        ("${FILTER(\\x41,ABC)}", "A"),
        ("${REGEX(\"^[0-9]+$\" 123)}", "1"),
        ("${REGEX(\"^[0-9]+$\" 12x)}", "0"),
        ("${REGEX(\"a b\" xa by)}", "1"),
        ("${QUOTE(a\"b)}", "\"a\\\"b\""),
        ("${CSV_QUOTE(a\"b)}", "\"a\"\"b\""),
        ("${PASSTHRU(a,b)}", "a,b"),
        ("${URIENCODE(a b/é)}", "a%20b%2F%C3%A9"),
        ("${URIDECODE(a%20b%2)}", "a b%2"),
        (
            "${BASE64_ENCODE(a)}${BASE64_ENCODE(ab)}${BASE64_ENCODE(abc)}",
            "YQ==YWI=YWJj",
        ),
        ("${BASE64_DECODE(aGVsbG8=)}", "hello"),
        (
            "${SPRINTF(%05.1f|%-4s|%x|%+d|%c|%%|%s,3.14159,ab,255,7,xyz)}",
            "003.1|ab  |ff|+7|x|%|",
        ),
        ("${SPRINTF(%03d,-7)}", "-07"),
        ("${SORT(a:3,b:1.5,c:2)}", "b,c,a"),
        ("${EVAL($)}{EXTEN}", "${EXTEN}"),
    ]);
}

#[test]
fn fields_and_lists() {
    let list = "L=a-b-c-d";
    let rows = [
        ("${CUT(L,-,2)}", "b"),
        ("${CUT(L,,2)}", "b"),
        ("${CUT(L,-,2-3)}", "b-c"),
        ("${CUT(L,-,3-)}", "c-d"),
        ("${CUT(L,-,-2)}", "a-b"),
        ("${CUT(L,-,4&1)}", "d-a"),
        ("${CUT(L,-,9)}", ""),
        ("${CUT(L,-,3-9)}", "c-d"),
        ("${CUT(CALLERID(all),<,1)}", "\"Alice\" "),
        ("${CUT(CHANNEL,/,1)}", "PJSIP"),
        ("${FIELDQTY(L,-)}", "4"),
        ("${FIELDQTY(NONE,-)}", "0"),
        ("${FIELDNUM(L,-,c)}", "3"),
        ("${FIELDNUM(L,-,x)}", "0"),
        ("${LISTFILTER(L,-,b)}", "a-c-d"),
        ("${POP(L,-)}${L}", "da-b-c"),
        ("${SHIFT(L,-)}${L}", "ab-c-d"),
        ("${SHIFT(NONE)}", ""),
        ("${REPLACE(L,-,+)}", "a+b+c+d"),
        ("${REPLACE(L,-)}", "abcd"),
        ("${STRREPLACE(L,b-c,X)}", "a-X-d"),
        ("${STRREPLACE(L,-,/,2)}", "a/b/c-d"),
    ];
    for (expression, expected) in rows {
        assert_eq!(after(&[list], expression), expected, "{expression}");
    }
    assert_eq!(after(&[list, "PUSH(L,-)=e"], "${L}"), "a-b-c-d-e");
    assert_eq!(after(&["UNSHIFT(L)=z", "UNSHIFT(L)=y"], "${L}"), "y,z");
}

#[test]
fn conditions_and_numbers() {
    check(&[
        ("${IF(1?yes:no)}", "yes"),
        ("${IF(0?yes:no)}", "no"),
        ("${IF($[2 > 1]? a : b )}", "a"),
        ("${IF(0?yes)}", ""),
        ("${IFTIME(*,*,*,*?open:closed)}", "open"),
        ("${IFTIME(*,*,*,feb?open:closed)}", "closed"),
        ("${MATH(1+2)}", "3.000000"),
        ("${MATH(123%16,int)}", "11"),
        ("${MATH(-3*4,i)}", "-12"),
        ("${MATH(7/2,f)}", "3.500000"),
        ("${MATH(2^10,int)}", "1024"),
        ("${MATH(1<<4,int)}", "16"),
        ("${MATH(12 AND 10,int)}", "8"),
        ("${MATH(255+0,hex)}", "ff"),
        ("${MATH(65+0,char)}", "A"),
        ("${MATH(3>2)}${MATH(3<=2)}", "TRUEFALSE"),
        ("${MATH(1/0)}", ""),
        ("${RAND(5,5)}", "5"),
        ("${SET(X=7)}${X}", "77"),
    ]);
    assert_eq!(after(&["N=5"], "${INC(N)}${INC(N)}${DEC(N)}"), "676");
    for _ in 0..100 {
        let value: i32 = value_of("${RAND(5,11)}").parse().unwrap();
        assert!((5..=11).contains(&value));
    }
}

#[test]
fn random_numbers_reach_both_ends() {
    let mut world = World::new(
        "exten => 100,1,Set(I=0)\nsame => n,While($[${I} < 60])\nsame => n,NoOp(${RAND(1,3)})\nsame => n,Set(I=$[${I}+1])\nsame => n,EndWhile()",
    );
    world.dials("100");
    let mut seen = world.notes();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, ["1", "2", "3"]);
}

#[test]
fn the_caller() {
    check(&[
        (
            "${CALLERID(num)} ${CALLERID(number)} ${CALLERID(NAME)}",
            "12 12 Alice",
        ),
        ("${CALLERID(all)}", "\"Alice\" <12>"),
        ("${CALLERID(dnid)}", "100"),
        ("${CALLERID(pres)}", "allowed_not_screened"),
        ("${CALLERID(num,Bob <7>)}", "7"),
        ("${CALLERID(nonsense)}", ""),
        ("${CALLERPRES()}", "allowed_not_screened"),
        ("${CONNECTEDLINE(num)}", ""),
    ]);
    let rows = [
        ("CALLERID(num)=99", "${CALLERID(all)}", "\"Alice\" <99>"),
        (
            "CALLERID(all)=Bob <7>",
            "${CALLERID(name)} ${CALLERID(num)}",
            "Bob 7",
        ),
        ("CALLERID(pres)=prohib", "${CALLERID(num-pres)}", "prohib"),
        ("CALLERID(ani)=5", "${CALLERID(ani-num)}", "5"),
        ("CALLERID(rdnis)=6", "${REDIRECTING(from-num)}", "6"),
        ("REDIRECTING(from-name)=Z", "${REDIRECTING(from-name)}", "Z"),
        ("CALLERID(tag)=t", "${CALLERID(tag)}", "t"),
        ("CONNECTEDLINE(name,i)=C", "${CONNECTEDLINE(name)}", "C"),
        (
            "CALLERID(num-valid)=0",
            "${CALLERID(num)}${CALLERID(num-valid)}",
            "0",
        ),
    ];
    for (set, expression, expected) in rows {
        assert_eq!(after(&[set], expression), expected, "{set}");
    }
}

#[test]
fn the_channel() {
    check(&[
        ("${CHANNEL(name)}", "PJSIP/alice-00000000"),
        (
            "${CHANNEL(channeltype)} ${CHANNEL(state)} ${CHANNEL(language)}",
            "PJSIP Ring en",
        ),
        (
            "${CHANNEL(audionativeformat)} ${CHANNEL(audioreadformat)}",
            "(ulaw) ulaw",
        ),
        (
            "${CHANNEL(uniqueid)} ${CHANNEL(linkedid)}",
            "1700000000.0 1700000000.0",
        ),
        ("${CHANNEL(context)} ${CHANNEL(exten)}", "default 100"),
        (
            "${TIMEOUT(digit)} ${TIMEOUT(response)} ${TIMEOUT(absolute)}",
            "5.000 10.000 0",
        ),
    ]);
    let rows = [
        ("CHANNEL(language)=fr", "${CHANNEL(language)}", "fr"),
        ("CHANNEL(musicclass)=jazz", "${CHANNEL(musicclass)}", "jazz"),
        ("CHANNEL(accountcode)=x", "${ACCOUNTCODE}", "x"),
        ("CHANNEL(callgroup)=1,3-5", "${CHANNEL(callgroup)}", "1,3-5"),
        ("TIMEOUT(digit)=2.5", "${TIMEOUT(digit)}", "2.500"),
        ("TIMEOUT(absolute)=60", "${TIMEOUT(absolute)}", "60.000"),
    ];
    for (set, expression, expected) in rows {
        assert_eq!(after(&[set], expression), expected, "{set}");
    }
}

#[test]
fn times() {
    check(&[
        ("${STRFTIME(,UTC,%F_%H-%S-%M)}", "2023-11-14_22-20-13"),
        ("${STRFTIME(0,UTC,%Y)}", "1970"),
        ("${STRFTIME(${EPOCH},Europe/Paris,%H:%M)}", "23:13"),
        (
            "${STRPTIME(2023-11-14 22:13:20,UTC,%Y-%m-%d %H:%M:%S)}",
            "1700000000",
        ),
    ]);
}

#[test]
fn the_database() {
    let world_after = |steps: &str, expression: &str| {
        let mut world = World::new(&format!(
            "exten => 100,1,Answer()\n{steps}same => n,NoOp({expression})"
        ));
        world.database.put("fam", "key/sub", "deep");
        world.database.put("fam", "one", "1");
        world.database.put("blacklist", "12", "1");
        world.dials("100");
        world.notes()[0].to_owned()
    };
    let rows = [
        (
            "",
            "${DB(fam/one)} ${DB(fam/key/sub)} ${DB(fam/none)}",
            "1 deep ",
        ),
        ("", "${DB(fam/one)}${DB_RESULT}", "11"),
        ("", "${DB_EXISTS(fam/one)}${DB_EXISTS(fam/two)}", "10"),
        ("", "${DB_DELETE(fam/one)}${DB_EXISTS(fam/one)}", "10"),
        (
            "",
            "${DB_KEYS(fam)} ${DB_KEYCOUNT(fam)} ${DB_KEYS(fam/key)}",
            "key,one 2 sub",
        ),
        ("", "${BLACKLIST()}", "1"),
        ("", "${DB(nofamily)}", ""),
        ("same => n,Set(DB(fam/two)=a,b)\n", "${DB(fam/two)}", "a,b"),
        (
            "same => n,Set(DB_DELETE(fam/one)=)\n",
            "${DB_EXISTS(fam/one)}",
            "0",
        ),
    ];
    for (steps, expression, expected) in rows {
        assert_eq!(
            world_after(steps, expression),
            expected,
            "{steps}{expression}"
        );
    }
}

#[test]
fn places_headers_and_others() {
    check(&[
        ("${DIALPLAN_EXISTS(default)}${DIALPLAN_EXISTS(none)}", "10"),
        (
            "${DIALPLAN_EXISTS(default,100,1)}${DIALPLAN_EXISTS(default,100,7)}",
            "10",
        ),
        ("${VALID_EXTEN(100)}${VALID_EXTEN(default,101,1)}", "10"),
        ("${VERSION(ASTERISK_VERSION_NUM)}", "230000"),
        ("${GLOBAL(NONE)}", ""),
        (
            "${IMPORT(PJSIP/alice-00000000,EXTEN)}${IMPORT(none,EXTEN)}",
            "100",
        ),
    ]);
    let mut world = World::new(
        "exten => 100,1,NoOp(${SIP_HEADER(x-a)} ${SIP_HEADER(X-A,2)} ${SIP_HEADER(X-A,3)}${PJSIP_HEADER(read,From)})",
    );
    world.dials_with("100", |invitation| {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        invitation.headers = vec![
            field("X-A", "one"),
            field("From", "me"),
            field("x-a", "two"),
        ];
    });
    assert_eq!(world.notes(), ["one two me"]);
}

/// Whatever a dialplan or a caller hands to a function, it answers.
#[test]
fn no_argument_makes_a_function_fail() {
    let texts = [
        "",
        ",",
        ",,",
        "-",
        "9999999999999999999",
        "-1",
        "a-",
        "\\",
        "\\x",
        "%",
        "%%%s",
        "%999999999d",
        "é",
        "(",
        "\"",
        "1/0",
        "1%0",
        "-9223372036854775808%-1",
        "1<<999",
        "1>>-1",
        "2^99999",
        "3-1",
        "&-&",
        "9-3",
        "1,2,3,4,5,6",
        "L,-,9223372036854775807-",
        "L,-,-",
        "L,,0",
        "a/b",
        "/",
        "//",
        "all,x",
        "absolute",
        "0,0",
        "99999999999999999999,,%999q%-",
        ",../../etc/passwd,%Z",
        "read,a,99999999999",
    ];
    for entry in crate::FUNCTIONS {
        for text in texts {
            let mut world = World::new(&format!(
                "exten => 100,1,Set(T={text})\nsame => n,NoOp(${{{name}(${{T}})}})\nsame => n,Set({name}(${{T}})=${{T}})\nsame => n,Set({name}(L)=9e99)\nsame => n,NoOp(end)",
                name = entry.doc.name
            ));
            world.dials("100");
            let warned = world.warnings().iter().any(|w| w.contains("panic"));
            assert!(
                !warned && world.notes().last() == Some(&"end"),
                "{}({text})",
                entry.doc.name
            );
        }
    }
}
