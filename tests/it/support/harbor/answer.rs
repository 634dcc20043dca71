//! Answers in the form Harbor gives them, `src/lib/http/error.go`.

use http::{HeaderName, HeaderValue, Response, header};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Value, json};

/// Returns an error as registries and Harbor's API write it.
pub(super) fn error(status: u16, code: &str, message: &str) -> Response<Full<Bytes>> {
    object(status, &json!({"errors": [{"code": code, "message": message}]}))
}

/// Returns a refusal with what the client should try instead.
///
/// The message is there twice, since Harbor wraps an error in one of the same text:
/// `errors.UnauthorizedError(err).WithMessage(err.Error())` in `src/server/middleware/v2auth/auth.go`.
pub(super) fn unauthorized(challenge: &str, message: &str) -> Response<Full<Bytes>> {
    let mut answer = error(401, "UNAUTHORIZED", &format!("{message}: {message}"));
    let challenge = HeaderValue::from_str(challenge).expect("a challenge is made of what a header may hold");
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    let version = HeaderName::from_static("docker-distribution-api-version");
    answer.headers_mut().insert(version, HeaderValue::from_static("registry/2.0"));
    answer
}

pub(super) fn object(status: u16, body: &Value) -> Response<Full<Bytes>> {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json; charset=utf-8");
    answer.body(Full::from(body.to_string())).expect("the answer is one")
}

pub(super) fn empty(status: u16) -> Response<Full<Bytes>> {
    Response::builder().status(status).body(Full::default()).expect("the answer is one")
}
