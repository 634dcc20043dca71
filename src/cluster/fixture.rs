//! A server for tests that answers as it is told, for what a real one will not do on demand.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use http::{Method, Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes, Frame};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{Cluster, embedded};

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    /// Path and query.
    pub(super) path: String,
    pub(super) body: Value,
}

impl Asked {
    /// Says whether this is a read of this path, whatever its query.
    pub(super) fn is_get(&self, path: &str) -> bool {
        self.method == Method::GET && self.path.split('?').next() == Some(path)
    }

    pub(super) fn is_watch(&self) -> bool {
        self.path.contains("watch=true")
    }
}

/// How the server answers.
#[derive(Debug)]
pub(super) enum Reply {
    Json(u16, Value),
    /// A watch whose frames come through a channel; it ends when the sender is dropped.
    Watch(mpsc::UnboundedReceiver<Piece>),
    /// The connection breaks before there is an answer.
    Cut,
    /// There is never an answer.
    Never,
}

#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    Cut,
}

impl Reply {
    pub(super) fn ok(value: Value) -> Self {
        Self::Json(200, value)
    }

    /// Refuses as an API server does.
    pub(super) fn refuse(code: u16, reason: &str, message: &str) -> Self {
        Self::Json(
            code,
            json!({ "kind": "Status", "status": "Failure", "code": code, "reason": reason, "message": message }),
        )
    }

    pub(super) fn forbid() -> Self {
        Self::refuse(403, "Forbidden", "pods is forbidden: User \"u\" cannot list resource \"pods\"")
    }
}

/// What was asked so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(Arc<Mutex<Vec<Asked>>>);

impl Log {
    pub(super) fn all(&self) -> Vec<Asked> {
        self.0.lock().unwrap().clone()
    }

    pub(super) fn count(&self, which: impl Fn(&Asked) -> bool) -> usize {
        self.all().iter().filter(|asked| which(asked)).count()
    }
}

/// Returns a cluster that is answered by this function.
pub(super) fn cluster(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> (Cluster, Log) {
    let log = Log::default();
    let (answer, seen) = (Arc::new(answer), log.clone());
    let service = tower::service_fn(move |request: Request<kube::client::Body>| {
        let (answer, seen) = (Arc::clone(&answer), seen.clone());
        async move {
            let asked = read(request).await;
            let reply = answer(&asked);
            seen.0.lock().unwrap().push(asked);
            respond(reply).await
        }
    });
    (embedded(service, "mock"), log)
}

async fn read(request: Request<kube::client::Body>) -> Asked {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Asked { method: parts.method, path: parts.uri.to_string(), body: serde_json::from_slice(&body).unwrap_or_default() }
}

async fn respond(reply: Reply) -> Result<Response<Stream>, io::Error> {
    let (status, stream) = match reply {
        Reply::Json(status, value) => (status, Stream::Whole(Some(value.to_string().into()))),
        Reply::Watch(pieces) => (200, Stream::Pieces(pieces)),
        Reply::Cut => return Err(io::ErrorKind::ConnectionReset.into()),
        Reply::Never => std::future::pending::<Result<_, Infallible>>().await.unwrap(),
    };
    Ok(Response::builder().status(status).header("audit-id", "audit-1").body(stream).unwrap())
}

pub(super) enum Stream {
    Whole(Option<Bytes>),
    Pieces(mpsc::UnboundedReceiver<Piece>),
}

impl Body for Stream {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut *self {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Pieces(pieces) => pieces.poll_recv(context).map(|piece| {
                Some(match piece? {
                    Piece::Text(text) => Ok(Frame::data(text.into())),
                    Piece::Cut => Err(io::ErrorKind::ConnectionReset.into()),
                })
            }),
        }
    }
}

/// Returns one line of a watch.
pub(super) fn frame(kind: &str, object: &Value) -> Piece {
    Piece::Text(format!("{}\n", json!({ "type": kind, "object": object })))
}

/// Returns a table of pods, each with its name, READY and STATUS.
pub(super) fn pod_table(version: &str, rows: &[(&str, &str, &str)]) -> Value {
    let rows: Vec<Value> = rows.iter().map(|(name, ready, status)| json!({ "cells": [name, ready, status] })).collect();
    json!({
        "kind": "Table", "metadata": { "resourceVersion": version },
        "columnDefinitions": [{ "name": "Name" }, { "name": "Ready" }, { "name": "Status" }], "rows": rows,
    })
}

pub(super) fn namespace_table(names: &[&str]) -> Value {
    let rows: Vec<Value> = names.iter().map(|name| json!({ "cells": [name, "Active"] })).collect();
    json!({ "kind": "Table", "columnDefinitions": [{ "name": "Name" }, { "name": "Status" }], "rows": rows })
}

/// Returns a pod that waits for its image, or one that is ready.
pub(super) fn pod(namespace: &str, name: &str, version: &str, ready: bool) -> Value {
    let (phase, status) = if ready { ("Running", "True") } else { ("Pending", "False") };
    let waiting = json!({ "waiting": { "reason": "ImagePullBackOff", "message": "Back-off pulling image" } });
    json!({
        "metadata": { "namespace": namespace, "name": name, "uid": format!("uid-{name}"), "resourceVersion": version },
        "spec": { "containers": [{ "name": "app", "image": "harbor.example/app:1" }] },
        "status": { "phase": phase, "conditions": [{ "type": "Ready", "status": status }],
            "containerStatuses": [{ "name": "app", "ready": ready, "state": if ready { json!({ "running": {} }) } else { waiting } }] },
    })
}
