//! Dialplans that ask databases and web servers, among them some that hang or die.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::clock;
use crate::exchange::{Exchange, PJSIP};
use crate::postgres::Postgres;

/// A web server that tells what it was asked for.
fn web_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = request.split_whitespace().nth(1).unwrap_or_default();
            let body = format!("path={path}");
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    port
}

fn exchange(postgres: &Postgres, plan: &str) -> Exchange {
    let mut exchange = Exchange::not_started(&[("pjsip.conf", PJSIP), ("extensions.conf", plan)]);
    let lite = exchange.folder.path().join("lite.db").display().to_string();
    let odbc =
        format!("[pg]\ndsn=pg-dsn\nusername=postgres\n[lite]\ndriver=SQLite3\ndatabase={lite}\n");
    exchange.rewrite("res_odbc.conf", &odbc);
    let ini = format!(
        "[pg-dsn]\nDriver=PostgreSQL\nServername=127.0.0.1\nPort={}\nDatabase=postgres\n",
        postgres.port
    );
    exchange.rewrite("odbc.ini", &ini);
    exchange.rewrite("func_odbc.conf", FUNCTIONS);
    exchange.rewrite("extconfig.conf", FAMILIES);
    exchange.start();
    exchange
}

/// Calls a number and gives what it wrote into the database under `result`.
#[track_caller]
fn result(exchange: &Exchange, number: &str, key: &str) -> String {
    exchange.console(&format!("database del result {key}"));
    exchange.console(&format!(
        "channel originate Local/{number}@phones application Wait 1"
    ));
    clock::until(&format!("{number} writes {key}"), || {
        let told = exchange.console(&format!("database get result {key}"));
        let value = told.lines().find_map(|line| line.strip_prefix("Value: "));
        value.map(|value| value.trim().to_owned())
    })
}

const FUNCTIONS: &str = "\
[NAME]
dsn=pg
readsql=SELECT name, city FROM people WHERE number = '${SQL_ESC(${ARG1})}'
writesql=UPDATE people SET city = '${SQL_ESC(${VALUE})}' WHERE number = '${SQL_ESC(${ARG1})}'
insertsql=INSERT INTO people (number, name, city) VALUES ('${SQL_ESC(${ARG1})}', 'new', '${SQL_ESC(${VALUE})}')
[ALL]
dsn=pg
mode=multirow
readsql=SELECT number FROM people ORDER BY number
[SLOW]
dsn=pg
readsql=SELECT pg_sleep(60)
[MAKE]
dsn=lite
writesql=CREATE TABLE t (v)
[LITE]
dsn=lite
readsql=SELECT v FROM t
writesql=INSERT INTO t VALUES ('${SQL_ESC(${VALUE})}')
";

const FAMILIES: &str = "\
[settings]
extensions => odbc,pg,extensions
people => odbc,pg,people
musiconhold.conf => odbc,pg,ast_config
";

const TABLES: &str = "\
CREATE TABLE people (number text, name text, city text);
INSERT INTO people VALUES ('1', 'O''Brien', 'Lyon, FR'), ('2', 'Eve', NULL);
CREATE TABLE extensions (context text, exten text, priority int, app text, appdata text);
INSERT INTO extensions VALUES
 ('shop', '200', 1, 'Set', 'X=table'),
 ('shop', '200', 2, 'Set', 'DB(result/table)=${X} ${EXTEN}'),
 ('shop', '_3XX', 1, 'Set', 'DB(result/pattern)=${EXTEN:1}');
CREATE TABLE ast_config (cat_metric int, var_metric int, commented int, filename text, category text,
 var_name text, var_val text);
INSERT INTO ast_config VALUES (1, 1, 0, 'musiconhold.conf', 'stored', 'mode', 'files'),
 (1, 2, 0, 'musiconhold.conf', 'stored', 'directory', 'moh');
";

#[test]
fn dialplans_read_and_write_databases() {
    let postgres = Postgres::start();
    postgres.sql(TABLES);
    let port = web_server();
    let plan = format!(
        "[phones]\nswitch => Realtime/shop@extensions\n\
         exten => 1,1,Set(ROW=${{ODBC_NAME(1)}})\n\
         same => n,Set(ARRAY(NAME,CITY)=${{ROW}})\n\
         same => n,Set(DB(result/read)=${{NAME}}|${{CITY}}|${{ODBCROWS}} ${{ODBCSTATUS}})\n\
         exten => 2,1,Set(ODBC_NAME(2)=Nice)\n same => n,Set(ODBC_NAME(9')=Pa'ris)\n\
         same => n,Set(DB(result/write)=${{ODBCROWS}} ${{ODBCSTATUS}})\n\
         exten => 3,1,Set(ID=${{ODBC_ALL()}})\n\
         same => n,Set(DB(result/many)=${{ODBCROWS}} ${{ODBC_FETCH(${{ID}})}} ${{ODBC_FETCH(${{ID}})}})\n\
         exten => 4,1,Set(HASH(p)=${{REALTIME_HASH(people,number,1)}})\n\
         same => n,Set(DB(result/family)=${{HASH(p,city)}} ${{REALTIME_FIELD(people,number,1,name)}})\n\
         exten => 5,1,Set(DB(result/web)=${{CURL(http://127.0.0.1:{port}/who?n=${{URIENCODE(a b)}})}})\n\
         exten => 6,1,Set(ODBC_MAKE()=)\n same => n,Set(ODBC_LITE()=it's)\n\
         same => n,Set(DB(result/lite)=${{ODBC_LITE()}})\n"
    );
    let exchange = exchange(&postgres, &plan);
    assert_eq!(result(&exchange, "1", "read"), "O'Brien|Lyon, FR|1 SUCCESS");
    assert_eq!(result(&exchange, "2", "write"), "1 SUCCESS");
    assert_eq!(
        postgres.sql("SELECT city FROM people WHERE number = '2'"),
        "Nice"
    );
    assert_eq!(
        postgres.sql("SELECT city FROM people WHERE number = '9'''"),
        "Pa'ris"
    );
    assert_eq!(result(&exchange, "3", "many"), "3 1 2");
    assert_eq!(result(&exchange, "4", "family"), "Lyon, FR O'Brien");
    assert_eq!(result(&exchange, "5", "web"), "path=/who?n=a%20b");
    assert_eq!(result(&exchange, "6", "lite"), "it's");
    assert_eq!(result(&exchange, "200", "table"), "table 200");
    assert_eq!(result(&exchange, "345", "pattern"), "45");
    assert!(exchange.console("moh show classes").contains("stored"));
    let listed = exchange.console("core show function ODBC_NAME");
    assert!(listed.contains("SELECT name, city FROM people"), "{listed}");
    postgres.sql("UPDATE extensions SET appdata = 'DB(result/pattern)=new' WHERE exten = '_3XX'");
    assert_eq!(result(&exchange, "300", "pattern"), "new");
    exchange.becomes_idle();
}

#[test]
fn a_database_that_hangs_and_dies_costs_its_own_calls_only() {
    let mut postgres = Postgres::start();
    postgres.sql(TABLES);
    let plan = "[phones]\nexten => 1,1,Set(X=${ODBC_NAME(1)})\n\
         same => n,Set(DB(result/status)=${ODBCSTATUS})\n\
         exten => 2,1,Set(DB(result/other)=fine)\n";
    let exchange = exchange(&postgres, plan);
    assert_eq!(result(&exchange, "1", "status"), "SUCCESS");
    postgres.signal("STOP");
    exchange.console("database del result status");
    for _ in 0..10 {
        exchange.console("channel originate Local/1@phones application Wait 1");
    }
    let began = clock::now();
    assert_eq!(result(&exchange, "2", "other"), "fine");
    assert!(began.elapsed().as_secs() < 4, "{:?}", began.elapsed());
    let status = clock::until("the time is over", || {
        let told = exchange.console("database get result status");
        told.contains("Value: ").then_some(told)
    });
    assert!(status.contains("FAILURE"), "{status}");
    postgres.signal("CONT");
    clock::until("it is asked again", || {
        (result(&exchange, "1", "status") == "SUCCESS").then_some(())
    });
    postgres.signal("KILL");
    assert_eq!(result(&exchange, "1", "status"), "FAILURE");
    let port = postgres.port;
    postgres.again();
    assert_eq!(postgres.port, port);
    clock::until("it is connected again", || {
        (result(&exchange, "1", "status") == "SUCCESS").then_some(())
    });
    exchange.becomes_idle();
}
