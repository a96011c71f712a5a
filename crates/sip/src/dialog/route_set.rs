//! The route set of a dialog (RFC 3261 §12.1, §12.2.1.1, §16.12.1.1).

use crate::header::{NameAddr, Uri};

/// The proxies between us and the other side, nearest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RouteSet(Vec<NameAddr>);

impl RouteSet {
    /// From the Record-Route values of the request that we received, in their order.
    pub fn of_request(record_routes: impl IntoIterator<Item = NameAddr>) -> Self {
        Self(record_routes.into_iter().take(ROUTES_MAX).collect())
    }

    /// From the Record-Route values of the response that we received: reversed.
    pub fn of_response(record_routes: impl IntoIterator<Item = NameAddr>) -> Self {
        let Self(mut routes) = Self::of_request(record_routes);
        routes.reverse();
        Self(routes)
    }

    /// The nearest proxy.
    pub fn first(&self) -> Option<&NameAddr> {
        self.0.first()
    }

    /// The Request-URI and the Route values of a request to `target`. A nearest proxy without
    /// `;lr` is a strict router and wants to be the Request-URI itself.
    pub fn towards(&self, target: &Uri) -> (Uri, Vec<String>) {
        match self.0.split_first() {
            Some((strict, rest)) if !strict.is_loose_route() => {
                let mut routes: Vec<_> = rest.iter().map(ToString::to_string).collect();
                routes.push(format!("<{target}>"));
                (strict.uri.without_headers(), routes)
            }
            _ => (
                target.without_headers(),
                self.0.iter().map(ToString::to_string).collect(),
            ),
        }
    }
}

/// More proxies than Max-Forwards lets anybody pass.
const ROUTES_MAX: usize = 70;

#[cfg(test)]
mod tests;
