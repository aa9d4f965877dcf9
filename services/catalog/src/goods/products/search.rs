//! Search by words: Indonesian full text, and for misspelt words the most similar ones that occur in names.
//!
//! A product matches when it holds every word of the query: as written in its name, by its stem, or as one of the
//! similar words. Its rank, lower is better: names with the words as written, then stems, then similar words; of
//! these the shorter name. The rank is a whole number, so that pages continue exactly where the last one ended.

use std::collections::HashMap;

use db::Connection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;
use service::Error;

/// Words of a query beyond these are ignored.
const MOST_WORDS: usize = 8;
/// Letters of a word beyond these are ignored; no longer word is learnt either.
const MOST_LETTERS: usize = 40;
/// Similar words taken for one word, found by trigrams.
const MOST_SIMILAR: usize = 6;

/// A query as PostgreSQL reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    /// All words, to be found in the name as written.
    pub(super) named: String,
    /// All words.
    pub(super) words: String,
    /// All words, each with those similar to it.
    pub(super) wide: String,
}

impl Search {
    /// Reads a query and looks its words up.
    ///
    /// # Errors
    /// 422 for a text without words; database errors.
    pub(super) async fn of(conn: &mut Connection, text: &str) -> Result<Self, Error> {
        let words = search_words(text)?;
        let similar = similar_words(conn, &words).await?;
        Ok(Self::joined(&words, &similar))
    }

    fn joined(words: &[String], similar: &HashMap<i64, Vec<String>>) -> Self {
        let named: Vec<String> = words.iter().map(|word| format!("{word}:A")).collect();
        let wide = words.iter().zip(1..).map(|(word, place)| {
            let others = similar.get(&place).into_iter().flatten().filter(|other| *other != word);
            let either: Vec<&str> = std::iter::once(word).chain(others).map(String::as_str).collect();
            format!("({})", either.join(" | "))
        });
        let wide: Vec<String> = wide.collect();
        Self { named: named.join(" & "), words: words.join(" & "), wide: wide.join(" & ") }
    }
}

/// The words somebody looks for, in lower case.
///
/// # Errors
/// 422 for a text without words, and for a long one.
pub(crate) fn search_words(text: &str) -> Result<Vec<String>, Error> {
    let words = words(text);
    if words.is_empty() || text.chars().count() > 100 {
        return Err(Error::field(
            "?q",
            "no-words",
            "Tulis satu kata atau lebih, paling banyak 100 karakter, misalnya keripik pisang.",
            "Write one word or more, at most 100 characters, such as keripik pisang.",
        ));
    }
    Ok(words)
}

/// The words of a text in lower case: letters and digits only, so that none of them is an operator of a text query.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(|word| word.chars().take(MOST_LETTERS).collect()).collect()
}

#[derive(QueryableByName)]
struct Similar {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    word: String,
}

/// The most similar words that names hold, by the place of the word given, which counts from 1.
async fn similar_words(conn: &mut Connection, words: &[String]) -> Result<HashMap<i64, Vec<String>>, Error> {
    let found: Vec<Similar> = diesel::sql_query(
        "select given.place, near.word \
         from unnest($1) with ordinality as given(word, place) \
         cross join lateral ( \
             select word from product_word \
             where word % given.word and similarity(word, given.word) >= 0.35 \
             order by similarity(word, given.word) desc, word limit $2 \
         ) near",
    )
    .bind::<Array<Text>, _>(words)
    .bind::<BigInt, _>(i64::try_from(MOST_SIMILAR).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let mut similar: HashMap<i64, Vec<String>> = HashMap::new();
    for one in found.into_iter().filter(|one| one.word.chars().all(char::is_alphanumeric)) {
        similar.entry(one.place).or_default().push(one.word);
    }
    Ok(similar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_cut_into_words_without_any_operator() {
        assert_eq!(words("  Keripik-PISANG & 'x' | !y:* <-> "), ["keripik", "pisang", "x", "y"]);
        assert_eq!(words("% _ & |"), Vec::<String>::new());
        assert_eq!(words(&"a ".repeat(20)).len(), MOST_WORDS);
        assert_eq!(words(&"a".repeat(90))[0].len(), MOST_LETTERS);
    }

    #[test]
    fn each_word_stands_with_its_similar_ones() {
        let similar = HashMap::from([(1, vec!["keripik".to_owned(), "kripik".to_owned()])]);
        let search = Search::joined(&["kripik".to_owned(), "pisang".to_owned()], &similar);
        assert_eq!(search.named, "kripik:A & pisang:A");
        assert_eq!(search.words, "kripik & pisang");
        assert_eq!(search.wide, "(kripik | keripik) & (pisang)");
    }
}
