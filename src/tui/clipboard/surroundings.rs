//! Where podmend runs, as far as a clipboard is concerned, read once from the environment.

use super::Wrapping;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// The user sits at another machine, as far as we know.
    pub(super) remote: bool,
    /// We can talk to the tmux that we run in.
    pub(super) inside_tmux: bool,
    /// There is a clipboard of the system here. It is not used over SSH, where it would be the wrong machine's.
    pub(super) display: bool,
    pub(super) wrapping: Wrapping,
}

impl Surroundings {
    pub(super) fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let remote = set("SSH_CONNECTION") || set("SSH_TTY");
        let has_display = cfg!(any(target_os = "macos", windows)) || set("WAYLAND_DISPLAY") || set("DISPLAY");
        let inside_tmux = set("TMUX");
        // Over SSH only TERM tells of a tmux on the way.
        let behind_tmux = variable("TERM").is_some_and(|term| term.starts_with("tmux"));
        let wrapping = match () {
            () if inside_tmux || behind_tmux => Wrapping::Tmux,
            () if set("STY") => Wrapping::Screen,
            () => Wrapping::Nothing,
        };
        Self { remote, inside_tmux, display: has_display && !remote, wrapping }
    }

    /// Says whether the user may sit at another terminal than the display belongs to: a session of tmux is attached from
    /// anywhere, whatever its variables said when it began. The system's clipboard alone is not enough then.
    pub(super) fn elsewhere(self) -> bool {
        self.remote || self.wrapping != Wrapping::Nothing
    }
}

#[cfg(all(test, not(any(target_os = "macos", windows))))]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Surroundings {
        Surroundings::of(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_desktop_has_its_own_clipboard() {
        let desktop = of(&[("DISPLAY", ":0"), ("TERM", "xterm-256color")]);
        assert!(desktop.display && !desktop.elsewhere());
    }

    #[test]
    fn over_ssh_the_forwarded_display_is_not_used() {
        let remote = of(&[("DISPLAY", "localhost:10.0"), ("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22")]);
        assert!(!remote.display && remote.elsewhere());
        assert_eq!(remote.wrapping, Wrapping::Nothing);
    }

    #[test]
    fn in_tmux_the_display_is_tried_and_not_trusted() {
        let tmux = of(&[("TMUX", "/tmp/tmux-0/default,1,0"), ("WAYLAND_DISPLAY", "wayland-0")]);
        assert!(tmux.display && tmux.inside_tmux && tmux.elsewhere());
        assert_eq!(tmux.wrapping, Wrapping::Tmux);
    }

    #[test]
    fn a_tmux_on_the_other_side_of_ssh_and_screen_are_wrapped_for() {
        let behind = of(&[("SSH_TTY", "/dev/pts/0"), ("TERM", "tmux-256color")]);
        assert!(!behind.inside_tmux);
        assert_eq!(behind.wrapping, Wrapping::Tmux);
        assert_eq!(of(&[("STY", "1.pts"), ("TERM", "screen")]).wrapping, Wrapping::Screen);
    }

    #[test]
    fn an_empty_variable_is_no_variable() {
        assert_eq!(of(&[("DISPLAY", ""), ("TMUX", "")]), Surroundings::default());
    }
}
