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
        ("docker.io/team/app", "docker.io/team/app"),
        ("index.docker.io/nginx", "docker.io/library/nginx"),
        ("library/nginx", "docker.io/library/nginx"),
        // These are hosts of Docker Hub and not its name.
        ("registry-1.docker.io/nginx", "registry-1.docker.io/nginx"),
        ("hub.docker.com/team/app", "hub.docker.com/team/app"),
        // Without a slash there is no host.
        ("localhost", "docker.io/library/localhost"),
        ("harbor.internal.corp", "docker.io/library/harbor.internal.corp"),
        ("harbor.internal.corp:5000", "docker.io/library/harbor.internal.corp:5000"),
        // A first part without dot, colon or capital is no host either.
        ("harbor/project/app", "docker.io/harbor/project/app"),
        ("10.0.0.1/app", "10.0.0.1/app"),
        ("h:5000/a:_x-1.Y", "h:5000/a:_x-1.Y"),
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
        ("$IMAGE", InvalidReference::Placeholder("$IMAGE".into())),
        ("harbor.corp/app:${TAG}", InvalidReference::Placeholder("${TAG}".into())),
        ("harbor.corp/{{ .Values.image }}", InvalidReference::Placeholder("{{ .Values.image }}".into())),
        ("harbor.corp/app name:1", InvalidReference::Space),
        ("docker://harbor.corp/app", InvalidReference::Scheme("docker://".into())),
        ("harbor.corp/a\u{202e}b", InvalidReference::Component(r"a\u{202e}b".into())),
        ("harbor.corp:app/x", InvalidReference::Domain("harbor.corp:app".into())),
        ("[fd00::1/app", InvalidReference::Domain("[fd00::1".into())),
        ("[fd00::1%eth0]/app", InvalidReference::Domain("[fd00::1%eth0]".into())),
        ("harbor.corp./app", InvalidReference::Domain("harbor.corp.".into())),
        ("project/app:1/2", InvalidReference::Tag("1/2".into())),
        (&format!("nginx:{}", "a".repeat(129)), InvalidReference::Tag("a".repeat(129))),
        (&format!("nginx@{}", SHA.to_uppercase()), InvalidReference::Digest(SHA.to_uppercase())),
        (&format!("nginx@sha512:{}", &SHA[7..]), InvalidReference::Digest(format!("sha512:{}", &SHA[7..]))),
        (
            "nginx@md5:d41d8cd98f00b204e9800998ecf8427e",
            InvalidReference::Digest("md5:d41d8cd98f00b204e9800998ecf8427e".into()),
        ),
        (&format!("@{SHA}"), InvalidReference::EmptyComponent),
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

/// Source: `ErrNameTooLong` counts the path, and `library/` with it.
#[test]
fn the_longest_names_and_tags_are_taken() {
    let longest = format!("harbor.corp/{}", "a".repeat(255));
    assert!(ImageReference::parse(&longest).is_ok());
    assert!(ImageReference::parse(&format!("harbor.corp/a:{}", "x".repeat(128))).is_ok());
    let official = "a".repeat(255 - "library/".len());
    assert!(ImageReference::parse(&official).is_ok());
    assert_eq!(ImageReference::parse(&format!("{official}a")), Err(InvalidReference::TooLong));
    let no_host = format!("my_registry.corp/{}", "a".repeat(255 - "my_registry.corp/".len()));
    assert!(ImageReference::parse(&no_host).is_ok());
    assert_eq!(ImageReference::parse(&format!("{no_host}a")), Err(InvalidReference::TooLong));
}

#[test]
fn a_megabyte_of_anything_is_borne() {
    for part in ["a", "a/", "a:", "a@", "a.", "A", "[", "${", "://", "é", "_", "\u{202e}"] {
        let text = part.repeat(1_048_576 / part.len());
        let said = ImageReference::parse(&text).expect_err("it is no image").to_string();
        assert!(said.len() < 4_000, "{part}: {} bytes", said.len());
    }
}

fn any_reference() -> impl Strategy<Value = String> {
    let digest = prop_oneof![Just(String::new()), Just(format!("@{SHA}"))];
    let name = "([a-zA-Z0-9.-]{1,8}(:[0-9]{1,5})?/)?[a-z0-9]{1,4}([._-][a-z0-9]{1,4})?(/[a-z0-9]{1,3}){0,2}";
    (name, "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,6})?", digest).prop_map(|(name, tag, digest)| name + &tag + &digest)
}

/// A reference with some characters replaced, put in or taken out.
fn any_mutation() -> impl Strategy<Value = String> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), "[ -~é\u{202e}]?", any::<bool>()), 0..5);
    (any_reference(), edits).prop_map(|(text, edits)| {
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        for (at, text, replaces) in edits {
            let at = at.index(characters.len() + 1);
            if replaces && at < characters.len() {
                characters[at] = text;
            } else {
                characters.insert(at, text);
            }
        }
        characters.concat()
    })
}

proptest! {
    #[test]
    fn what_is_read_is_printed_whole_and_read_the_same(text in any_mutation()) {
        let Ok(image) = ImageReference::parse(&text) else { return Ok(()) };
        let printed = image.to_string();
        prop_assert_eq!(ImageReference::parse(&printed), Ok(image.clone()));
        // What was left out is all that was put in.
        let added = ["docker.io/library/", "docker.io/", ""].map(|start| printed.strip_prefix(start) == Some(&text));
        let alias = text.strip_prefix("index.docker.io/").or_else(|| text.strip_prefix("docker.io/"));
        prop_assert!(added.contains(&true) || alias.is_some_and(|rest| printed.ends_with(rest)), "{} is {}", text, printed);
        prop_assert_eq!(image.is_docker_hub(), image.host() == DOCKER_HUB && image.port().is_none());
        prop_assert_eq!(image.repository().len(), image.domain.len() + 1 + image.path.len());
    }
}
