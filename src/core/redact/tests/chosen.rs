//! Passwords that somebody chose: nothing but their place tells them.

use crate::core::redact::redact;

/// A place in each line, with `¤` where the password stands and `\n` for the end of a line.
const PLACES: &str = include_str!("chosen.txt");

#[test]
fn a_chosen_password_is_hidden_wherever_its_place_tells_it() {
    let chosen = [["Sommer", "2024!"], ["otter-violet", "-695"], ["Xk4vQ9", "mZp2"], ["hunter", "22x"]];
    for place in PLACES.lines() {
        for password in chosen.iter().map(|parts| parts.concat()) {
            let text = place.replace("\\n", "\n").replace('¤', &password) + "\n";
            let redacted = redact(&text).text.to_string();
            assert!(!redacted.contains(&password), "{place}: {redacted}");
            assert_eq!(redacted.lines().count(), text.lines().count(), "{place}: {redacted}");
        }
    }
}
