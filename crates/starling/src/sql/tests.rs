use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::time::Duration;

use call::{Outcome, SqlAnswer, SqlOrder};
use config::Span;
use services::{SqlConnection, SqlConnections, SqlSource};

use super::Sql;
use crate::clock;

fn database(name: &str, source: SqlSource) -> SqlConnection {
    SqlConnection {
        name: name.to_owned(),
        source,
        most_connections: 2,
        connect_limit: Duration::from_secs(5),
        pause: Duration::ZERO,
        connect_first: false,
        span: Span::of_file("test"),
    }
}

fn in_memory() -> Sql {
    // One connection: each has a memory of its own.
    let path = ":memory:".to_owned();
    let mut one = database("m", SqlSource::Sqlite { path });
    one.most_connections = 1;
    Sql::new(SqlConnections::default().with(one))
}

fn server(port: u16) -> SqlSource {
    SqlSource::Postgres {
        host: "127.0.0.1".to_owned(),
        port,
        user: "u".to_owned(),
        password: String::new(),
        database: "d".to_owned(),
    }
}

fn ask(sql: &Sql, connection: &str, text: &str, limit: Duration) -> Result<SqlAnswer, String> {
    let (tell, answer) = channel();
    let order = SqlOrder {
        connection: connection.to_owned(),
        text: text.to_owned(),
        limit,
        most_rows: 3,
    };
    sql.perform(order, move |outcome| drop(tell.send(outcome)));
    match answer.recv_timeout(Duration::from_secs(20)).unwrap() {
        Outcome::Rows(answer) => Ok(answer),
        Outcome::Failed(why) => Err(why),
        other => panic!("{other:?}"),
    }
}

const LONG: Duration = Duration::from_secs(10);

#[test]
fn a_file_answers_in_text() {
    let sql = in_memory();
    ask(&sql, "m", "CREATE TABLE t (a, b)", LONG).unwrap();
    let added = ask(
        &sql,
        "m",
        "INSERT INTO t VALUES (1, 'x'), (2.0, NULL)",
        LONG,
    )
    .unwrap();
    assert_eq!(added.affected, 2);
    let found = ask(&sql, "m", "SELECT a, b FROM t", LONG).unwrap();
    assert_eq!(found.columns, ["a", "b"]);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(found.rows, [[text("1"), text("x")], [text("2.0"), None]]);
    let changed = ask(
        &sql,
        "m",
        "UPDATE t SET b = 'y' WHERE a = 9; UPDATE t SET b = 'z'",
        LONG,
    );
    assert_eq!(changed.unwrap().affected, 2);
    let fault = ask(&sql, "m", "SELECT * FROM nowhere", LONG).unwrap_err();
    assert!(fault.contains("no such table"), "{fault}");
}

#[test]
fn rows_have_a_limit() {
    let sql = in_memory();
    let text = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT x FROM n";
    assert_eq!(ask(&sql, "m", text, LONG).unwrap().rows.len(), 3);
}

#[test]
fn a_statement_without_end_is_stopped_and_the_next_one_runs() {
    let sql = in_memory();
    let endless =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT max(x) FROM n";
    let fault = ask(&sql, "m", endless, Duration::from_millis(200)).unwrap_err();
    assert_eq!(fault, "the database did not answer in time");
    assert_eq!(ask(&sql, "m", "SELECT 1", LONG).unwrap().rows.len(), 1);
}

#[test]
fn a_server_that_says_nothing_costs_the_limit_and_no_more() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let sql = Sql::new(SqlConnections::default().with(database("s", server(port))));
    let began = clock::now();
    let (tell, answers) = channel();
    for _ in 0..20 {
        let order = SqlOrder {
            connection: "s".to_owned(),
            text: "SELECT 1".to_owned(),
            limit: Duration::from_millis(400),
            most_rows: 1,
        };
        let tell = tell.clone();
        sql.perform(order, move |outcome| drop(tell.send(outcome)));
    }
    for _ in 0..20 {
        let answer = answers.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(matches!(answer, Outcome::Failed(_)), "{answer:?}");
    }
    let took = clock::now() - began;
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[test]
fn nobody_there_is_told_at_once() {
    let port = {
        let once = TcpListener::bind("127.0.0.1:0").unwrap();
        once.local_addr().unwrap().port()
    };
    let sql = Sql::new(SqlConnections::default().with(database("s", server(port))));
    let fault = ask(&sql, "s", "SELECT 1", LONG).unwrap_err();
    assert!(fault.contains("cannot connect"), "{fault}");
    let fault = ask(&sql, "x", "SELECT 1", LONG).unwrap_err();
    assert_eq!(fault, "no database 'x' is configured");
}
