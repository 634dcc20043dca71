//! Whether there is an object of a kind and a name, in one namespace or in any.

use crate::core::model::{Kind, Reading};

use super::{
    Cluster, Scope,
    address::Resource,
    http::Form,
    slim::{List, Object},
};

impl Cluster {
    /// Looks for an object by its name; found are the namespaces that have one.
    pub async fn has(&self, scope: &Scope, kind: &Kind, name: &str) -> Reading<Vec<String>> {
        let Some(resource) = Resource::of(kind) else { return Reading::NotAsked };
        let namespace = match scope {
            Scope::AllNamespaces => None,
            Scope::Namespace(namespace) => Some(namespace.as_str()),
        };
        let path = resource.list(namespace).with("fieldSelector", &format!("metadata.name={name}"));
        let at = self.now();
        match self.http().read::<List<Object>>(&path, Form::MetadataList).await {
            Ok(list) => {
                let objects = list.items.unwrap_or_default();
                let value: Vec<String> = objects.into_iter().map(|object| object.metadata.namespace).collect();
                if value.is_empty() { Reading::Absent { at } } else { Reading::Found { value, at } }
            }
            Err(failure) => Reading::Unknown(self.gap(&failure, resource.right("list", namespace))),
        }
    }
}
