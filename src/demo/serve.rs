//! The demo over HTTP, for a benchmark or a test that wants a real port.

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::Demo;

/// Answers on a listener until the future is dropped; HTTP/1.1 without TLS.
pub async fn serve(demo: Demo, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A connection that breaks while it is accepted is the client's trouble, not the server's.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(answer(demo.clone(), stream));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn answer(demo: Demo, stream: TcpStream) {
    // Lines of a watch are small and must not wait for each other.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| demo.clone().answer(request));
    // It ends with the connection, in whichever way.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
