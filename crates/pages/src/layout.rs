//! What every page has: one document, one style, no script.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::words::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

/// The style of all pages, within them: a page that was saved or sent on keeps its looks.
const STYLE: &str = include_str!("style.css");

/// The style as a content security policy names it: by its hash.
pub fn style_source() -> &'static str {
    static SOURCE: LazyLock<String> =
        LazyLock::new(|| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(STYLE))));
    &SOURCE
}

/// A whole page.
pub(crate) fn page(language: Language, title: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="format-detection" content="telephone=no";
                title { (title) " · KAD" }
                // Without it browsers ask for one at an address that nobody serves.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body { main { (content) } }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_of_a_page_is_the_one_that_its_policy_names() {
        let page = page(Language::English, "A title", &html! { p { "Text" } });
        let style =
            page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style");
        assert_eq!(style_source(), format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style))));
        assert!(
            page.starts_with("<!DOCTYPE html><html lang=\"en\">")
                && page.contains("<title>A title · KAD</title>")
        );
        for forbidden in ["<script", " style=", "url(", "@import", "http-equiv"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
