//! A registry that behaves as Harbor where it lets somebody in or keeps them out. What it hands out comes from another
//! registry behind it.
//!
//! The rules are read from Harbor 2.x; each file names its source by path in github.com/goharbor/harbor. Only what a pull
//! or a look at a credential meets is here: nothing can be pushed, and accounts are made by the test, not by requests.

mod accounts;
mod answer;
mod api;
mod call;
mod distribution;
mod token;
mod upstream;

use std::{
    convert::Infallible,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard},
    thread,
};

use http::{Request, Response};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::runtime::Builder;

pub(crate) use accounts::{Credential, Life, Obstacle, Project};

use super::cluster::Registry;
use accounts::House;
use call::Call;
use upstream::Upstream;

/// A running registry. Its thread ends with the test's process.
pub(crate) struct Harbor {
    address: SocketAddr,
    house: Arc<Mutex<House>>,
}

impl Harbor {
    /// Starts an empty one, without projects and accounts, in front of a registry and as its user.
    pub(crate) fn start(behind: &Registry) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let house = Arc::new(Mutex::new(House::default()));
        let upstream = Upstream::new(behind);
        let served = house.clone();
        // A runtime of its own, so that it outlives the test that started it.
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        thread::spawn(move || runtime.block_on(accept(listener, served, upstream)));
        Self { address, house }
    }

    /// Returns where it speaks plain HTTP: `http://127.0.0.1:40123`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a project, or changes the one of this name.
    pub(crate) fn project(&self, name: &str, project: Project) {
        self.house().projects.insert(name.to_owned(), project);
    }

    /// Makes a robot that may pull from these projects. `project+puller` becomes `robot$project+puller`.
    pub(crate) fn robot(&self, name: &str, projects: &[&str], life: Life) -> Credential {
        self.house().robot(name, projects, life)
    }

    /// Makes a person who is a member of these projects.
    pub(crate) fn person(&self, name: &str, projects: &[&str]) -> Credential {
        self.house().person(name, projects)
    }

    fn house(&self) -> MutexGuard<'_, House> {
        self.house.lock().unwrap()
    }
}

async fn accept(listener: TcpListener, house: Arc<Mutex<House>>, upstream: Upstream) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((connection, _)) = listener.accept().await {
        let (house, upstream) = (house.clone(), upstream.clone());
        let service = service_fn(move |request| respond(house.clone(), upstream.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(connection), service));
    }
}

async fn respond(
    house: Arc<Mutex<House>>,
    upstream: Upstream,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let call = Call::new(&request);
    Ok(match call.path.as_str() {
        "/service/token" => token::answer(&mut house.lock().unwrap(), &call),
        path if path.starts_with("/api/v2.0/") => api::answer(&house.lock().unwrap(), &call),
        path if path.starts_with("/v2/") => {
            let refusal = distribution::refuse(&house.lock().unwrap(), &call);
            match refusal {
                Some(refusal) => refusal,
                None => distribution::hand_out(&upstream, &call).await,
            }
        }
        _ => answer::error(404, "NOT_FOUND", "not found"),
    })
}
