//! What arrived.

mod receipts;

pub use receipts::{
    CaptureReceiptRequest, CountFigures, ListReceiptsQuery, ObjectToReceiptRequest, ReceiptLineRequest,
    ReceiptLineView, ReceiptView, RejectionFigures, SupplierAnswerView, UpdateReceiptRequest, WeightFigures,
};
