//! Who may call what: this feature's rows of the role table.

use domain::catalog::{ProductEvent, ProductState, SELLERS};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_product: CreateProduct, Create, "catalog.products.write", Roles(SELLERS), 2, [Duplicate];
    create_product_import: CreateProductImport, Create, "catalog.products.write", Roles(SELLERS), 20;
    list_products: ListProducts, List, "catalog.products.read", Anyone, 2;
    get_product: GetProduct, Read, "catalog.products.read", Anyone, 1;
    update_product: UpdateProduct, Patch, "catalog.products.write", Roles(SELLERS), 2, [StateConflict];
    list_product_transitions: ListProductTransitions, List, "catalog.products.read", Anyone, 1;
    transitions of ProductState as ProductEvent, "catalog.products.write" {
        publish_product: PublishProduct = Publish, 2;
        withdraw_product: WithdrawProduct = Withdraw, 2;
    }
}
