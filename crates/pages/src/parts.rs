//! What several pages are put together from.

use api_types::WireQuantity;
use api_types::logistics::{NamedGoodsView, NamedPartyView, NamedPlaceView};
use domain::shared::Bilingual;
use domain::words::captions::{self, Caption};
use domain::words::{self, Language};
use maud::{Markup, PreEscaped, html};

use crate::qr;

/// Says things in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speaker(pub(crate) Language);

impl Speaker {
    pub(crate) fn say(self, caption: Caption) -> &'static str {
        caption.in_language(self.0)
    }

    pub(crate) fn pick(self, text: impl Into<Bilingual>) -> String {
        self.0.pick(&text.into()).to_owned()
    }

    /// The same at the beginning of a line.
    pub(crate) fn begin(self, text: impl Into<Bilingual>) -> String {
        let text = self.pick(text);
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// A figure and its unit, as people write it.
    pub(crate) fn quantity(self, quantity: &WireQuantity) -> String {
        self.pick(words::natural(&quantity.value, quantity.unit.into()))
    }

    /// What a page begins with: whose it is, its title, what else stands below that, and at its side a code, if it has one.
    pub(crate) fn header(self, title: &str, below: &Markup, code: &Markup) -> Markup {
        html! {
            header {
                div {
                    p.brand { b { "KAD" } (self.say(captions::PLATFORM)) }
                    h1 { (title) }
                    (below)
                }
                (code)
            }
        }
    }

    /// A code, and the address of its check for phones and for people.
    pub(crate) fn code(self, code: &str, address: &str) -> Markup {
        html! {
            div.code {
                @if let Some(picture) = qr::picture(address) { (PreEscaped(picture)) }
                p {
                    (self.say(captions::CODE)) strong { (code) }
                    (self.say(captions::CHECK_IT)) " " @for part in address.split_inclusive('/') { (part) wbr; }
                }
            }
        }
    }

    /// A label and what stands below it.
    pub(crate) fn entry(self, label: Caption, value: &str) -> Markup {
        html! { div { dt { (self.say(label)) } dd { (value) } } }
    }

    /// The same where there is something.
    pub(crate) fn entry_of(self, label: Caption, value: Option<&str>) -> Markup {
        html! { @if let Some(value) = value { (self.entry(label, value)) } }
    }

    /// A side of a paper: who, and where.
    pub(crate) fn side(self, label: Caption, who: &str, place: Option<&NamedPlaceView>) -> Markup {
        html! {
            div {
                h2 { (self.say(label)) }
                b { (who) }
                @if let Some(place) = place {
                    @for line in [&place.facility_name, &place.place].into_iter().flatten() { (line) br; }
                    (place.region_name)
                }
            }
        }
    }

    /// Goods by the most exact name there is, and below it of what they are where that name does not say so.
    pub(crate) fn goods(self, goods: &NamedGoodsView) -> Markup {
        let (commodity, form) = (self.pick(goods.commodity_name.clone()), self.pick(goods.form_name.clone()));
        let (name, more) = match &goods.variant_name {
            Some(variant) => (variant.clone(), format!("{commodity}, {form}")),
            None if form.to_lowercase().contains(&commodity.to_lowercase()) => (form, String::new()),
            None => (form, commodity),
        };
        html! {
            (self.begin(Bilingual::same(name)))
            @if !more.is_empty() { small { (more) } }
        }
    }

    /// Places to sign: for the sender, the driver of each vehicle, given with its plate, and the receiver.
    pub(crate) fn signatures<'v>(
        self,
        sender: &NamedPartyView,
        drivers: impl Iterator<Item = (Option<&'v str>, &'v str)>,
        receiver: &NamedPartyView,
    ) -> Markup {
        html! {
            section.signatures {
                (self.signature(captions::SENDER, &party(sender)))
                @for (name, plate) in drivers {
                    (self.signature(captions::DRIVER, &[name, Some(plate)].into_iter().flatten().collect::<Vec<_>>().join(", ")))
                }
                (self.signature(captions::RECEIVER, &party(receiver)))
            }
        }
    }

    fn signature(self, role: Caption, name: &str) -> Markup {
        html! { div { (self.say(role)) b { (name) } span { (self.say(captions::SIGNED_BY)) } } }
    }
}

/// A party by its name, or by its id while that has not arrived.
pub(crate) fn party(party: &NamedPartyView) -> String {
    party.legal_name.clone().unwrap_or_else(|| party.id.to_string())
}

/// A column of a table.
pub(crate) struct Column {
    pub(crate) label: &'static str,
    pub(crate) holds: Holds,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Words.
    Words,
    /// Numbers of documents, which are not broken if that can be helped.
    References,
    /// Figures, which stand below each other at the right.
    Figures,
}

impl Holds {
    fn class(self) -> Option<&'static str> {
        match self {
            Self::Words => None,
            Self::References => Some("reference"),
            Self::Figures => Some("figure"),
        }
    }
}

/// A table without the columns that hold nothing.
pub(crate) fn table(columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    let held = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.0.is_empty()));
    let shown: Vec<(usize, &Column)> = columns.iter().enumerate().filter(|(at, _)| held(*at)).collect();
    html! {
        table {
            thead { tr { @for (_, column) in &shown { th scope="col" class=[column.holds.class()] { (column.label) } } } }
            tbody {
                @for row in rows {
                    tr {
                        @for (at, column) in &shown {
                            @if let Some(cell) = row.get(*at) {
                                td class=[column.holds.class()] data-label=(column.label) { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_leaves_out_what_holds_nothing() {
        let columns = [
            Column { label: "Goods", holds: Holds::Words },
            Column { label: "Heads", holds: Holds::Figures },
            Column { label: "Weight", holds: Holds::Figures },
        ];
        let row = |name: &str, weight: &str| vec![html! { (name) }, html! {}, html! { (weight) }];
        let shown = table(&columns, &[row("eggs", "9 kg"), row("<b>rice", "")]).into_string();
        assert!(
            !shown.contains("Heads") && shown.contains("Weight") && shown.contains("&lt;b&gt;rice"),
            "{shown}"
        );
        assert_eq!(shown.matches("class=\"figure\"").count(), 3, "its head and both cells: {shown}");
    }
}
