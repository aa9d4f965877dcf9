//! Who may call what: this feature's rows of the role table.

use web::Who::Public;
use web::operations;

operations! {
    check_authenticity: CheckAuthenticity, Read, "", Public, 5, [CodeMistyped];
    get_authenticity_qr: GetAuthenticityQr, Plain, "", Public, 5, [CodeMistyped];
}
