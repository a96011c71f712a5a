//! `/httpstatus`: what the server is, for people.

use axum::extract::State;
use axum::response::Html;

use super::Http;

/// The page.
pub(super) async fn page(State(http): State<Http>) -> Html<String> {
    let settings = &http.settings;
    let address =
        |at: Option<std::net::SocketAddr>| at.map_or_else(|| "no".to_owned(), |at| at.to_string());
    let rows = [
        ("Server", settings.options.servername.clone()),
        ("Prefix", settings.prefix().to_owned()),
        ("Listens at", address(settings.clear())),
        ("Listens at (TLS)", address(settings.tls())),
    ];
    let rows: String = rows
        .iter()
        .map(|(name, value)| format!("<tr><th>{name}</th><td>{}</td></tr>\n", escaped(value)))
        .collect();
    Html(format!(
        "<!doctype html>\n<html><head><title>HTTP status</title></head>\n<body><h1>HTTP server</h1>\n\
         <table>\n{rows}</table></body></html>\n"
    ))
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
