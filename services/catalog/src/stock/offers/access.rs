//! Who may call what: this feature's rows of the role table.

use domain::catalog::{SELLERS, StockOfferEvent, StockOfferState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_stock_offer: CreateStockOffer, Create, "catalog.stock.write", Roles(SELLERS), 2, [NotYetKnown];
    create_stock_offer_import: CreateStockOfferImport, Create, "catalog.stock.write", Roles(SELLERS), 20, [NotYetKnown];
    list_stock_offers: ListStockOffers, List, "catalog.stock.read", Anyone, 2;
    get_stock_offer: GetStockOffer, Read, "catalog.stock.read", Anyone, 1;
    update_stock_offer: UpdateStockOffer, Patch, "catalog.stock.write", Roles(SELLERS), 2, [StateConflict, StockExceeded];
    list_stock_offer_transitions: ListStockOfferTransitions, List, "catalog.stock.read", Anyone, 1;
    list_available_stock: ListAvailableStock, List, "catalog.stock.read", Anyone, 3;
    transitions of StockOfferState as StockOfferEvent, "catalog.stock.write" {
        publish_stock_offer: PublishStockOffer = Publish, 2, [StockRule];
        withdraw_stock_offer: WithdrawStockOffer = Withdraw, 2;
    }
}
