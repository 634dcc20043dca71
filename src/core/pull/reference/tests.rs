use proptest::prelude::*;

use super::*;

const SHA: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn short_forms_are_completed() {
    for (text, whole) in [
        ("nginx", "docker.io/library/nginx"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("team/app", "docker.io/team/app"),
        ("docker.io/nginx", "docker.io/library/nginx"),
        ("index.docker.io/team/app:2", "docker.io/team/app:2"),
        ("localhost/app", "localhost/app"),
        ("localhost:5000/app", "localhost:5000/app"),
        ("harbor.internal.corp/project/app:1.4.2", "harbor.internal.corp/project/app:1.4.2"),
        ("UPPER/app", "UPPER/app"),
        ("h.corp/a__b/c-_d", ""),
        ("h.corp/a__b/c---d/e.f", "h.corp/a__b/c---d/e.f"),
        ("[fd00::1]:5000/app", "[fd00::1]:5000/app"),
        ("my_registry.corp/app", "my_registry.corp/app"),
        ("ubuntu:5000", "docker.io/library/ubuntu:5000"),
    ] {
        let parsed = ImageReference::parse(text).map(|image| image.to_string());
        assert_eq!(parsed.unwrap_or_default(), whole, "{text}");
    }
}

#[test]
fn tag_and_digest_are_told_apart() {
    let image = ImageReference::parse(&format!("h.corp:443/a/b:1@{SHA}")).unwrap();
    assert_eq!((image.domain.as_str(), image.path.as_str()), ("h.corp:443", "a/b"));
    assert_eq!((image.tag.as_deref(), image.digest.as_deref()), (Some("1"), Some(SHA)));
    assert_eq!((image.host(), image.port()), ("h.corp", Some("443")));
    assert_eq!(image.repository(), "h.corp:443/a/b");
    let image = ImageReference::parse("[fd00::1]/a").unwrap();
    assert_eq!((image.host(), image.port()), ("[fd00::1]", None));
}

#[test]
fn what_is_wrong_is_named() {
    let long = "a".repeat(256);
    for (text, reason) in [
        ("", InvalidReference::Empty),
        (" nginx", InvalidReference::Space),
        ("nginx\n", InvalidReference::Space),
        ("https://harbor.corp/app", InvalidReference::Scheme("https://".into())),
        (&SHA[7..], InvalidReference::Identifier),
        ("harbor.corp/Team/app", InvalidReference::Uppercase("Team/app".into())),
        ("Nginx", InvalidReference::Uppercase("Nginx".into())),
        ("harbor.corp:port/app", InvalidReference::Domain("harbor.corp:port".into())),
        ("-h.corp/app", InvalidReference::Domain("-h.corp".into())),
        ("my_registry:5000/app", InvalidReference::Domain("my_registry:5000".into())),
        ("harbor.corp//app", InvalidReference::EmptyComponent),
        ("harbor.corp/app/", InvalidReference::EmptyComponent),
        ("harbor.corp/", InvalidReference::EmptyComponent),
        ("harbor.corp/a._b", InvalidReference::Component("a._b".into())),
        ("harbor.corp/a___b", InvalidReference::Component("a___b".into())),
        ("harbor.corp/app_", InvalidReference::Component("app_".into())),
        ("$IMAGE", InvalidReference::Uppercase("$IMAGE".into())),
        ("${image}", InvalidReference::Component("${image}".into())),
        (&format!("harbor.corp/{long}"), InvalidReference::TooLong),
        ("nginx:", InvalidReference::EmptyTag),
        ("harbor.corp/app:", InvalidReference::EmptyTag),
        ("nginx:.1", InvalidReference::Tag(".1".into())),
        ("nginx:1:2", InvalidReference::Tag("1:2".into())),
        ("nginx@", InvalidReference::EmptyDigest),
        ("nginx@sha256:abc", InvalidReference::Digest("sha256:abc".into())),
        ("nginx@latest", InvalidReference::Digest("latest".into())),
    ] {
        assert_eq!(ImageReference::parse(text), Err(reason), "{text}");
    }
}

proptest! {
    #[test]
    fn parsing_never_panics(text in any::<String>()) {
        let _ = ImageReference::parse(&text);
    }

    #[test]
    fn the_complete_form_reads_back_the_same(text in "([a-zA-Z0-9.:-]{1,8}/)?[a-z0-9._-]{1,6}(/[a-z]{1,3})?(:[a-z0-9._-]{1,4})?") {
        if let Ok(image) = ImageReference::parse(&text) {
            prop_assert_eq!(ImageReference::parse(&image.to_string()), Ok(image));
        }
    }
}
