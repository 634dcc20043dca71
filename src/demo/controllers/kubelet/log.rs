//! What `kubectl logs` gets from a kubelet.

use serde_json::Value;

use super::run::{Container, Stage};
use crate::{
    core::pull::ImageReference,
    demo::{
        object::{list, text},
        record::Record,
        refusal::Refusal,
        world::World,
    },
};

/// Returns the log of a container's present or previous run, or why there is none.
pub(crate) fn log_of(world: &World, pod: &Record, name: &str, previous: bool) -> Result<String, Refusal> {
    let name = choose(pod.view(), name, &pod.name)?;
    let work = world.kubelet.pods.get(&pod.uid);
    let container = work.and_then(|work| work.init.iter().chain(&work.main).find(|one| one.name == name));
    let Some(container) = container else {
        return Err(waiting(&pod.name, &name, "ContainerCreating"));
    };
    if previous {
        return match container.last {
            Some(_) => Ok(text_of(world, container)),
            None => {
                let why = format!("previous terminated container \"{name}\" in pod \"{}\" not found", pod.name);
                Err(Refusal::bad_request(why))
            }
        };
    }
    match &container.stage {
        Stage::Refused(refused) => Err(waiting(&pod.name, &name, pull_words(&refused.reason))),
        Stage::New | Stage::Pulling(_) | Stage::Starting { .. } if container.last.is_none() => {
            Err(waiting(&pod.name, &name, "ContainerCreating"))
        }
        _ => Ok(text_of(world, container)),
    }
}

fn choose(pod: &Value, asked: &str, pod_name: &str) -> Result<String, Refusal> {
    let containers = list(pod, "/spec/containers").iter().chain(list(pod, "/spec/initContainers"));
    let names: Vec<&str> = containers.map(|container| text(container, "/name")).collect();
    match asked {
        "" => Ok(names.first().copied().unwrap_or_default().to_owned()),
        name if names.contains(&name) => Ok(name.to_owned()),
        name => Err(Refusal::bad_request(format!("container {name} is not valid for pod {pod_name}"))),
    }
}

fn pull_words(reason: &str) -> &str {
    match reason {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        other => other,
    }
}

fn waiting(pod: &str, container: &str, why: &str) -> Refusal {
    Refusal::bad_request(format!("container \"{container}\" in pod \"{pod}\" is waiting to start: {why}"))
}

fn text_of(world: &World, container: &Container) -> String {
    let run = ImageReference::parse(&container.image).map(|image| world.registries.run(&image));
    run.unwrap_or_default().log
}
