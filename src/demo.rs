//! A Kubernetes cluster inside the process: an API server without a port, its controllers, and kubelets that
//! "pull" with the credentials a pod really has. So a right fix heals, and a wrong one fails with the right text.
//!
//! [`Demo::service`] is what a `kube::Client` talks to instead of a network. The code on the other side does not
//! know the difference, and this module knows nothing of it: it serves the API of Kubernetes 1.36, as far as
//! podmend and its tests use it.
//!
//! Answered with 501: `deletecollection`, every subresource but `pods/log` and reading `status`, `/openapi` and
//! `/metrics`. With 415: bodies in protobuf. With 404, as on a server without them: groups that are not in
//! `kinds`, such as events.k8s.io and custom resources. `kubectl` works through [`serve`] but for what needs these.
//!
//! In reading order: `scenario` says how a cluster begins, `world` is the simulated cluster with its clock,
//! `store` holds the objects, `write` is the road into it, `apply` keeps the owners of fields, `controllers` act,
//! and `server` answers requests, with `read`, `watch`, `review` and `discovery` behind it.

use std::{io, sync::Arc};

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use kube::client::Body;
use tower::{Service, service_fn};

mod access;
mod admission;
mod agenda;
mod apply;
mod audit;
mod call;
mod clock;
mod controllers;
mod defaults;
mod discovery;
mod fault;
mod hub;
mod kinds;
mod modify;
mod object;
mod patch;
mod quantity;
mod quota;
mod read;
mod record;
mod refusal;
mod registry;
mod reply;
mod review;
mod rng;
mod scenario;
mod selector;
mod serve;
mod server;
mod store;
mod table;
mod unknown;
mod validation;
mod warnings;
mod watch;
mod world;
mod write;

pub use access::Access;
pub use audit::Write;
pub use clock::Clock;
pub use fault::Fault;
pub use reply::AnswerBody;
pub use scenario::{Scenario, UnknownScenario};
pub use serve::serve;

use call::Call;
use hub::Hub;
use server::{ApiServer, Outcome};

/// A handle on a demo cluster; clones are the same cluster.
#[derive(Clone, Debug)]
pub struct Demo {
    hub: Arc<Hub>,
}

impl Demo {
    /// Starts a cluster, which has lived through its past when this returns.
    ///
    /// The same scenario, seed and clock give the same names and the same events.
    pub fn start(scenario: &Scenario, clock: Clock, seed: u64) -> Self {
        let world = scenario::build(scenario, clock.now(), seed);
        let hub = Arc::new(Hub::new(clock, ApiServer::new(world, seed)));
        Self { hub }
    }

    /// Returns the API server as the service that a `kube::Client` takes for its network.
    pub fn service(
        &self,
    ) -> impl Service<
        Request<Body>,
        Response = Response<AnswerBody>,
        Error = io::Error,
        Future = impl Future<Output = Result<Response<AnswerBody>, io::Error>> + Send + use<>,
    >
    + Clone
    + Send
    + 'static
    + use<> {
        let demo = self.clone();
        service_fn(move |request| demo.clone().answer(request))
    }

    /// Replaces what the user may do, for access reviews and for all requests from now on.
    pub fn set_access(&self, access: Access) {
        self.hub.with_server(|server| server.access = access);
    }

    /// Makes every request and every open watch hang, or lets them go on.
    pub fn hang(&self, hang: bool) {
        self.hub.hang(hang);
    }

    /// Lets the next request that the fault meets go wrong; several faults wait for their requests side by side.
    pub fn fail_next(&self, fault: Fault) {
        self.hub.with_server(|server| server.faults.push(fault));
    }

    /// Ends all open watches, as a proxy or a restart does.
    pub fn cut_watches(&self) {
        self.hub.cut_watches();
    }

    /// Returns every request so far that meant to change something, refused and dry ones included.
    pub fn writes(&self) -> Vec<Write> {
        self.hub.with_server(|server| server.writes.clone())
    }

    /// Forgets the history of changes, so that watches from before must list again.
    pub fn compact(&self) {
        self.hub.with_world(|world| world.store.compact());
    }

    async fn answer<B>(self, request: Request<B>) -> Result<Response<AnswerBody>, io::Error>
    where
        B: hyper::body::Body<Data = Bytes>,
        B::Error: std::error::Error + Send + Sync + 'static,
    {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        self.hub.not_hanging().await;
        let call = Call::new(&parts, body);
        let (audit_id, outcome) = self.hub.with_server(|server| server.answer(&call));
        match outcome {
            Outcome::Reply(reply) => Ok(reply.into_response(&audit_id)),
            Outcome::Watch(watch) => Ok(reply::stream(&audit_id, watch.body(self.hub))),
            Outcome::Lost => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }
}

#[cfg(test)]
mod tests;
