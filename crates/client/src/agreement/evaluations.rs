//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    CreateEvaluationRequest, EvaluationFiguresView, EvaluationView, FulfilEvaluationConditionRequest,
    ListEvaluationsQuery,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{ContractId, EvaluationId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The figures that an evaluation of a contract would show now.
    pub fn get_evaluation_figures(&self, id: ContractId) -> Call<'_, EvaluationFiguresView> {
        self.api.get(format!("/v1/contracts/{id}/evaluation-figures"))
    }

    /// Evaluates a trial.
    pub fn create_evaluation(
        &self,
        id: ContractId,
        body: &CreateEvaluationRequest,
    ) -> Call<'_, EvaluationView> {
        self.api.post(format!("/v1/contracts/{id}/evaluations")).json(body)
    }

    /// The evaluations of the trials that the caller may see, in order of giving.
    pub fn list_evaluations(&self, query: &ListEvaluationsQuery) -> Call<'_, Page<EvaluationView>> {
        self.api.get("/v1/evaluations").query(query)
    }

    /// One evaluation.
    pub fn get_evaluation(&self, id: EvaluationId) -> Call<'_, EvaluationView> {
        self.api.get(format!("/v1/evaluations/{id}"))
    }

    /// Says that a condition of the evaluation is met.
    pub fn fulfil_evaluation_condition(
        &self,
        id: EvaluationId,
        if_match: &str,
        body: &FulfilEvaluationConditionRequest,
    ) -> Call<'_, EvaluationView> {
        self.api.post(format!("/v1/evaluations/{id}/condition-fulfilments")).if_match(if_match).json(body)
    }

    /// The supplier agrees with the evaluation.
    pub fn confirm_evaluation(
        &self,
        id: EvaluationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, EvaluationView> {
        self.api.post(format!("/v1/evaluations/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// The supplier does not agree with the evaluation, with a note.
    pub fn object_to_evaluation(
        &self,
        id: EvaluationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, EvaluationView> {
        self.api.post(format!("/v1/evaluations/{id}/objections")).if_match(if_match).json(body)
    }

    /// The history of an evaluation, oldest first.
    pub fn list_evaluation_transitions(
        &self,
        id: EvaluationId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/evaluations/{id}/transitions")).query(query)
    }
}
