//! The name of an incident for machines: `credentials-rejected@harbor.internal.corp/robot$ci`.

use std::fmt::Write as _;

use crate::core::{cause::Cause, diagnose::Shared};

/// Makes the id of a cause and of what is shared: nothing else, so that it is the same whichever pods show it.
///
/// Two different ones never have the same id: a registry and the user there stand for themselves, all else is named
/// (`,secret:harbor-pull-secret`), and what could be taken for a part of the id itself is written as `%2C`.
pub fn id(cause: Cause, shared: &Shared) -> String {
    let mut id = cause.name().to_owned();
    let mut lead = '@';
    let mut user = shared.user.as_deref();
    if let Some(registry) = &shared.registry {
        push(&mut id, '@', "", registry);
        if let Some(user) = user.take() {
            push(&mut id, '/', "", user);
        }
        lead = ',';
    }
    let account = shared.service_account.as_ref().map(|account| format!("{}/{}", account.namespace, account.name));
    let named = [
        ("user:", user),
        ("secret:", shared.secret.as_deref()),
        ("account:", account.as_deref()),
        ("node:", shared.node.as_deref()),
        ("image:", shared.image.as_deref()),
        ("other:", shared.other.as_deref()),
    ];
    for (name, value) in named {
        if let Some(value) = value {
            push(&mut id, lead, name, value);
            lead = ',';
        }
    }
    id
}

fn push(id: &mut String, lead: char, name: &str, value: &str) {
    id.push(lead);
    id.push_str(name);
    for byte in value.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._:$+".contains(&byte) || byte == b'/' && !name.is_empty();
        if plain {
            id.push(char::from(byte));
        } else {
            write!(id, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::{
        cause::{credentials, schedule, start},
        model::{Kind, ObjectId},
    };

    fn shared() -> Shared {
        Shared::default()
    }

    #[test]
    fn an_id_reads_well() {
        let some = |text: &str| Some(text.to_owned());
        let robot = Shared { registry: some("harbor.internal.corp:8443"), user: some("robot$ci"), ..shared() };
        assert_eq!(
            id(credentials::CREDENTIALS_REJECTED, &robot),
            "credentials-rejected@harbor.internal.corp:8443/robot$ci"
        );
        let secret = Shared { registry: some("quay.io"), secret: some("pull"), ..shared() };
        assert_eq!(id(credentials::PULL_SECRET_MISSING, &secret), "pull-secret-missing@quay.io,secret:pull");
        let account = Some(ObjectId::new(Kind::ServiceAccount, "team-a", "web"));
        assert_eq!(
            id(credentials::NO_PULL_SECRET, &Shared { service_account: account, ..shared() }),
            "no-pull-secret@account:team-a/web"
        );
        assert_eq!(
            id(start::CRASH_EXIT, &Shared { other: some("exit code 1"), ..shared() }),
            "crash-exit@other:exit%20code%201"
        );
        assert_eq!(id(schedule::ROLLOUT_STUCK, &shared()), "rollout-stuck");
    }

    /// Text that tries to pass for another part of an id.
    fn hostile() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("[a/@:,%$ é\u{1b}]{0,4}|,secret:a|/a|user:a")
    }

    prop_compose! {
        fn any_shared()(texts in [hostile(), hostile(), hostile(), hostile(), hostile(), hostile()]) -> Shared {
            let [registry, secret, user, node, image, other] = texts;
            Shared { registry, secret, user, node, image, other, service_account: None }
        }
    }

    proptest! {
        #[test]
        fn different_things_have_different_ids_of_harmless_characters(one in any_shared(), two in any_shared()) {
            let (first, second) = (id(start::FAILED, &one), id(start::FAILED, &two));
            prop_assert_eq!(one == two, first == second);
            let special = |byte: &u8| !byte.is_ascii_graphic() || b"\"'`\\<>|;&*?()[]{}~!#".contains(byte);
            prop_assert_eq!(first.bytes().find(special), None);
        }
    }
}
