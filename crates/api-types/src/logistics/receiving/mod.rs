//! What arrived.

mod handover_records;
mod receipts;
mod rules;

pub use handover_records::{HandoverLineView, HandoverRecordView, HandoverVehicleView};
pub use receipts::{
    CaptureReceiptRequest, CountFigures, ListReceiptsQuery, ObjectToReceiptRequest, ReceiptLineRequest,
    ReceiptLineView, ReceiptView, RejectionFigures, SupplierAnswerView, UpdateReceiptRequest, WeightFigures,
};
pub use rules::{
    CreateReceivingRuleRequest, CreateWeightRangeRequest, ListReceivingRulesQuery, ListWeightRangesQuery,
    ReceivingRuleEventData, ReceivingRuleView, WeightRangeEventData, WeightRangeView,
};
