//! The pictures of the README: drawn by the program itself while it mends the demo's incident, and compared with those that
//! are committed, so that no picture shows what the program does no longer.

use std::{fs, iter, path::PathBuf, time::Duration};

use podmend::tui::{
    picture::{Ground, svg},
    theme::{Depth, Theme},
};

use crate::support::stage::{Stage, play};

/// Narrow enough to be read in a README, wide enough for a diff side by side.
const SIZE: (u16, u16) = (128, 32);

/// Ends between two seconds, so that nothing that the program does on time happens at the moment of a picture.
const START: Duration = Duration::from_millis(4_300);

/// Longer than it takes until the new pods are Ready.
const HEALING: Duration = Duration::from_secs(12);

/// Set to write the pictures instead of comparing them; `cargo xtask pictures` does.
const UPDATE: &str = "PODMEND_UPDATE";

#[tokio::test(start_paused = true)]
async fn the_dark_pictures_show_what_the_program_draws() {
    check("dark", Ground::DARK).await;
}

#[tokio::test(start_paused = true)]
async fn the_light_pictures_show_what_the_program_draws() {
    check("light", Ground::LIGHT).await;
}

async fn check(theme: &str, ground: Ground) {
    let (loaded, warnings) = Theme::load(theme, Depth::True);
    assert_eq!(warnings, Vec::<String>::new());
    play(loaded, SIZE, async |stage| {
        let shoot = |name: &str, subject: &str| {
            let drawn = svg(&stage.screen(), ground);
            assert!(drawn.contains(subject), "the picture of {name} does not show {subject:?}");
            compare(&format!("{name}-{theme}.svg"), &drawn);
        };
        mend(&stage, shoot).await;
    })
    .await;
}

/// Goes through the incident as a user does, and stops where there is something to see.
async fn mend(stage: &Stage, shoot: impl Fn(&str, &str)) {
    stage.wait(START).await;
    // From team-a/cart to team-a/checkout.
    stage.press('j').await;
    shoot("why", "Cannot pull harbor.internal.corp/project/app:1.4.2");
    stage.press('3').await;
    shoot("fix", "with the fix");
    stage.press('a').await;
    shoot("confirm", "accepted by the server");
    stage.press('y').await;
    stage.wait(HEALING).await;
    shoot("timeline", "Healed in");
}

fn compare(name: &str, drawn: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/screens").join(name);
    if std::env::var_os(UPDATE).is_some() {
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder can be made");
        fs::write(&path, drawn).expect("the picture can be written");
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if let Some(line) = first_difference(&committed, drawn) {
        panic!("docs/screens/{name} is out of date; `cargo xtask pictures` draws it anew. Now there is {line}");
    }
}

/// Returns the first line of the drawn picture that is another one in the committed picture.
fn first_difference<'a>(committed: &str, drawn: &'a str) -> Option<&'a str> {
    if committed == drawn {
        return None;
    }
    let mut pairs = drawn.lines().zip(committed.lines().chain(iter::repeat("")));
    Some(pairs.find(|(new, old)| new != old).map_or("less", |(new, _)| new))
}
