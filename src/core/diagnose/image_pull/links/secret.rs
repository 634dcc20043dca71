//! The links of one secret: the first thing that is wrong with it, or that nothing is.

use crate::core::{
    diagnose::{
        Evidence, Mark, Source,
        image_pull::{
            chain::{Chain, Named},
            link,
            words::{misfit_words, some},
        },
    },
    model::Reading,
    pull::secret::Fit,
};

use super::{known, unknown};

/// Adds the links of a secret that the pod names.
pub(super) fn links(chain: &Chain<'_>, named: &Named<'_>, links: &mut Vec<Evidence>) {
    links.push(state(chain, named, format!("secret {}", named.name)));
    if !named.fits() {
        links.extend(kubelet(chain, named));
    }
    if named.is_absent() {
        links.push(elsewhere(chain, named.name));
    }
}

/// Returns the link of a secret that the ServiceAccount or the template names, and the pod does not.
pub(super) fn of_others(chain: &Chain<'_>, named: &Named<'_>) -> Evidence {
    state(chain, named, format!("secret {}, which the pod does not name", named.name))
}

fn state(chain: &Chain<'_>, named: &Named<'_>, who: String) -> Evidence {
    let Some(fit) = &named.fit else {
        return match named.reading {
            Reading::Absent { at } => {
                known(link::SECRET_EXISTS, Mark::Broken, format!("{who} exists: no"), Source::ReadAt(*at))
            }
            other => {
                unknown(link::SECRET_FITS, format!("{who} exists and fits"), other, &format!("secret {}", named.name))
            }
        };
    };
    let source = read_at(chain, named);
    let user = named.user().map_or_else(String::new, |user| format!("; user {user}"));
    match fit {
        Fit::Fits { .. } => {
            known(link::SECRET_FITS, Mark::Sound, format!("{who}: type, form and host fit{user}"), source)
        }
        misfit => known(broken_link(misfit), Mark::Broken, format!("{who}: {}", misfit_words(misfit)), source),
    }
}

fn broken_link(fit: &Fit) -> &'static str {
    match fit {
        Fit::WrongType(_) => link::SECRET_TYPE,
        Fit::Unreadable(_) | Fit::Unusable { .. } => link::SECRET_CONTENT,
        Fit::OtherHosts { .. } => link::SECRET_HOST,
        Fit::Fits { .. } => link::SECRET_FITS,
    }
}

/// It may come from the list of the namespace where it was not read by name.
fn read_at(chain: &Chain<'_>, named: &Named<'_>) -> Source {
    match (named.reading, &chain.dossier.namespace_secrets) {
        (Reading::Found { at, .. }, _) | (_, Reading::Found { at, .. }) => Source::ReadAt(*at),
        _ => Source::Text(String::new()),
    }
}

fn kubelet(chain: &Chain<'_>, named: &Named<'_>) -> Option<Evidence> {
    let event = chain.unread_by_kubelet(named.name)?;
    let text = format!("the kubelet could read secret {}: it says no", named.name);
    let source = Source::Event { count: event.count, since: event.first };
    Some(known(link::KUBELET_READS_SECRET, Mark::Broken, text, source))
}

fn elsewhere(chain: &Chain<'_>, name: &str) -> Evidence {
    let text = format!("another namespace has a secret {name}");
    match chain.dossier.elsewhere.get(name).unwrap_or(&Reading::NotAsked) {
        Reading::Found { value, at } if !value.is_empty() => {
            known(link::SECRET_ELSEWHERE, Mark::Sound, format!("{text}: {}", some(value)), Source::ReadAt(*at))
        }
        Reading::Found { at, .. } | Reading::Absent { at } => {
            known(link::SECRET_ELSEWHERE, Mark::Broken, format!("{text}: none"), Source::ReadAt(*at))
        }
        other => unknown(link::SECRET_ELSEWHERE, text, other, "the secrets of other namespaces"),
    }
}
