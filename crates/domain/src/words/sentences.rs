//! What sentences are put together with: texts with names filled in, lists, names inside a sentence.

use crate::shared::Bilingual;

/// A sentence in both languages with the same things named in each: `say!("Tunggu sampai {day}.", "Wait until {day}.",
/// day = free_on)`. A thing is whatever turns into [`Bilingual`]: a date, a quantity, a region, a label of a closed set.
#[macro_export]
macro_rules! say {
    ($id:literal, $en:literal, $($thing:ident = $value:expr),+ $(,)?) => {{
        let ($($thing,)+) = ($(<$crate::shared::Bilingual as ::std::convert::From<_>>::from($value),)+);
        $crate::shared::Bilingual {
            id: { $(let $thing = &$thing.id; let _ = $thing;)+ ::std::format!($id) },
            en: { $(let $thing = &$thing.en; let _ = $thing;)+ ::std::format!($en) },
        }
    }};
}

/// Nothing is there: `tidak ada`, `none`.
pub fn none() -> Bilingual {
    Bilingual::new("tidak ada", "none")
}

/// All of some things: `a, b, dan c`, `a, b and c`; `tidak ada`, `none` without any.
pub fn all_of(things: impl IntoIterator<Item = impl Into<Bilingual>>) -> Bilingual {
    listed(things, Bilingual::new("dan", "and"))
}

/// One of some things: `a, b, atau c`, `a, b or c`; `tidak ada`, `none` without any.
pub fn one_of(things: impl IntoIterator<Item = impl Into<Bilingual>>) -> Bilingual {
    listed(things, Bilingual::new("atau", "or"))
}

fn listed(things: impl IntoIterator<Item = impl Into<Bilingual>>, word: Bilingual) -> Bilingual {
    let things: Vec<Bilingual> = things.into_iter().map(Into::into).collect();
    let (id, en): (Vec<&str>, Vec<&str>) =
        things.iter().map(|thing| (thing.id.as_str(), thing.en.as_str())).unzip();
    let joined = |texts: &[&str], before_last: &str| match texts {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{}{before_last} {last}", first.join(", ")),
    };
    // Indonesian writes a comma before the last of three or more.
    let comma = if things.len() > 2 { "," } else { "" };
    match things.len() {
        0 => none(),
        _ => Bilingual::new(
            joined(&id, &format!("{comma} {}", word.id)),
            joined(&en, &format!(" {}", word.en)),
        ),
    }
}

/// A name as it stands inside a sentence: first letter lower-case unless it begins an acronym; what comes after a comma in
/// brackets, so that a list of names stays one: `milled rice (medium)`.
pub fn inside_sentence(name: &str) -> String {
    if let Some((first, more)) = name.split_once(", ") {
        return format!("{} ({more})", inside_sentence(first));
    }
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_the_same_things_in_both_languages() {
        let day = chrono::NaiveDate::from_ymd_opt(2022, 6, 10).expect("a date");
        let said = say!("Tunggu sampai {day}: {left} lagi.", "Wait until {day}.", day = day, left = 1_000);
        assert_eq!(
            said,
            Bilingual::new("Tunggu sampai 10 Juni 2022: 1.000 lagi.", "Wait until 10 June 2022.")
        );
    }

    #[test]
    fn lists_end_with_and_or_or() {
        let of = |names: &[&str]| all_of(names.iter().copied().map(Bilingual::same));
        assert_eq!(of(&[]), none());
        assert_eq!(of(&["a"]), Bilingual::same("a"));
        assert_eq!(of(&["a", "b", "c"]), Bilingual::new("a, b, dan c", "a, b and c"));
        assert_eq!(
            one_of([Bilingual::same("a"), Bilingual::same("b")]),
            Bilingual::new("a atau b", "a or b")
        );
    }

    #[test]
    fn acronyms_keep_their_capitals() {
        assert_eq!(inside_sentence("Telur ayam"), "telur ayam");
        assert_eq!(inside_sentence("UMKM"), "UMKM");
        assert_eq!(inside_sentence("produk UMKM"), "produk UMKM");
        assert_eq!(inside_sentence(""), "");
        assert_eq!(inside_sentence("Milled rice, medium"), "milled rice (medium)");
    }
}
