//! How many pods a namespace may have: the one limit of a `ResourceQuota` that the demo keeps.

use serde_json::Value;

use super::{
    admission,
    kinds::{self, Kind},
    object::text,
    refusal::Refusal,
    world::World,
};

/// Refuses a pod that is one too many, as the `ResourceQuota` plug-in does.
pub(crate) fn admit(world: &World, kind: &Kind, pod: &Value) -> Result<(), Refusal> {
    let namespace = text(pod, "/metadata/namespace");
    let counts = |record: &&std::sync::Arc<super::record::Record>| {
        !matches!(record.field("status.phase"), Some("Succeeded" | "Failed"))
    };
    for quota in world.store.list(kinds::named("resourcequotas"), namespace) {
        let Some(most) = text(quota.view(), "/spec/hard/pods").parse::<usize>().ok() else { continue };
        let used = world.store.list(kinds::named(kind.plural), namespace).filter(counts).count();
        if used >= most {
            let why =
                format!("exceeded quota: {}, requested: pods=1, used: pods={used}, limited: pods={most}", quota.name);
            return Err(Refusal::forbidden(kind, admission::called(pod), &why));
        }
    }
    Ok(())
}
