//! Who may call what: this feature's rows of the role table.

use domain::agreement::{BANK_KEEPERS, BankAccountEvent, BankAccountState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_bank_account: CreateBankAccount, Create, "agreement.bank_accounts.write", Roles(BANK_KEEPERS), 2, [NotFound, Duplicate];
    list_bank_accounts: ListBankAccounts, List, "agreement.bank_accounts.read", Anyone, 1;
    get_bank_account: GetBankAccount, Read, "agreement.bank_accounts.read", Anyone, 1;
    get_payable_account: GetPayableAccount, Read, "agreement.bank_accounts.read", Anyone, 1;
    get_bank_account_attachment: GetBankAccountAttachment, Read, "agreement.bank_accounts.read", Anyone, 2, [FilesUnavailable];
    list_bank_account_transitions: ListBankAccountTransitions, List, "agreement.bank_accounts.read", Anyone, 1;
    transitions of BankAccountState as BankAccountEvent, "agreement.bank_accounts.write" {
        confirm_bank_account: ConfirmBankAccount = Confirm, 2;
        refuse_bank_account: RefuseBankAccount = Refuse, 2;
        withdraw_bank_account: WithdrawBankAccount = Withdraw, 2, [AnswerWindowClosed];
        object_to_bank_account: ObjectToBankAccount = Object, 2, [AnswerWindowClosed];
    }
}
