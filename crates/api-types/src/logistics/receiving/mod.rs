//! What arrived.

mod receipts;

pub use receipts::{
    CaptureReceiptRequest, CountFigures, ListReceiptsQuery, ReceiptLineRequest, ReceiptLineView, ReceiptView,
    RejectionFigures, UpdateReceiptRequest, WeightFigures,
};
