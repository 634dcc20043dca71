//! The links of one secret: the first thing that is wrong with it, or that nothing is.

use crate::core::{
    diagnose::{
        Evidence, Mark, Source,
        image_pull::{
            chain::{Chain, Named},
            link,
            words::{misfit_words, some},
        },
        link::{known, unknown, unread},
    },
    model::Reading,
    pull::secret::{Fit, Hint, PullSecret},
};

/// Adds the links of a secret that the pod names.
pub(super) fn links(chain: &Chain<'_>, named: &Named<'_>, links: &mut Vec<Evidence>) {
    links.push(state(chain, named, &format!("secret {}", named.name)));
    if named.fits() {
        links.extend(end(chain, named));
        links.extend(named.hints().iter().map(|hint| suspicion(chain, named, *hint)));
    } else {
        links.extend(kubelet(chain, named));
    }
    if named.is_absent() {
        links.push(elsewhere(chain, named.name));
    }
}

/// Returns the link of a secret that the ServiceAccount or the template names, and the pod does not.
pub(super) fn of_others(chain: &Chain<'_>, named: &Named<'_>) -> Evidence {
    state(chain, named, &format!("secret {}, which the pod does not name", named.name))
}

fn state(chain: &Chain<'_>, named: &Named<'_>, who: &str) -> Evidence {
    let Some(fit) = &named.fit else {
        return match named.reading {
            Reading::Absent { at } => {
                known(link::SECRET_EXISTS, Mark::Broken, format!("{who} exists: no"), Source::ReadAt(*at))
            }
            other => not_read(named, who, other),
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

/// The list has all that the kubelet reads, so that one that is not in it does not fit, whatever it is.
fn not_read(named: &Named<'_>, who: &str, reading: &Reading<PullSecret>) -> Evidence {
    match named.unlisted {
        Some(at) => {
            let text = format!("{who}: not among the pull secrets of the namespace, so absent or of another type");
            known(link::SECRET_FITS, Mark::Broken, text, Source::ReadAt(at))
        }
        None => unread(link::SECRET_FITS, format!("{who} exists and fits"), reading, &format!("secret {}", named.name)),
    }
}

/// When the credential ends, where it says so itself.
fn end(chain: &Chain<'_>, named: &Named<'_>) -> Option<Evidence> {
    let end = named.expires()?;
    let (mark, how) = if named.is_expired(chain.now) { (Mark::Broken, "ended") } else { (Mark::Sound, "ends") };
    let text = format!("the credential in secret {} lasts: by its own word it {how} at {end:.0}", named.name);
    Some(known(link::SECRET_EXPIRY, mark, text, read_at(chain, named)))
}

/// A suspicion is no fault: one that would explain a refusal stays open, any other is advice.
fn suspicion(chain: &Chain<'_>, named: &Named<'_>, hint: Hint) -> Evidence {
    let text = format!("secret {}: {hint}", named.name);
    if hint.explains_refusal() {
        let source = read_at(chain, named);
        return Evidence { source, ..unknown(link::SECRET_HINT, text, "a try of this login at the registry") };
    }
    known(link::SECRET_HINT, Mark::Sound, text, read_at(chain, named))
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
        other => unread(link::SECRET_ELSEWHERE, text, other, "the secrets of other namespaces"),
    }
}
