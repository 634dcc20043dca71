//! The workbench on the screen, in the manner of Elm: `update` decides, `view` looks, `exec` does.
//!
//! A message goes into `update`, which changes the model and answers with effects; `view` draws the model; `exec` carries
//! the effects out and answers with messages. Neither `update` nor `view` can reach the cluster, a file or the clock.

pub mod effect;
pub mod model;
pub mod msg;

pub mod keys;
pub mod layout;
pub mod theme;

pub mod update;
pub mod view;

pub mod censor;
pub mod clipboard;
pub mod draft;
pub mod exec;
pub mod highlight;
pub mod picture;
pub(crate) mod private_file;
pub mod run;
pub mod terminal;
pub mod widgets;
