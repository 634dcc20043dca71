use proptest::prelude::*;

use super::*;

mod naive;

fn image(text: &str) -> ImageReference {
    ImageReference::parse(text).unwrap()
}

#[test]
fn keys_match_as_the_kubelet_matches_them() {
    for (key, text, matches) in [
        // Host, scheme and version path.
        ("harbor.corp", "harbor.corp/team/app:1", true),
        ("https://harbor.corp", "harbor.corp/team/app", true),
        ("http://harbor.corp/", "harbor.corp/team/app", true),
        ("https://harbor.corp/v1/", "harbor.corp/team/app", true),
        ("https://harbor.corp/v2/", "harbor.corp/team/app", true),
        ("harbor.corp/v2/team", "harbor.corp/team/app", true),
        ("https://harbor.corp/v1", "harbor.corp/team/app", false),
        ("HTTPS://harbor.corp", "harbor.corp/team/app", false),
        ("oci://harbor.corp", "harbor.corp/team/app", false),
        ("Harbor.corp", "harbor.corp/team/app", false),
        ("harbor.corp.", "harbor.corp/team/app", false),
        (" harbor.corp", "harbor.corp/team/app", false),
        ("harbor.corp\n", "harbor.corp/team/app", false),
        ("robot@harbor.corp", "harbor.corp/team/app", true),
        ("harbor.corp?x=/team", "harbor.corp/app", true),
        ("", "harbor.corp/team/app", false),
        // Port.
        ("harbor.corp:443", "harbor.corp/team/app", false),
        ("harbor.corp", "harbor.corp:5000/team/app", false),
        ("harbor.corp:5000", "harbor.corp:5000/team/app", true),
        ("harbor.corp:", "harbor.corp/team/app", true),
        ("harbor.corp:*", "harbor.corp:5000/team/app", false),
        ("[fd00::1]:5000", "[fd00::1]:5000/app", true),
        ("[fd00::1]", "[fd00::1]/app", false),
        // Labels.
        ("*.corp", "harbor.corp/app", true),
        ("*.corp", "harbor.internal.corp/app", false),
        ("*.*.corp", "harbor.internal.corp/app", true),
        ("har*r.corp", "harbor.corp/app", true),
        ("h*r*r.corp", "harbor.corp/app", true),
        ("harbor*.corp", "harbor.corp/app", true),
        ("*", "harbor.corp/app", false),
        ("*", "localhost/app", true),
        ("corp", "harbor.corp/app", false),
        ("harbo?.corp", "harbor.corp/app", false),
        // Path: a prefix of the text, without globs.
        ("harbor.corp/team", "harbor.corp/team/app", true),
        ("harbor.corp/team", "harbor.corp/team2/app", true),
        ("harbor.corp/team/", "harbor.corp/team2/app", false),
        ("harbor.corp/team/app", "harbor.corp/team/app:2", true),
        ("harbor.corp/other", "harbor.corp/team/app", false),
        ("harbor.corp/*", "harbor.corp/team/app", false),
        ("harbor.corp/v1/app", "harbor.corp/v1/app", false),
        ("harbor.corp/v1/v1/app", "harbor.corp/v1/app", true),
        ("harbor.corp/te%61m", "harbor.corp/team/app", true),
        ("harbor.corp/te%6", "harbor.corp/team/app", false),
        // Docker Hub.
        ("docker.io", "nginx", true),
        ("index.docker.io", "nginx", true),
        ("https://index.docker.io/v1/", "team/app", true),
        ("https://index.docker.io/v1", "team/app", false),
        ("registry-1.docker.io", "nginx", false),
        ("hub.docker.com", "nginx", false),
        ("index.docker.io", "harbor.corp/app", false),
        ("docker.io/team", "team/app", true),
        ("docker.io/library", "team/app", false),
    ] {
        assert_eq!(key_matches(key, &image(text)), matches, "{key:?} for {text}");
    }
}

#[test]
fn matches_are_tried_from_the_lexically_last_on() {
    let keys = ["*.corp", "harbor.corp", "other.corp", "https://harbor.corp/team", "harbor.corp/v2/"];
    assert_eq!(lookup_order(&keys, &image("harbor.corp/team/app")), [3, 1, 4, 0]);
    assert_eq!(lookup_order(&keys, &image("quay.io/app")), Vec::<usize>::new());
}

#[test]
fn the_old_name_of_docker_hub_serves_only_when_nothing_else_does() {
    let keys = ["https://index.docker.io/v1/", "docker.io/team"];
    assert_eq!(lookup_order(&keys, &image("team/app")), [1]);
    assert_eq!(lookup_order(&keys, &image("nginx")), [0]);
}

#[test]
fn near_misses_are_named() {
    let harbor = "harbor.internal.corp:5000/team/app";
    for (key, text, words) in [
        ("harbor.corp:443", "harbor.corp/app", "names port 443, the image names none"),
        ("harbor.internal.corp", harbor, "names no port, the image names port 5000"),
        ("harbor.internal.corp:80", harbor, "names port 80, the image port 5000"),
        ("oci://harbor.corp", "harbor.corp/app", "begins with oci://: only http:// and https:// are dropped"),
        ("HTTPS://harbor.corp", "harbor.corp/app", "begins with HTTPS://: only http:// and https:// are dropped"),
        ("harbor.corp ", "harbor.corp/app", "has white space or a control character in it"),
        (
            "https://harbor.corp/v2",
            "harbor.corp/app",
            "ends in /v2 without a slash after it, so that it counts as a path",
        ),
        ("https://index.docker.io/v1", "nginx", "ends in /v1 without a slash after it, so that it counts as a path"),
        ("harbor.corp/other", "harbor.corp/team/app", "is for the path /other, the image is at /team/app"),
        ("Harbor.Corp", "harbor.corp/app", "differs in upper and lower case, which counts"),
        (
            "registry-1.docker.io",
            "nginx",
            "names registry-1.docker.io, which is not looked up for Docker Hub: https://index.docker.io/v1/ is",
        ),
        ("harbor.corp.", "harbor.corp/app", "ends its host in a dot, which counts"),
        (
            "*.corp.com",
            "harbor.internal.corp.com/app",
            "is for *.corp.com: the labels of harbor.internal.corp.com must match one by one",
        ),
        ("corp.com", "harbor.corp.com/app", "is for corp.com: the labels of harbor.corp.com must match one by one"),
        (
            "*.corp",
            "harbor.internal.corp/app",
            "is for *.corp: the labels of harbor.internal.corp must match one by one",
        ),
        ("*", "harbor.corp/app", "is for *: the labels of harbor.corp must match one by one"),
        ("*.harbor.corp", "harbor.corp/app", "is for *.harbor.corp: the labels of harbor.corp must match one by one"),
        (
            "www.harbor.corp",
            "harbor.corp/app",
            "is for www.harbor.corp: the labels of harbor.corp must match one by one",
        ),
        ("https:/harbor.corp", "harbor.corp/app", "begins with https:/: only http:// and https:// are dropped"),
        ("docker://harbor.corp:443", "harbor.corp/app", "begins with docker://: only http:// and https:// are dropped"),
        ("har bor.corp", "harbor.corp/app", "has white space or a control character in it"),
        ("harbor.corp\n", "harbor.corp/app", "has white space or a control character in it"),
        ("'harbor.corp',", "harbor.corp/app", "has quotation marks or a comma round it"),
        (
            "harbor.corp:*",
            "harbor.corp:5000/app",
            "has * for a port, which is no number, so that the whole key is ignored",
        ),
        (
            "harbor.corp/team/*",
            "harbor.corp/team/app",
            "has a * in its path /team/*, and only a host may have one: a path is a prefix as it is",
        ),
        ("harbor.corp/team/app:1", "harbor.corp/team/app:1", "ends in :1, and a key names no tag and no digest"),
        ("harbor.corp/Team", "harbor.corp/team/app", "differs in upper and lower case, which counts"),
        ("harbor.corp/team2", "harbor.corp/team/app", "is for the path /team2, the image is at /team/app"),
        (
            "hub.docker.com",
            "team/app",
            "names hub.docker.com, which is not looked up for Docker Hub: https://index.docker.io/v1/ is",
        ),
        (
            "https://index.docker.io/v1/team",
            "team/app",
            "has the path /team, and index.docker.io counts only without one: docker.io/team would do",
        ),
        ("index.docker.io:443", "team/app", "names port 443, the image names none"),
        (
            "docker.io",
            "registry-1.docker.io/team/app",
            "is for Docker Hub, and the image names it registry-1.docker.io, which is looked up by that name",
        ),
        (
            "harbr.internal.corp",
            "harbor.internal.corp/app",
            "is for harbr.internal.corp, one letter away from harbor.internal.corp",
        ),
        (
            "habror.internal.corp",
            "harbor.internal.corp/app",
            "is for habror.internal.corp, one letter away from harbor.internal.corp",
        ),
        (
            "harbor-internal.corp",
            "harbor.internal.corp/app",
            "is for harbor-internal.corp, one letter away from harbor.internal.corp",
        ),
        ("harbor.external.corp", "harbor.internal.corp/app", "has external in its host where the image has internal"),
        (
            "1234.dkr.ecr.eu-west-1.amazonaws.com",
            "1234.dkr.ecr.us-east-1.amazonaws.com/app",
            "has eu-west-1 in its host where the image has us-east-1",
        ),
        (
            "\u{202e}://harbor.corp",
            "harbor.corp/app",
            "begins with \\u{202e}://: only http:// and https:// are dropped",
        ),
    ] {
        let near = near_miss(key, &image(text)).map(|near| near.to_string());
        assert_eq!(near.as_deref(), Some(words), "{key:?} for {text}");
    }
}

#[test]
fn strangers_are_not_near() {
    for (key, text) in [
        ("quay.io", "harbor.corp/app"),
        ("xcorp.com", "harbor.corp.com/app"),
        ("com", "harbor.corp.com/app"),
        ("", "nginx"),
        ("{{ host }}", "nginx"),
        ("harbor.corp", "harbor.corp/app"),
        ("gcr.io", "ghcr.io/team/app"),
        ("registry.gitlab.com", "registry.example.com/app"),
        ("harbor.internal.lan", "harbor.internal.corp/app"),
        ("h1", "h2:5000/app"),
        ("registry-1.docker.io", "harbor.corp/app"),
    ] {
        assert_eq!(near_miss(key, &image(text)), None, "{key:?} for {text}");
    }
}

fn any_image() -> impl Strategy<Value = ImageReference> {
    "([a-z0-9]{1,4}(\\.[a-z0-9]{1,4}){0,3}(:[0-9]{1,5})?/)?[a-z0-9]{1,4}(/[a-z0-9]{1,4}){0,2}"
        .prop_map(|text| ImageReference::parse(&text).unwrap())
}

/// Few letters, so that many keys match.
fn any_near_key() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![4 => Just(""), 1 => Just("https://"), 1 => Just("http://")];
    let host = prop_oneof![
        4 => "[ab*]{1,3}(\\.[ab*]{1,2}){0,2}",
        1 => Just("docker.io".to_owned()),
        1 => Just("index.docker.io".to_owned()),
    ];
    (scheme, host, "(:[12])?", "(/v[12])?(/|/[ab]{1,2}(/[ab]?)?)?")
        .prop_map(|(scheme, host, port, path)| format!("{scheme}{host}{port}{path}"))
}

fn any_small_image() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ab]{1,3}(\\.[ab]{1,2}){1,2}(:[12])?/[ab]{1,2}(/[ab]{1,2})?",
        1 => "[ab]{1,2}(/[ab]{1,2})?",
        1 => "(a|b\\.b)(:[12])/v[12]/[ab]{1,2}",
    ]
}

proptest! {
    #[test]
    fn nothing_panics(key in any::<String>(), image in any_image()) {
        let _ = (key_matches(&key, &image), near_miss(&key, &image));
    }

    #[test]
    fn a_key_that_is_the_repository_or_its_domain_matches(image in any_image()) {
        prop_assert!(key_matches(&image.domain, &image));
        // Of a repository in a project of this name the key loses the project.
        prop_assume!(!image.path.starts_with("v1/") && !image.path.starts_with("v2/"));
        prop_assert!(key_matches(&image.repository(), &image));
        let versioned = format!("https://{}/v2/{}", image.domain, image.path);
        prop_assert!(key_matches(&versioned, &image));
    }

    #[test]
    fn a_key_matches_or_is_near_but_never_both(key in "[a-z*.]{1,8}(:[0-9]{1,2})?(/[a-z]{0,3})?", image in any_image()) {
        prop_assert!(!(key_matches(&key, &image) && near_miss(&key, &image).is_some()));
    }

    #[test]
    fn the_order_holds_exactly_the_keys_that_match_alone(keys in prop::collection::vec("[ab*]{1,2}\\.[ab*](/[ab])?", 0..8), image in "[ab]{1,2}\\.[ab]/[ab]") {
        let image = ImageReference::parse(&image).unwrap();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut order = lookup_order(&keys, &image);
        order.sort_unstable();
        let alone: Vec<usize> = (0..keys.len()).filter(|at| key_matches(keys[*at], &image)).collect();
        prop_assert_eq!(order, alone);
    }

    #[test]
    fn the_order_is_that_of_the_rules_written_down_a_second_time(keys in prop::collection::vec(any_near_key(), 0..7), image in any_small_image()) {
        let image = ImageReference::parse(&image).unwrap();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        prop_assert_eq!(lookup_order(&keys, &image), naive::order(&keys, &image.domain, &image.path));
    }

    #[test]
    fn the_order_is_one_of_the_keys_that_match_however_they_are_mixed(mut keys in prop::collection::vec(any_near_key(), 0..7), image in any_small_image()) {
        let image = ImageReference::parse(&image).unwrap();
        let tried = |keys: &[String]| {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let order = lookup_order(&keys, &image);
            order.into_iter().map(|at| keys[at].to_owned()).collect::<Vec<_>>()
        };
        let mut forward = tried(&keys);
        keys.reverse();
        let mut backward = tried(&keys);
        forward.sort_unstable();
        backward.sort_unstable();
        prop_assert_eq!(forward, backward);
    }
}
