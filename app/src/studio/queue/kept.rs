//! The queue on the disk: written after each change, so that it survives whatever ends the studio.

use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::Recipe;
use serde::{Deserialize, Serialize};

use super::{Job, State};
use crate::studio::styles::Styled;

/// The queue's file.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) paused: bool,
    pub(super) jobs: Vec<KeptJob>,
}

/// A job in it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptJob {
    pub(super) recipe: Recipe,
    #[serde(default)]
    pub(super) template: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) styled: Option<Styled>,
    #[serde(default)]
    pub(super) experiment: Option<String>,
    /// Pictures that were painted already.
    #[serde(default)]
    pub(super) painted: usize,
    pub(super) state: KeptState,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeptState {
    Waiting,
    Running,
    Interrupted,
    Failed(EngineError),
}

impl KeptJob {
    pub(super) fn of(job: &Job) -> Self {
        let state = match &job.state {
            State::Waiting => KeptState::Waiting,
            State::Running(_) => KeptState::Running,
            State::Interrupted => KeptState::Interrupted,
            State::Failed(error) => KeptState::Failed(error.clone()),
        };
        let (recipe, template, experiment) = (job.recipe.clone(), job.template.clone(), job.experiment.clone());
        Self {
            recipe,
            template,
            styled: job.styled.clone(),
            experiment,
            painted: job.painted.len() + job.before,
            state,
        }
    }

    /// The state to go on from: what was running is not begun again by itself, for it may be what ended the studio.
    pub(super) fn state(&self) -> State {
        match &self.state {
            KeptState::Waiting => State::Waiting,
            KeptState::Running | KeptState::Interrupted => State::Interrupted,
            KeptState::Failed(error) => State::Failed(error.clone()),
        }
    }
}
