//! What of a request matters here.

use http::{HeaderMap, HeaderValue, Method, Request, header};

pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    query: Vec<(String, String)>,
    pub(super) authorization: Option<String>,
    /// The host the client asked for.
    pub(super) host: String,
    pub(super) accept: Vec<HeaderValue>,
}

impl Call {
    pub(super) fn new<B>(request: &Request<B>) -> Self {
        let query = request.uri().query().unwrap_or_default();
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            query: pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect(),
            authorization: text(request.headers(), &header::AUTHORIZATION),
            host: text(request.headers(), &header::HOST).unwrap_or_default(),
            accept: request.headers().get_all(header::ACCEPT).iter().cloned().collect(),
        }
    }

    /// Returns every value of a parameter.
    pub(super) fn parameters<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned()).filter(|value| !value.is_empty())
}

/// Reads `%3A` and `+` as browsers write them.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let hexadecimal = others.get(..2).filter(|_| *first == b'%');
        let escaped = hexadecimal.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        rest = if escaped.is_some() { &others[2..] } else { others };
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
