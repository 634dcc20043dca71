//! One request, taken apart: what it is about and in which form the answer is wanted.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, Method, header, request::Parts};
use hyper::body::Bytes;

use super::{
    kinds::{self, Kind},
    refusal::Refusal,
    table::Include,
};

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) target: Target,
    pub(crate) query: Query,
    pub(crate) accept: Accept,
    pub(crate) content_type: String,
    pub(crate) user_agent: String,
    pub(crate) body: Bytes,
}

/// What a path names.
#[derive(Debug)]
pub(crate) enum Target {
    /// A kind that the demo stores, or one object of it.
    Resource(Resource),
    /// Everything else: discovery, health, reviews.
    Other,
}

#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) kind: &'static Kind,
    /// Empty for cluster scope and for lists over all namespaces.
    pub(crate) namespace: String,
    /// Empty for the collection.
    pub(crate) name: String,
    pub(crate) subresource: String,
}

/// The form that a client wants an answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accept {
    Json,
    Table,
    /// `PartialObjectMetadata`, of one object or of a list.
    Metadata,
    /// `APIGroupDiscoveryList`
    Discovery,
    /// Nothing that the demo can write.
    Unknown,
}

impl Call {
    pub(crate) fn new(parts: &Parts, body: Bytes) -> Self {
        let path = parts.uri.path().to_owned();
        Self {
            method: parts.method.clone(),
            target: target(&path),
            path,
            query: Query::parse(parts.uri.query().unwrap_or_default()),
            accept: Accept::parse(&header(&parts.headers, &header::ACCEPT)),
            content_type: header(&parts.headers, &header::CONTENT_TYPE),
            user_agent: header(&parts.headers, &header::USER_AGENT),
            body,
        }
    }

    /// Returns the verb that authorisation and the audit log know this request by.
    pub(crate) fn verb(&self) -> &'static str {
        let named = matches!(&self.target, Target::Resource(resource) if !resource.name.is_empty());
        match (self.method.as_str(), named) {
            ("GET" | "HEAD", _) if self.query.is("watch") => "watch",
            ("GET" | "HEAD", true) => "get",
            ("GET" | "HEAD", false) => "list",
            ("POST", _) => "create",
            ("PUT", _) => "update",
            ("PATCH", _) => "patch",
            ("DELETE", true) => "delete",
            ("DELETE", false) => "deletecollection",
            _ => "",
        }
    }

    /// Returns whether the request only asks what would happen.
    pub(crate) fn dry_run(&self) -> Result<bool, Refusal> {
        match self.query.get("dryRun") {
            "" => Ok(false),
            "All" => Ok(true),
            other => Err(Refusal::bad_request(format!("Invalid value: [\"{other}\"]: unsupported value for dryRun"))),
        }
    }
}

fn header(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Reads `/api/v1/..` and `/apis/GROUP/VERSION/..`.
fn target(path: &str) -> Target {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let resource = match parts.as_slice() {
        ["api", version, rest @ ..] => resource("", version, rest),
        ["apis", group, version, rest @ ..] => resource(group, version, rest),
        _ => None,
    };
    resource.map_or(Target::Other, Target::Resource)
}

fn resource(group: &str, version: &str, rest: &[&str]) -> Option<Resource> {
    let (namespace, rest) = match rest {
        // `namespaces/x/status` is a part of the namespace, `namespaces/x/pods` is in it.
        ["namespaces", _] | ["namespaces", _, "status" | "finalize"] => ("", rest),
        ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (*namespace, rest),
        rest => ("", rest),
    };
    let (plural, name, subresource) = match rest {
        [plural] => (plural, "", ""),
        [plural, name] => (plural, *name, ""),
        [plural, name, subresource, ..] => (plural, *name, *subresource),
        [] => return None,
    };
    let kind = kinds::find(group, version, plural)?;
    let fits = kind.namespaced() || namespace.is_empty();
    fits.then(|| Resource {
        kind,
        namespace: decode(namespace),
        name: decode(name),
        subresource: subresource.to_owned(),
    })
}

/// The parameters of a request.
#[derive(Debug)]
pub(crate) struct Query(BTreeMap<String, String>);

impl Query {
    fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(name, value)| (decode(name), decode(value)))
                .collect(),
        )
    }

    /// Returns a parameter; a missing one is empty.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Returns whether a switch is on, as Go reads a bool.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(self.get(name), "1" | "t" | "true" | "True" | "TRUE")
    }
}

/// Undoes percent encoding; a plus is a space, as in forms.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let coded = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match (coded, first) {
            (Some((high, low)), _) => {
                bytes.push(high * 16 + low);
                rest = &after[2..];
            }
            (None, b'+') => bytes.push(b' '),
            (None, other) => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

impl Accept {
    /// Takes the first form of the header that the demo can write; no header means JSON.
    fn parse(header: &str) -> Self {
        if header.is_empty() {
            return Self::Json;
        }
        let known = header.split(',').map(Self::parse_one);
        known.into_iter().find(|form| *form != Self::Unknown).unwrap_or(Self::Unknown)
    }

    fn parse_one(form: &str) -> Self {
        let mut parts = form.split(';').map(str::trim);
        let media_type = parts.next().unwrap_or_default();
        if !matches!(media_type, "application/json" | "application/*" | "*/*" | "text/plain") {
            return Self::Unknown;
        }
        match parts.find_map(|part| part.strip_prefix("as=")) {
            None => Self::Json,
            Some("Table") => Self::Table,
            Some("PartialObjectMetadata" | "PartialObjectMetadataList") => Self::Metadata,
            Some("APIGroupDiscoveryList") => Self::Discovery,
            Some(_) => Self::Unknown,
        }
    }
}

/// Reads which part of their objects the rows of a table should carry.
pub(crate) fn include(query: &Query) -> Include {
    match query.get("includeObject") {
        "None" => Include::None,
        "Object" => Include::Object,
        _ => Include::Metadata,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str) -> Option<String> {
        match target(path) {
            Target::Resource(found) => {
                Some(format!("{}|{}|{}|{}", found.kind.plural, found.namespace, found.name, found.subresource))
            }
            Target::Other => None,
        }
    }

    #[test]
    fn paths_name_resources() {
        for (path, expected) in [
            ("/api/v1/pods", "pods|||"),
            ("/api/v1/namespaces", "namespaces|||"),
            ("/api/v1/namespaces/a", "namespaces||a|"),
            ("/api/v1/namespaces/a/status", "namespaces||a|status"),
            ("/api/v1/namespaces/a/pods", "pods|a||"),
            ("/api/v1/namespaces/a/pods/web/log", "pods|a|web|log"),
            ("/apis/apps/v1/namespaces/a/deployments/web", "deployments|a|web|"),
        ] {
            assert_eq!(named(path).as_deref(), Some(expected), "{path}");
        }
        for path in ["/api", "/api/v1", "/apis/apps/v1/pods", "/api/v1/namespaces/a/nodes", "/version"] {
            assert_eq!(named(path), None, "{path}");
        }
    }

    #[test]
    fn parameters_are_decoded() {
        let query = Query::parse("&labelSelector=app%3Dweb%2Ctier+in+%28a%29&watch=true");
        assert_eq!(query.get("labelSelector"), "app=web,tier in (a)");
        assert!(query.is("watch") && !query.is("force"));
    }

    #[test]
    fn the_first_form_that_can_be_written_is_taken() {
        let table = "application/json;as=Table;g=meta.k8s.io;v=v1, application/json";
        assert_eq!(Accept::parse(table), Accept::Table);
        assert_eq!(Accept::parse("application/cbor, */*"), Accept::Json);
        assert_eq!(Accept::parse("application/vnd.kubernetes.protobuf"), Accept::Unknown);
    }
}
