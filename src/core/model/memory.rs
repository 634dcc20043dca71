//! What a pod told before and does not tell any more.

use super::{Pod, State};

impl Pod {
    /// Keeps why a pull failed, where this state of the pod only says that it will be tried again.
    ///
    /// Kubelets before 1.32 overwrite the error of a pull by the words of its back-off, and events are not for everyone to
    /// read, and expire.
    pub fn remember(&mut self, earlier: &Self) {
        if earlier.uid != self.uid {
            return;
        }
        for container in &mut self.containers {
            let before = earlier.containers.iter().find(|before| before.name == container.name);
            let Some(before) = before.filter(|before| before.image == container.image) else { continue };
            let (State::Waiting { message, .. }, State::Waiting { reason: known, message: told }) =
                (&mut container.state, &before.state)
            else {
                continue;
            };
            let told_of_a_pull = matches!(known.as_str(), "ErrImagePull" | "ImagePullBackOff");
            if is_bare_back_off(message) && told_of_a_pull && !told.is_empty() && !is_bare_back_off(told) {
                message.clone_from(told);
            }
        }
    }
}

/// `pkg/kubelet/images/image_manager.go`: the text of the back-off, with no error behind it.
fn is_bare_back_off(message: &str) -> bool {
    message.starts_with("Back-off pulling image") && !message.contains(": Err")
}

#[cfg(test)]
mod tests {
    use crate::core::model::{
        Pod, State, Uid,
        sample::{NO_CREDENTIAL, waiting},
    };

    const BACK_OFF: &str = "Back-off pulling image \"harbor.internal.corp/project/app:1.4.2\"";

    fn message(pod: &Pod) -> &str {
        match &pod.containers[0].state {
            State::Waiting { message, .. } => message,
            other => panic!("it waits: {other:?}"),
        }
    }

    #[test]
    fn a_back_off_does_not_make_the_error_forgotten() {
        let failed = waiting("ErrImagePull", NO_CREDENTIAL);
        let mut backing_off = waiting("ImagePullBackOff", BACK_OFF);
        backing_off.remember(&failed);
        assert_eq!(message(&backing_off), NO_CREDENTIAL);
        let mut again = waiting("ImagePullBackOff", BACK_OFF);
        again.remember(&backing_off);
        assert_eq!(message(&again), NO_CREDENTIAL);
    }

    #[test]
    fn what_is_told_now_and_what_was_told_of_something_else_is_left_alone() {
        let failed = waiting("ErrImagePull", NO_CREDENTIAL);
        let newer = format!("{BACK_OFF}: ErrImagePull: not found");
        let mut telling = waiting("ImagePullBackOff", &newer);
        telling.remember(&failed);
        assert_eq!(message(&telling), newer);
        let mut other_image = waiting("ImagePullBackOff", BACK_OFF);
        other_image.containers[0].image.push('0');
        other_image.remember(&failed);
        assert_eq!(message(&other_image), BACK_OFF);
        let mut other_pod = waiting("ImagePullBackOff", BACK_OFF);
        other_pod.uid = Uid("another".to_owned());
        other_pod.remember(&failed);
        assert_eq!(message(&other_pod), BACK_OFF);
    }
}
