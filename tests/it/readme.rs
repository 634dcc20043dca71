//! The parts of the README that are made from the code.

use std::fs;

use podmend::tui::keys;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const START: &str = "<!-- keys: written by the tests from the key table; do not edit -->\n";
const END: &str = "<!-- end of keys -->";

/// Set to write the table into the README instead of comparing it.
const UPDATE: &str = "PODMEND_UPDATE";

#[test]
fn the_keys_in_the_readme_are_those_of_the_table() {
    let readme = fs::read_to_string(README).expect("there is a README");
    let start = readme.find(START).expect("the README marks where the keys begin") + START.len();
    let end = readme.find(END).expect("the README marks where the keys end");
    let wanted = keys::markdown();
    if std::env::var_os(UPDATE).is_some() {
        let updated = format!("{}{wanted}{}", &readme[..start], &readme[end..]);
        fs::write(README, updated).expect("the README can be written");
        return;
    }
    assert_eq!(&readme[start..end], wanted, "run the tests with {UPDATE}=1 to bring the README up to date");
}
