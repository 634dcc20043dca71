//! Answers on their way out.

use std::convert::Infallible;

use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::body::Bytes;
use serde_json::Value;

use super::{record::Record, refusal::Refusal};

/// The body of an answer: one piece, or the stream of a watch.
pub type AnswerBody = UnsyncBoxBody<Bytes, Infallible>;

/// An answer that is complete.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    pub(crate) warnings: Vec<String>,
    content_type: &'static str,
    retry_after: bool,
    body: Vec<u8>,
}

const JSON: &str = "application/json";

impl Reply {
    pub(crate) fn json(code: u16, body: &Value) -> Self {
        Self::bytes(code, body.to_string().into_bytes())
    }

    /// Answers with one object.
    pub(crate) fn object(code: u16, record: &Record) -> Self {
        let mut body = Vec::with_capacity(record.size() + 64);
        record.write_full(&mut body);
        Self::bytes(code, body)
    }

    /// Answers with JSON that is written already.
    pub(crate) fn bytes(code: u16, mut body: Vec<u8>) -> Self {
        // Go's encoder ends every document with a line feed.
        body.push(b'\n');
        Self { code, warnings: Vec::new(), content_type: JSON, retry_after: false, body }
    }

    /// Answers with all groups at once; clients know that form by its content type alone.
    pub(crate) fn discovery(body: &Value) -> Self {
        let content_type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        Self { content_type, ..Self::json(200, body) }
    }

    pub(crate) fn text(code: u16, body: impl Into<String>) -> Self {
        let body = body.into().into_bytes();
        Self { code, warnings: Vec::new(), content_type: "text/plain; charset=utf-8", retry_after: false, body }
    }

    pub(crate) fn refusal(refusal: &Refusal) -> Self {
        let mut reply = Self::json(refusal.code, &refusal.status());
        reply.retry_after = matches!(refusal.code, 429 | 503);
        reply
    }

    pub(crate) fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        self.warnings = warnings;
        self
    }

    pub(crate) fn into_response(self, audit_id: &str) -> Response<AnswerBody> {
        let body = Full::new(Bytes::from(self.body)).boxed_unsync();
        let mut response = response(self.code, self.content_type, audit_id, body);
        let headers = response.headers_mut();
        for warning in self.warnings {
            // RFC 7234: code 299, no agent, and the text in quotes.
            let text = warning.replace('\\', "\\\\").replace('"', "\\\"");
            if let Ok(value) = HeaderValue::from_str(&format!("299 - \"{text}\"")) {
                headers.append(header::WARNING, value);
            }
        }
        if self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// Returns the answer to a watch, whose lines follow as they come.
pub(crate) fn stream(audit_id: &str, body: AnswerBody) -> Response<AnswerBody> {
    response(200, JSON, audit_id, body)
}

fn response(code: u16, content_type: &'static str, audit_id: &str, body: AnswerBody) -> Response<AnswerBody> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
    if let Ok(id) = HeaderValue::from_str(audit_id) {
        headers.insert("audit-id", id);
    }
    response
}
