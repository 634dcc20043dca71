//! The registry that has the images.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderName, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use super::{answer, call::Call};
use crate::support::cluster::Registry;

/// What a client needs to know of a manifest or a blob.
const KEPT: [HeaderName; 3] =
    [header::CONTENT_TYPE, header::CONTENT_LENGTH, HeaderName::from_static("docker-content-digest")];

#[derive(Clone)]
pub(super) struct Upstream {
    client: Client<HttpConnector, Full<Bytes>>,
    address: String,
    authorization: String,
}

impl Upstream {
    pub(super) fn new(registry: &Registry) -> Self {
        let credential = STANDARD.encode(format!("{}:{}", registry.user, registry.password));
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            address: registry.address.clone(),
            authorization: format!("Basic {credential}"),
        }
    }

    /// Asks the same question there, as its user.
    pub(super) async fn fetch(&self, call: &Call) -> Response<Full<Bytes>> {
        let mut request = Request::builder()
            .method(&call.method)
            .uri(format!("http://{}{}", self.address, call.path))
            .header(header::AUTHORIZATION, &self.authorization);
        for accept in &call.accept {
            request = request.header(header::ACCEPT, accept);
        }
        let request = request.body(Full::default()).expect("the question was one");
        match self.client.request(request).await {
            Ok(answer) => passed_on(answer).await,
            Err(_) => answer::error(502, "UNKNOWN", "the registry behind this one does not answer"),
        }
    }
}

async fn passed_on(answer: Response<hyper::body::Incoming>) -> Response<Full<Bytes>> {
    let (parts, body) = answer.into_parts();
    let mut passed = Response::builder().status(parts.status);
    for name in KEPT {
        if let Some(value) = parts.headers.get(&name) {
            passed = passed.header(name, value);
        }
    }
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    passed.body(Full::from(body)).expect("the answer was one")
}
