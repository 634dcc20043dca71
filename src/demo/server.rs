//! The API server: one request in, one answer out, with its rights and its audit log.

use serde_json::Value;

use super::{
    access::Access,
    audit::Write,
    call::{Accept, Call, Resource, Target},
    controllers::log_of,
    discovery,
    fault::{Ending, Fault},
    modify, read,
    refusal::Refusal,
    reply::Reply,
    review,
    rng::Rng,
    store::Key,
    watch::Watch,
    world::World,
};

#[derive(Debug)]
pub(crate) struct ApiServer {
    pub(crate) world: World,
    pub(crate) access: Access,
    /// What tests want to go wrong, in the order in which it was asked for.
    pub(crate) faults: Vec<Fault>,
    pub(crate) writes: Vec<Write>,
    audit_ids: Rng,
}

/// What comes back at once.
#[derive(Debug)]
pub(crate) enum Outcome {
    Reply(Reply),
    Watch(Box<Watch>),
    /// The connection breaks.
    Lost,
}

impl Outcome {
    fn of(fault: &Fault) -> Self {
        match fault.ending() {
            Ending::Answer(code) => Self::Reply(Reply::refusal(&Refusal::out_of_order(code))),
            Ending::Lost => Self::Lost,
        }
    }
}

impl ApiServer {
    pub(crate) fn new(world: World, seed: u64) -> Self {
        Self {
            world,
            access: Access::default(),
            faults: Vec::new(),
            writes: Vec::new(),
            audit_ids: Rng::new(seed, "audit ids"),
        }
    }

    /// Answers a request and gives the answer its audit id.
    pub(crate) fn answer(&mut self, call: &Call) -> (String, Outcome) {
        let audit_id = self.audit_ids.uuid();
        let fault = self.faults.iter().position(|fault| fault.meets(call));
        let fault = fault.map(|index| self.faults.remove(index));
        let outcome = match &fault {
            Some(fault) if !fault.works_first() => Outcome::of(fault),
            _ => self.dispatch(call).unwrap_or_else(|refusal| Outcome::Reply(Reply::refusal(&refusal))),
        };
        // The log has what the server did, even where the client is told something else.
        self.record(call, &audit_id, &outcome);
        let outcome = fault.as_ref().map_or(outcome, Outcome::of);
        (audit_id, outcome)
    }

    fn record(&mut self, call: &Call, audit_id: &str, outcome: &Outcome) {
        if let (Target::Resource(resource), Outcome::Reply(reply)) = (&call.target, outcome) {
            self.writes.extend(Write::of(call, resource, audit_id, reply.code));
        }
    }

    fn dispatch(&mut self, call: &Call) -> Result<Outcome, Refusal> {
        if call.accept == Accept::Unknown {
            return Err(not_acceptable());
        }
        match &call.target {
            Target::Resource(resource) => self.resource(call, resource),
            Target::Other => self.other(call).map(Outcome::Reply),
        }
    }

    fn resource(&mut self, call: &Call, resource: &Resource) -> Result<Outcome, Refusal> {
        let verb = call.verb();
        self.access.check(verb, resource)?;
        match (verb, resource.subresource.as_str()) {
            ("watch", "") => {
                let watch = Watch::new(&self.world, call, resource)?;
                Ok(Outcome::Watch(Box::new(watch)))
            }
            ("list", "") => read::list(&self.world, call, resource).map(Outcome::Reply),
            ("get", "" | "status") => read::get(&self.world, call, resource).map(Outcome::Reply),
            ("get", "log") => self.log(call, resource).map(Outcome::Reply),
            ("create" | "update" | "patch" | "delete", "") => {
                modify::modify(&mut self.world, call, resource).map(Outcome::Reply)
            }
            (verb, "") => Err(Refusal::not_implemented(&format!("{verb} on {}", resource.kind.plural))),
            (verb, subresource) => {
                Err(Refusal::not_implemented(&format!("{verb} on {}/{subresource}", resource.kind.plural)))
            }
        }
    }

    fn log(&self, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
        let key = Key::new(resource.kind.plural, &resource.namespace, &resource.name);
        let pod = self.world.store.get(&key).ok_or_else(|| Refusal::not_found(resource.kind, &resource.name))?;
        let log = log_of(&self.world, pod, call.query.get("container"), call.query.is("previous"))?;
        Ok(Reply::text(200, log))
    }

    fn other(&self, call: &Call) -> Result<Reply, Refusal> {
        if let Some(reply) = discovery::answer(call) {
            return Ok(reply);
        }
        let posted = call.method == http::Method::POST;
        match call.path.trim_end_matches('/') {
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" if posted => review::access(&self.access, call),
            "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews" if posted => review::rules(&self.access, call),
            "/apis/authentication.k8s.io/v1/selfsubjectreviews" if posted => review::subject(&self.access, call),
            path if path.starts_with("/openapi") || path.starts_with("/metrics") => Err(Refusal::not_implemented(path)),
            _ => Ok(Reply::text(404, "404 page not found\n")),
        }
    }
}

fn not_acceptable() -> Refusal {
    let types = "application/json, application/json;as=Table;g=meta.k8s.io;v=v1";
    Refusal::new(406, "NotAcceptable", format!("only the following media types are accepted: {types}"))
}

/// Reads a body that must be a JSON object.
pub(crate) fn parse_json(body: &[u8]) -> Result<Value, Refusal> {
    let error = |why: String| Refusal::bad_request(format!("couldn't get version/kind; json parse error: {why}"));
    let value: Value = serde_json::from_slice(body).map_err(|why| error(why.to_string()))?;
    if value.is_object() { Ok(value) } else { Err(error("not an object".to_owned())) }
}
