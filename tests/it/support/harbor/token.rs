//! The token service, `src/core/service/token/{token,creator,authutils}.go`.
//!
//! Whoever asks for a scope gets a token, with status 200, also after a wrong password: it then allows nothing. Only
//! without a scope is a wrong password refused.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::{
    accounts::{Asker, House, made_up, now},
    answer,
    call::Call,
};

/// The fingerprint of Harbor.
pub(super) const SERVICE: &str = "harbor-registry";
/// Half an hour, `token_expiration`.
const LIFE: i64 = 30 * 60;

/// The tokens that were given out. They look like Harbor's, and are good because they are in here: clients read what is
/// in them, and only this registry checks them.
#[derive(Default)]
pub(super) struct Tokens(BTreeMap<String, Given>);

struct Given {
    subject: String,
    repositories: BTreeSet<String>,
    expires_at: i64,
}

pub(super) fn answer(house: &mut House, call: &Call) -> Response<Full<Bytes>> {
    if call.method != Method::GET {
        return answer::empty(405);
    }
    if call.parameters("service").next() != Some(SERVICE) {
        return answer::empty(400);
    }
    let asker = house.asker(call);
    let scopes: Vec<&str> = call.parameters("scope").flat_map(|scope| scope.split(' ')).collect();
    if scopes.is_empty() && asker.name().is_none() {
        return answer::empty(401);
    }
    let Some(access) = scopes.into_iter().map(|scope| access(house, &asker, scope)).collect::<Option<Vec<_>>>() else {
        return answer::empty(500);
    };
    let issued_at = jiff::Timestamp::now().to_string();
    let token = house.tokens.give(asker.name().unwrap_or_default(), &access);
    answer::object(200, &json!({"token": token, "access_token": "", "expires_in": LIFE, "issued_at": issued_at}))
}

/// Reads `repository:project/app:pull`. What is granted does not depend on which actions were asked for.
fn access(house: &House, asker: &Asker, scope: &str) -> Option<Value> {
    let (kind, rest) = scope.split_once(':')?;
    let (name, _) = rest.rsplit_once(':')?;
    if kind != "repository" || !name.contains('/') {
        return None;
    }
    let actions: &[&str] = if house.can_pull(asker, name) { &["pull"] } else { &[] };
    Some(json!({"type": kind, "name": name, "actions": actions}))
}

impl Tokens {
    fn give(&mut self, subject: &str, access: &[Value]) -> String {
        let expires_at = now() + LIFE;
        let claims = json!({
            "iss": "harbor-token-issuer",
            "sub": subject,
            "aud": SERVICE,
            "exp": expires_at,
            "nbf": now(),
            "iat": now(),
            "jti": made_up(),
            "access": access,
        });
        let head = json!({"typ": "JWT", "alg": "RS256", "kid": made_up()});
        let parts = [head.to_string(), claims.to_string(), made_up()].map(|part| URL_SAFE_NO_PAD.encode(part));
        let token = parts.join(".");
        let allowed = access.iter().filter(|access| access["actions"][0] == "pull");
        let repositories = allowed.filter_map(|access| Some(access["name"].as_str()?.to_owned())).collect();
        self.0.insert(token.clone(), Given { subject: subject.to_owned(), repositories, expires_at });
        token
    }

    pub(super) fn bearer(&self, token: &str) -> Option<Asker> {
        let given = self.0.get(token).filter(|given| given.expires_at > now())?;
        Some(Asker::Bearer { subject: given.subject.clone(), repositories: given.repositories.clone() })
    }
}
