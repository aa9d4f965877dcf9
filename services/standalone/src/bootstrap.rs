//! The first administrator of an empty installation: a person of a trusted provider, or a machine with a secret.

use agreement::{AdminCredential, BootstrapAdmin, Bootstrapped};
use anyhow::Context as _;
use clap::Args;
use db::{Db, DbConfig};
use domain::shared::{RegionCode, TextHash};
use service::Core;
use web::{Clock, Platform};

use crate::demo::{ADMINISTRATOR, ISSUER};

/// Who shall administer the platform first.
#[derive(Debug, Clone, Args)]
pub struct Administrator {
    /// Legal name of the organisation that operates the platform.
    #[arg(long, default_value = "KAD")]
    operator: String,
    /// Its home region, by the code of the Ministry of Home Affairs.
    #[arg(long, default_value = "31")]
    region: String,
    /// Issuer of the administrator's sign-in, one of `KAD_TRUSTED_ISSUERS`. Without it a machine client is made and
    /// its secret printed once.
    #[arg(long, requires = "subject")]
    issuer: Option<String>,
    /// The administrator at that issuer: the `sub` of the sign-in.
    #[arg(long, requires = "issuer")]
    subject: Option<String>,
}

/// Makes the administrator and prints, once, what proves who they are.
///
/// # Errors
/// When the installation has one already, or the region is unknown.
pub async fn first_administrator(agreement_url: &str, wanted: &Administrator) -> anyhow::Result<()> {
    let random: [u8; 32] = web::random_bytes();
    let secret: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let credential = match (&wanted.issuer, &wanted.subject) {
        (Some(issuer), Some(subject)) => {
            AdminCredential::Person { issuer: issuer.clone(), subject: subject.clone() }
        }
        _ => AdminCredential::Machine { secret_sha256: TextHash::of_bytes(secret.as_bytes()) },
    };
    let region = RegionCode::listed(&wanted.region)
        .with_context(|| format!("{} is no region; the list is at /v1/regions", wanted.region))?;
    let operator_name = wanted.operator.clone();
    let made = make(agreement_url, BootstrapAdmin { operator_name, region, credential }).await?;
    println!("party_id={}", made.party_id);
    if let Some(membership) = made.membership_id {
        println!("membership_id={membership}");
    }
    if let Some(client) = made.client_id {
        println!("client_id={client}\nclient_secret={secret}");
        eprintln!("keep the secret: it is known here by its hash alone and not shown again");
    }
    Ok(())
}

/// Makes the administrator of a demonstration, unless there is one.
///
/// # Errors
/// When the databases cannot be reached or are not migrated.
pub async fn ensure_demonstration(agreement_url: &str) -> anyhow::Result<()> {
    let credential = AdminCredential::Person { issuer: ISSUER.to_owned(), subject: ADMINISTRATOR.to_owned() };
    let operator_name = "Pengelola KAD (demonstrasi)".to_owned();
    match make(agreement_url, BootstrapAdmin { operator_name, region: "31".parse()?, credential }).await {
        // Only the refusal has no cause: there is an administrator already.
        Err(error) if error.downcast_ref::<service::Error>().is_none() => Ok(()),
        made => made.map(drop),
    }
}

/// Makes a new key that signs tokens, beside the former one; gives its `kid`.
///
/// # Errors
/// When agreement's database cannot be reached or is not migrated.
pub async fn rotate_key(agreement_url: &str, key_secret: Option<&str>) -> anyhow::Result<String> {
    let db = Db::new(&DbConfig::new(agreement_url))?;
    let core = Core::new("agreement", db, &Platform::new("", Clock::system()));
    agreement::rotate_signing_key(&core, &agreement::KeySecret::of(key_secret)?).await
}

async fn make(agreement_url: &str, admin: BootstrapAdmin) -> anyhow::Result<Bootstrapped> {
    let db = Db::new(&DbConfig::new(agreement_url))?;
    let core = Core::new("agreement", db, &Platform::new("", Clock::system()));
    agreement::bootstrap(&core, admin).await
}
