//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{
    CorrectInspectionRequest, InspectionAnswerView, InspectionView, ListInspectionAnswersQuery,
    ListInspectionsQuery, PutInspectionAnswerRequest, ScheduleInspectionRequest, SubmitInspectionRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{InspectionAnswerId, InspectionId};

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Answers one thing of the checklist, with the phone's own id.
    pub fn put_inspection_answer(
        &self,
        id: InspectionAnswerId,
        body: &PutInspectionAnswerRequest,
    ) -> Call<'_, InspectionAnswerView> {
        self.api.put(format!("/v1/inspection-answers/{id}")).json(body)
    }

    /// The inspections that the caller may read, in order of scheduling.
    pub fn list_inspections(&self, query: &ListInspectionsQuery) -> Call<'_, Page<InspectionView>> {
        self.api.get("/v1/inspections").query(query)
    }

    /// Names the day of an inspection.
    pub fn schedule_inspection(&self, body: &ScheduleInspectionRequest) -> Call<'_, InspectionView> {
        self.api.post("/v1/inspections").json(body)
    }

    /// One inspection.
    pub fn get_inspection(&self, id: InspectionId) -> Call<'_, InspectionView> {
        self.api.get(format!("/v1/inspections/{id}"))
    }

    /// The answers of an inspection, those that others have replaced included.
    pub fn list_inspection_answers(
        &self,
        id: InspectionId,
        query: &ListInspectionAnswersQuery,
    ) -> Call<'_, Page<InspectionAnswerView>> {
        self.api.get(format!("/v1/inspections/{id}/answers")).query(query)
    }

    /// Calls an inspection off, with a reason.
    pub fn cancel_inspection(
        &self,
        id: InspectionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, InspectionView> {
        self.api.post(format!("/v1/inspections/{id}/cancellations")).if_match(if_match).json(body)
    }

    /// Closes an inspection.
    pub fn close_inspection(
        &self,
        id: InspectionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, InspectionView> {
        self.api.post(format!("/v1/inspections/{id}/closures")).if_match(if_match).json(body)
    }

    /// Lets answers count that another person has changed since the inspection was handed in.
    pub fn correct_inspection(
        &self,
        id: InspectionId,
        if_match: &str,
        body: &CorrectInspectionRequest,
    ) -> Call<'_, InspectionView> {
        self.api.post(format!("/v1/inspections/{id}/corrections")).if_match(if_match).json(body)
    }

    /// Begins an inspection.
    pub fn start_inspection(
        &self,
        id: InspectionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, InspectionView> {
        self.api.post(format!("/v1/inspections/{id}/starts")).if_match(if_match).json(body)
    }

    /// Hands an inspection in.
    pub fn submit_inspection(
        &self,
        id: InspectionId,
        if_match: &str,
        body: &SubmitInspectionRequest,
    ) -> Call<'_, InspectionView> {
        self.api.post(format!("/v1/inspections/{id}/submissions")).if_match(if_match).json(body)
    }

    /// The history of an inspection, oldest first.
    pub fn list_inspection_transitions(
        &self,
        id: InspectionId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/inspections/{id}/transitions")).query(query)
    }
}
