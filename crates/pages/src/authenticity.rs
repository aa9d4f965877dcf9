//! The public check of a paper: what it is worth today, between whom it stands, and nothing commercial.

use api_types::agreement::AuthenticityView;
use chrono::{DateTime, Utc};
use domain::agreement::AuthenticityStatus;
use domain::say;
use domain::shared::{Bilingual, Period};
use domain::words::captions::{self, Caption};
use domain::words::{self, Language};
use maud::{Markup, html};

use crate::layout::page;
use crate::parts::Speaker;

/// The page of a check that was made at an instant, for the paper whose check stands at an address.
pub fn authenticity(
    view: &AuthenticityView,
    address: &str,
    checked_at: DateTime<Utc>,
    language: Language,
) -> String {
    let speaker = Speaker(language);
    let title = speaker.say(captions::AUTHENTICITY_CHECK);
    let number = html! { p.number { (speaker.begin(view.kind.name())) " " (view.number) } };
    let content = html! {
        (speaker.header(title, &number, &speaker.code(&view.code, address)))
        (verdict(view, speaker))
        (facts(view, speaker))
        section.aside {
            h2 { (speaker.say(captions::IN_DOUBT)) }
            p { (speaker.pick(advice(view))) }
        }
        footer { (speaker.pick(say!("Diperiksa pada {at}.", "Checked on {at}.", at = checked_at))) }
    };
    page(language, &format!("{title} {}", view.code), &content)
}

/// The class, the word and the sentence of a status.
fn said_of(status: AuthenticityStatus) -> (&'static str, Caption, Caption) {
    match status {
        AuthenticityStatus::Valid => ("valid", captions::VALID, captions::VALID_MEANS),
        AuthenticityStatus::NotNow => ("not-now", captions::NOT_NOW, captions::NOT_NOW_MEANS),
        AuthenticityStatus::Ended => ("ended", captions::ENDED, captions::ENDED_MEANS),
    }
}

fn verdict(view: &AuthenticityView, speaker: Speaker) -> Markup {
    let (class, word, means) = said_of(view.status);
    html! {
        section.verdict.(class) {
            strong { (speaker.say(word)) }
            p { (speaker.say(means)) }
            @if !view.reasons.is_empty() {
                ul { @for reason in &view.reasons { li { (speaker.begin(reason.text.clone())) } } }
            }
        }
    }
}

fn facts(view: &AuthenticityView, speaker: Speaker) -> Markup {
    let names: Vec<Bilingual> = view.commodities.iter().map(|one| one.name.clone().into()).collect();
    let period = Period { from: view.valid_from_date, until: Some(view.valid_until_date) };
    html! {
        section {
            dl {
                (speaker.entry(captions::SUPPLIER, &view.supplier_name))
                (speaker.entry(captions::BUYER, &view.buyer_name))
                (speaker.entry(captions::GUARANTORS, &speaker.pick(governments(view))))
                (speaker.entry(captions::COMMODITIES, &speaker.begin(words::all_of(names))))
                (speaker.entry(captions::UNDER_CONTRACT, &view.contract_number))
                (speaker.entry(captions::CONTRACT_PERIOD, &speaker.begin(&period)))
            }
        }
    }
}

fn governments(view: &AuthenticityView) -> Bilingual {
    words::all_of(view.regions.iter().map(|region| Bilingual::same(&region.name)))
}

/// What to compare, and whom to tell.
fn advice(view: &AuthenticityView) -> Bilingual {
    say!(
        "Bandingkan nomor, nama, dan barang di atas dengan yang tertulis pada dokumen. Bila ada yang berbeda, jangan \
         serahkan barang atau uang: laporkan kode ini kepada koordinator KAD di pemerintah {governments}, atau lewat \
         aplikasi yang Anda pakai untuk KAD. Siapa pun boleh melapor.",
        "Compare the number, the names and the goods above with what the document says. If anything differs, hand over \
         neither goods nor money: report this code to the KAD coordinator of the government of {governments}, or through \
         the application you use for KAD. Anybody may report.",
        governments = governments(view),
    )
}

#[cfg(test)]
mod tests {
    use api_types::agreement::{AuthenticityReasonView, NamedCommodity, NamedRegion};
    use domain::agreement::{NotNowReason, PaperKind};

    use super::*;
    use crate::qr::tests::read;

    const ADDRESS: &str = "https://kad.example/v1/authenticity/KAD-7H2M-9QXC-4";

    fn checked(status: AuthenticityStatus, reasons: &[NotNowReason]) -> AuthenticityView {
        let reason = |code: &NotNowReason| AuthenticityReasonView { code: *code, text: code.name().into() };
        let region = |code: &str, name: &str| NamedRegion { code: code.to_owned(), name: name.to_owned() };
        AuthenticityView {
            code: "KAD-7H2M-9QXC-4".to_owned(),
            kind: PaperKind::Contract,
            status,
            reasons: reasons.iter().map(reason).collect(),
            number: "PKS/2026/000123".to_owned(),
            contract_number: "PKS/2026/000123".to_owned(),
            supplier_name: "PT <script>alert(1)</script> & Jaya".to_owned(),
            buyer_name: "Perumda Dharma Jaya".to_owned(),
            regions: vec![region("18.72", "Kota Metro"), region("31", "DKI Jakarta")],
            commodities: vec![NamedCommodity {
                code: "eggs".to_owned(),
                name: Bilingual::new("telur ayam", "chicken eggs").into(),
            }],
            valid_from_date: "2026-01-02".parse().expect("a date"),
            valid_until_date: "2026-12-31".parse().expect("a date"),
        }
    }

    fn shown(view: &AuthenticityView, language: Language) -> String {
        authenticity(view, ADDRESS, "2026-11-28T02:00:00Z".parse().expect("an instant"), language)
    }

    #[test]
    fn a_check_says_what_the_paper_is_worth_in_both_languages() {
        let view = checked(AuthenticityStatus::Valid, &[]);
        let page = shown(&view, Language::Indonesian);
        for said in [
            "<strong>Berlaku</strong>",
            "Kontrak PKS/2026/000123",
            "Telur ayam",
            "Kota Metro dan DKI Jakarta",
            "2 Januari 2026 sampai 31 Desember 2026",
            "Diperiksa pada 28 November 2026 pukul 09.00 WIB.",
        ] {
            assert!(page.contains(said), "{said} in {page}");
        }
        let page = shown(&view, Language::English);
        for said in [
            "<strong>Valid</strong>",
            "Contract PKS/2026/000123",
            "Chicken eggs",
            "2 January 2026 to 31 December 2026",
        ] {
            assert!(page.contains(said), "{said} in {page}");
        }
        assert_eq!(read(&page), ADDRESS);
        assert!(page.len() < 20_000, "{} bytes", page.len());
    }

    #[test]
    fn what_does_not_hold_now_says_every_reason() {
        let reasons = [NotNowReason::ContractSuspended, NotNowReason::SupplierNotVerified];
        let page = shown(&checked(AuthenticityStatus::NotNow, &reasons), Language::English);
        for said in ["Not in force now", "<li>Contract suspended</li>", "<li>Supplier not verified</li>"] {
            assert!(page.contains(said), "{said} in {page}");
        }
        let page = shown(&checked(AuthenticityStatus::Ended, &[]), Language::Indonesian);
        assert!(page.contains("Sudah berakhir") && !page.contains("<li>"), "{page}");
    }

    #[test]
    fn what_a_name_says_is_text() {
        let page = shown(&checked(AuthenticityStatus::Valid, &[]), Language::English);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("PT &lt;script&gt;alert(1)&lt;/script&gt; &amp; Jaya"), "{page}");
    }
}
