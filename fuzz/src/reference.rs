//! What is read as an image is printed whole and read back the same; what is none is refused in few and harmless words.

use podmend::core::pull::{ImageReference, InvalidReference};

use super::{is_safe_to_show, text};

const PIECES: [&str; 32] = [
    "docker.io/",
    "index.docker.io/",
    "library/",
    "localhost",
    "harbor.internal.corp",
    "my_registry.corp",
    "[fd00::1]",
    "10.0.0.1",
    ":5000",
    ":443/",
    "/",
    "//",
    "project/app",
    "__",
    "---",
    "._",
    ":1.4.2",
    ":latest",
    "@",
    "@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "@sha512:",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "https://",
    "${TAG}",
    "{{ .Values.image }}",
    "Team",
    "é",
    "\u{202e}",
    "\u{1b}[31m",
    " ",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "0",
];

/// The longest that a refusal may be: its sentence, and a part of the image that was made short.
const LONGEST_REFUSAL: usize = 2_000;

pub(crate) fn check(input: &[u8]) {
    let input = text(input, &PIECES);
    match ImageReference::parse(&input) {
        Ok(image) => is_whole(&image, &input),
        Err(error) => is_told(&error),
    }
}

fn is_whole(image: &ImageReference, input: &str) {
    let printed = image.to_string();
    assert_eq!(ImageReference::parse(&printed).as_ref(), Ok(image), "{printed}");
    assert!(adds_only_what_was_left_out(&printed, input), "{input} is {printed}");
    assert!(is_safe_to_show(&printed), "{printed:?}");
    assert!(image.path.len() <= 255, "{printed}");
    assert!(image.tag.as_ref().is_none_or(|tag| (1..=128).contains(&tag.len())), "{printed}");
    let port = image.port().map(|port| format!(":{port}")).unwrap_or_default();
    assert_eq!(image.domain, format!("{}{port}", image.host()));
    assert_eq!(image.repository(), format!("{}/{}", image.domain, image.path));
}

fn adds_only_what_was_left_out(printed: &str, input: &str) -> bool {
    let named = input.strip_prefix("index.docker.io/").or_else(|| input.strip_prefix("docker.io/")).unwrap_or(input);
    ["", "docker.io/", "docker.io/library/"].iter().any(|start| printed.strip_prefix(start) == Some(named))
}

fn is_told(error: &InvalidReference) {
    let said = error.to_string();
    assert!(said.len() <= LONGEST_REFUSAL, "{} bytes: {said}", said.len());
    assert!(is_safe_to_show(&said), "{said:?}");
}
