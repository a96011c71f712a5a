//! Statements, realtime rows and extensions from a table.

use call::SqlAnswer;
use config::{LoadOptions, MemoryFiles};
use services::Sources;

use super::harness::World;
use super::tables::plan;

/// Two databases, of which one is dead; functions; families.
pub(super) fn sources() -> Sources {
    let files = MemoryFiles::new()
        .with(
            "res_odbc.conf",
            "[db]\ndriver=sqlite\ndatabase=x\n[dead]\ndriver=sqlite\ndatabase=y\n",
        )
        .with(
            "func_odbc.conf",
            "[NAME]\ndsn=db\nreadsql=SELECT ${ARG1} '${SQL_ESC(${ARG2})}' '${ARG3}'\n\
             writesql=UPDATE '${VAL1}' '${VAL2}' '${VALUE}' ${ARG1}\ninsertsql=INSERT '${VAL1}'\n\
             [ALL]\ndsn=db\nreadsql=SELECT all\nmode=multirow\nrowlimit=2\n\
             [SECOND]\ndsn=dead,db\nreadsql=SELECT second\nescapecommas=no\n\
             [GONE]\ndsn=dead\nreadsql=SELECT gone\nwritesql=UPDATE gone\nprefix=OUR\n",
        )
        .with(
            "extconfig.conf",
            "[settings]\nmembers => odbc,db,members\nextensions => odbc,db,exts\nlost => odbc,dead,lost\n\
             both => odbc,dead,b1,1\nboth => odbc,db,b2,2\n",
        );
    let (sources, problems) = Sources::load(&files, &LoadOptions::default());
    assert!(problems.is_empty(), "{problems:?}");
    sources
}

fn answer(columns: &[&str], rows: &[&[&str]]) -> SqlAnswer {
    let texts = |row: &&[&str]| row.iter().map(|text| Some((*text).to_owned())).collect();
    SqlAnswer {
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        rows: rows.iter().map(texts).collect(),
        affected: rows.len() as u64,
    }
}

/// The notes of a plan, with what databases answer.
fn notes(steps: &[&str], answers: &[(&str, SqlAnswer)]) -> (Vec<String>, World) {
    let mut world = World::new(&plan(steps));
    for (statement, answer) in answers {
        let (statement, answer) = ((*statement).to_owned(), answer.clone());
        world.outside.answers.insert(statement, answer);
    }
    world.dials("100");
    world.passes(10.0);
    let notes = world.notes().iter().map(|n| (*n).to_owned()).collect();
    (notes, world)
}

#[test]
fn a_statement_reads_one_row() {
    let read = "SELECT 7 'O''Brien' ''";
    let row = answer(&["a", "b"], &[&["1,5", "x\\y"], &["2", "z"]]);
    let (found, world) = notes(
        &[
            "Set(R=${ODBC_NAME(7,O'Brien)})",
            "NoOp(${R} ${ODBCROWS} ${ODBCSTATUS} ${~ODBCFIELDS~})",
            "Set(ARRAY(A,B)=${R})",
            "NoOp(${A}|${B})",
            "Set(HASH(h)=${ODBC_NAME(7,O'Brien)})",
            "NoOp(${HASH(h,a)}|${HASH(h,b)})",
        ],
        &[(read, row)],
    );
    assert_eq!(
        found,
        ["1\\,5,x\\\\y 1 SUCCESS a,b", "1,5|x\\y", "1,5|x\\y"]
    );
    assert_eq!(world.outside.statements[0], format!("odbc/db: {read}"));
}

#[test]
fn no_row_and_no_answer_are_not_the_same() {
    let (found, world) = notes(
        &[
            "NoOp(${ODBC_NAME(1)}-${ODBCROWS} ${ODBCSTATUS})",
            "NoOp(${OUR_GONE()}-${ODBCROWS} ${ODBCSTATUS})",
            "NoOp(${ODBC_SECOND()})",
        ],
        &[("SELECT second", answer(&["x"], &[&["a,b"]]))],
    );
    assert_eq!(found, ["-0 NODATA", "--1 FAILURE", "a,b"]);
    assert_eq!(world.warnings().len(), 1, "{:?}", world.warnings());
}

#[test]
fn setting_changes_or_adds() {
    let one = answer(&[], &[&[]]);
    let (found, world) = notes(
        &[
            "Set(ODBC_NAME(7)=a,b'c)",
            "NoOp(${ODBCROWS} ${ODBCSTATUS})",
            "Set(OUR_GONE()=1)",
            "NoOp(${ODBCROWS} ${ODBCSTATUS})",
        ],
        &[("INSERT 'a'", one)],
    );
    assert_eq!(found, ["1 SUCCESS", "0 FAILURE"]);
    let expected = ["odbc/db: UPDATE 'a' 'b'c' 'a,b'c' 7", "odbc/db: INSERT 'a'"];
    assert_eq!(world.outside.statements[..2], expected);
}

#[test]
fn many_rows_are_fetched_one_by_one() {
    let rows = answer(&["n", "v"], &[&["1", "a"], &["2", "b"], &["3", "c"]]);
    let (found, world) = notes(
        &[
            "Set(ID=${ODBC_ALL()})",
            "NoOp(${ODBCROWS})",
            "NoOp(${ODBC_FETCH(${ID})} ${ODBC_FETCH_STATUS})",
            "Set(HASH(r)=${ODBC_FETCH(${ID})})",
            "NoOp(${HASH(r,v)})",
            "NoOp(${ODBC_FETCH(${ID})}${ODBC_FETCH_STATUS})",
            "Set(ID=${ODBC_ALL()})",
            "ODBCFinish(${ID})",
            "NoOp(${ODBC_FETCH(${ID})}${ODBC_FETCH_STATUS})",
        ],
        &[("SELECT all", rows)],
    );
    assert_eq!(found, ["2", "1,a SUCCESS", "b", "FAILURE", "FAILURE"]);
    assert_eq!(world.warnings(), Vec::<String>::new());
}

#[test]
fn realtime_rows_are_read_and_written() {
    let bob = answer(&["name", "city", "empty"], &[&["bob", "Lyon", ""]]);
    let select = "SELECT * FROM members WHERE name = 'bob'";
    let (found, world) = notes(
        &[
            "NoOp(${REALTIME(members,name,bob)})",
            "NoOp(${REALTIME(members,name,bob,|,:)})",
            "NoOp(${REALTIME_FIELD(members,name,bob,city)})",
            "Set(HASH(m)=${REALTIME_HASH(members,name,bob)})",
            "NoOp(${HASH(m,city)} ${HASHKEYS(m)})",
            "Set(REALTIME(members,name,bob,city)=L'A)",
            "Set(REALTIME_FIELD(members,name,bob,city)=Nice)",
            "Set(REALTIME_STORE(members,name,city)=eve,Brest)",
            "NoOp(${REALTIMESTOREID} ${REALTIME_DESTROY(members,name,bob)})",
            "RealTime(members,name,bob,m_)",
            "NoOp(${m_city} ${REALTIMECOUNT})",
            "RealTimeUpdate(members,name,bob,city,Metz)",
            "NoOp(${REALTIMECOUNT} ${REALTIME(members,name,nobody)})",
        ],
        &[(select, bob)],
    );
    let expected = [
        "name=bob,city=Lyon,",
        "name:bob|city:Lyon|",
        "Lyon",
        "Lyon name,city",
        "0 name=bob,city=Lyon,",
        "Lyon 2",
        "0 ",
    ];
    assert_eq!(found, expected);
    for statement in [
        "UPDATE members SET city='L''A' WHERE name = 'bob'",
        "UPDATE members SET city='Nice' WHERE name = 'bob'",
        "INSERT INTO members (name, city) VALUES ('eve', 'Brest')",
        "DELETE FROM members WHERE name = 'bob'",
        "UPDATE members SET city='Metz' WHERE name = 'bob'",
    ] {
        let told = format!("odbc/db: {statement}");
        assert!(world.outside.statements.contains(&told), "{statement}");
    }
}

#[test]
fn a_family_has_a_second_database() {
    let row = answer(&["a"], &[&["1"]]);
    let select = "SELECT * FROM b2 WHERE x = 'y'";
    let steps = [
        "NoOp(${REALTIME(both,x,y)})",
        "NoOp(${REALTIME(none,x,y)}-)",
    ];
    let (found, world) = notes(&steps, &[(select, row)]);
    assert_eq!(found, ["a=1,", "-"]);
    assert!(world.warnings()[0].contains("no such family"));
}

/// The statement that the switch makes for a number, and the row it is to find.
fn row(exten: &str, priority: u32, app: &str, appdata: &str) -> (String, SqlAnswer) {
    let statement = format!(
        "SELECT * FROM exts WHERE exten = '{exten}' AND context = 'shop' AND priority = '{priority}'"
    );
    let row = answer(&["exten", "app", "appdata"], &[&[exten, app, appdata]]);
    (statement, row)
}

#[test]
fn extensions_come_from_a_table() {
    let mut world = World::new("switch => Realtime/shop@\nexten => 100,1,NoOp(file)");
    let patterns = |priority: u32| {
        format!(
            "SELECT * FROM exts WHERE exten LIKE '\\_%' ESCAPE '\\' AND context = 'shop' AND \
             priority = '{priority}' ORDER BY exten"
        )
    };
    let pattern = answer(
        &["exten", "app", "appdata"],
        &[
            &["_3XX", "NoOp", "three ${EXTEN}"],
            &["_4XX", "NoOp", "four ${EXTEN};${CALLERID(num)}"],
        ],
    );
    let rows = [
        row("200", 1, "NoOp", "table ${EXTEN}"),
        row("200", 2, "NoOp", "second"),
        (patterns(1), pattern),
    ];
    world.outside.answers.extend(rows);
    for number in ["100", "200", "345", "456", "777"] {
        world.dials(number);
        world.passes(1.0);
    }
    assert_eq!(
        world.notes(),
        ["file", "table 200", "second", "three 345", "four 456;12"]
    );
}

#[test]
fn a_dead_database_has_no_extensions_and_somebody_hears_of_it() {
    let mut world = World::new(
        "switch => Realtime/shop@lost/p\nexten => 100,1,NoOp(file)\nexten => i,1,NoOp(i)",
    );
    world.dials("100");
    world.dials("200");
    world.passes(1.0);
    assert_eq!(world.notes(), ["file"]);
    assert!(
        world
            .warnings()
            .iter()
            .any(|w| w.contains("did not answer in time"))
    );
}

#[test]
fn the_old_mysql_asks_a_configured_database() {
    let rows = answer(&["id", "name"], &[&["7", "bob"]]);
    let (found, world) = notes(
        &[
            "MYSQL(Connect conn localhost user pass db)",
            "MYSQL(Query res ${conn} SELECT id, name FROM t WHERE x='${EXTEN}')",
            "MYSQL(Fetch more ${res} ID NAME)",
            "NoOp(${more} ${ID} ${NAME} ${MYSQL_STATUS})",
            "MYSQL(Fetch more ${res} ID NAME)",
            "NoOp(${more})",
            "MYSQL(Clear ${res})",
            "MYSQL(Disconnect ${conn})",
            "MYSQL(Connect conn localhost user pass elsewhere)",
            "NoOp(${MYSQL_STATUS}${conn})",
        ],
        &[("SELECT id, name FROM t WHERE x='100'", rows)],
    );
    assert_eq!(found, ["1 7 bob 0", "0", "-1"]);
    let lost = "no section 'elsewhere'";
    assert!(
        world.warnings().iter().any(|w| w.contains(lost)),
        "{:?}",
        world.warnings()
    );
}
