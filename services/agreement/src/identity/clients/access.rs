//! Who may call what: this feature's rows of the role table.

use domain::agreement::MEMBER_KEEPERS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_client: CreateClient, Create, "agreement.clients.write", Roles(MEMBER_KEEPERS), 2, [RoleRule];
    list_clients: ListClients, List, "agreement.clients.read", Anyone, 1;
    get_client: GetClient, Read, "agreement.clients.read", Anyone, 1;
    change_client_credential: ChangeClientCredential, Transition, "agreement.clients.write", Roles(MEMBER_KEEPERS), 2, [RoleRule];
    delete_client: DeleteClient, Delete, "agreement.clients.write", Roles(MEMBER_KEEPERS), 2, [RoleRule];
}
