//! What is asked of databases and web servers, and what they answer.

use std::time::Duration;

/// A statement for a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlOrder {
    /// The connection, by the name that the configuration gives it.
    pub connection: String,
    /// The statement. Values in it are quoted already.
    pub text: String,
    /// Afterwards it has failed, whatever the database does.
    pub limit: Duration,
    /// Further rows are left out.
    pub most_rows: usize,
}

/// What a database answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlAnswer {
    /// The names of the columns, also when there is no row.
    pub columns: Vec<String>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows a statement changed, or there are.
    pub affected: u64,
}

/// A request to a web server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpOrder {
    /// `GET`, `POST`, …
    pub method: String,
    /// The address.
    pub url: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// What is sent.
    pub body: Option<Vec<u8>>,
    /// For a connection to stand.
    pub connect_limit: Duration,
    /// For everything.
    pub limit: Duration,
    /// So many redirections are followed.
    pub most_redirects: u32,
    /// The server's certificate must be good.
    pub verify: bool,
    /// A proxy's address, such as `http://proxy:3128`.
    pub proxy: Option<String>,
    /// More of the answer is cut off.
    pub most_bytes: usize,
}

/// What a web server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// What it sent.
    pub body: Vec<u8>,
}
