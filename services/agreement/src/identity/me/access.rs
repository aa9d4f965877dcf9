//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    get_me: GetMe, Read, "agreement.me.read", Anyone, 2;
}
