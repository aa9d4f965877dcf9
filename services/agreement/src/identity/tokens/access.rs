//! Who may call what: this feature's rows of the role table.

use web::Who::Public;
use web::operations;

operations! {
    issue_token: IssueToken, Plain, "", Public, 2;
    revoke_token: RevokeToken, Plain, "", Public, 2;
    get_authorization_server: GetAuthorizationServer, Read, "", Public, 1;
    get_jwks: GetJwks, Read, "", Public, 1;
}
