//! The demo's API server on a loopback port, for programs that are given a kubeconfig.

use std::{io, net::SocketAddr, thread};

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use kube::client::Body;
use podmend::demo::{AnswerBody, Clock, Demo, Scenario};
use tokio::{net::TcpListener, runtime::Builder};
use tower::ServiceExt;

/// A demo cluster and where it listens. Its thread ends with the test's process.
pub(crate) struct Served {
    pub(crate) demo: Demo,
    address: SocketAddr,
}

impl Served {
    pub(crate) fn start(scenario: &str) -> Self {
        let demo = Demo::start(&Scenario::named(scenario).unwrap(), Clock::real(), 1);
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let served = demo.clone();
        thread::spawn(move || runtime.block_on(accept(listener, served)));
        Self { demo, address }
    }

    /// Returns a kubeconfig with one context of this name.
    pub(crate) fn kubeconfig(&self, context: &str) -> String {
        kubeconfig(context, &format!("http://{}", self.address))
    }
}

/// Returns a kubeconfig with one context of this name, for this server.
pub(crate) fn kubeconfig(context: &str, server: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: {context}\n\
         clusters: [{{name: one, cluster: {{server: \"{server}\"}}}}]\n\
         users: [{{name: jane, user: {{}}}}]\n\
         contexts: [{{name: {context}, context: {{cluster: one, user: jane}}}}]\n"
    )
}

async fn accept(listener: TcpListener, demo: Demo) {
    while let Ok((connection, _)) = listener.accept().await {
        let demo = demo.clone();
        let answer = service_fn(move |request| answer(demo.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(connection), answer));
    }
}

async fn answer(demo: Demo, request: Request<Incoming>) -> io::Result<Response<AnswerBody>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    demo.service().oneshot(Request::from_parts(parts, Body::from(body))).await
}
