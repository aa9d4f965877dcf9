//! Says to people what a reader of JSON or of a query did not understand: which field, and what form is expected.
//!
//! The readers of `serde` and `chrono` speak of types in English; here each of their sentences becomes one in both
//! languages that somebody without the source understands. A sentence nobody knew yet points at the documents.

use domain::shared::Bilingual;
use domain::{say, words};

/// What is wrong with one field.
pub(crate) struct Misread {
    /// The field below that is missing or given twice; else the reader was at the field that is wrong.
    pub(crate) field: Option<String>,
    /// What is wrong, for programs.
    pub(crate) code: &'static str,
    /// What to write there.
    pub(crate) detail: Bilingual,
}

/// Reads a sentence of the reader about the field `name`, the empty text for the whole body.
pub(crate) fn misread(name: &str, reason: &str) -> Misread {
    let about = |start: &str| reason.strip_prefix(start).and_then(|rest| rest.split_once('`'));
    if let Some((field, _)) = about("missing field `") {
        let detail = say!(
            "Isi `{field}`; tidak boleh kosong.",
            "Give `{field}`; it is required.",
            field = quoted(field)
        );
        return Misread { field: Some(field.to_owned()), code: "required", detail };
    }
    if let Some((field, _)) = about("duplicate field `") {
        let detail =
            say!("Tulis `{field}` satu kali saja.", "Give `{field}` only once.", field = quoted(field));
        return Misread { field: Some(field.to_owned()), code: WRONG, detail };
    }
    if let Some((field, rest)) = about("unknown field `") {
        return Misread { field: None, code: WRONG, detail: unknown(field, rest) };
    }
    let code = match reason {
        _ if reason.ends_with(LISTED_REGION) => "unknown-region",
        _ if reason.ends_with(JOURNEY_PAPER) => "held-paper",
        _ => WRONG,
    };
    let form = choice(reason).or_else(|| value(name, reason)).unwrap_or_else(|| {
        Bilingual::new("nilai seperti yang tertulis dalam dokumentasi", "a value as documented")
    });
    let detail = match name {
        "" => say!("Kirim {form}.", "Send {form}.", form = form),
        name => {
            say!("Isi `{name}` dengan {form}.", "Give `{name}` as {form}.", name = quoted(name), form = form)
        }
    };
    Misread { field: None, code, detail }
}

/// The code of most that is misread.
const WRONG: &str = "wrong-form";
/// What the reader of regions says of a code that is not in the list.
const LISTED_REGION: &str = "a region of the list";
/// What the reader of a journey's papers says of one that a business holds.
const JOURNEY_PAPER: &str = "a paper of one journey";

/// What is wrong with a text that is no JSON.
pub(crate) fn not_json(error: &serde_json::Error) -> Bilingual {
    if error.is_eof() {
        return Bilingual::new(
            "JSON terputus sebelum selesai; lengkapi tanda kurung atau tanda kutip penutupnya.",
            "The JSON ends too early; complete its closing brackets or quotes.",
        );
    }
    let place = |number: usize| words::count(i128::try_from(number).unwrap_or(i128::MAX));
    say!(
        "JSON tidak terbaca pada baris {line}, kolom {column}; periksa tanda baca dan nilai di tempat itu.",
        "The JSON cannot be read at line {line}, column {column}; look at the punctuation and the value there.",
        line = place(error.line()),
        column = place(error.column()),
    )
}

/// A name a stranger wrote, short and on one line.
fn quoted(name: &str) -> Bilingual {
    Bilingual::same(name.chars().filter(|c| !c.is_control() && *c != '`').take(60).collect::<String>())
}

fn unknown(field: &str, rest: &str) -> Bilingual {
    match ticked(rest) {
        Some(known) => say!(
            "Hapus `{field}` atau perbaiki ejaannya; yang dikenal: {known}.",
            "Remove `{field}` or mend its spelling; known are {known}.",
            field = quoted(field),
            known = words::all_of(known),
        ),
        None => say!(
            "Hapus `{field}`; di sini tidak ada isian.",
            "Remove `{field}`; there are no fields here.",
            field = quoted(field),
        ),
    }
}

/// The names in backticks after the last `expected`.
fn ticked(rest: &str) -> Option<Vec<Bilingual>> {
    let (_, list) = rest.rsplit_once("expected ")?;
    let names: Vec<Bilingual> = list.split('`').skip(1).step_by(2).map(code).collect();
    (!names.is_empty()).then_some(names)
}

/// Something for machines inside a sentence.
fn code(text: &str) -> Bilingual {
    Bilingual::same(format!("`{text}`"))
}

/// One of a closed set.
fn choice(reason: &str) -> Option<Bilingual> {
    let labels = match reason.rsplit_once(" is not one of [") {
        Some((_, list)) => {
            list.trim_end_matches(']').split(", ").map(|one| code(one.trim_matches('"'))).collect()
        }
        None => ticked(reason.strip_prefix("unknown variant ")?)?,
    };
    Some(say!("salah satu dari {labels}", "one of {labels}", labels = words::one_of(labels)))
}

/// What a reader of one value expects.
fn value(name: &str, reason: &str) -> Option<Bilingual> {
    let expected = reason.rsplit_once("expected ").map_or(reason, |(_, expected)| expected);
    if let Some((prefix, _)) = expected.split_once("_ followed by 32 lower-case") {
        return Some(Bilingual::new(
            format!("id: `{prefix}_` dan 32 angka heksadesimal huruf kecil"),
            format!("an id: `{prefix}_` and 32 lower-case hexadecimal digits"),
        ));
    }
    let known = FORMS.iter().find(|form| form.readers.iter().any(|words| expected.starts_with(words)));
    match known {
        Some(form) => Some(Bilingual::new(form.id, form.en)),
        None if !CHRONO.contains(&expected) => None,
        None if name.ends_with("_at") => value("", "an RFC 3339"),
        None => value("", "a formatted date"),
    }
}

/// What `chrono` says of a text that is no date or time.
const CHRONO: &[&str] = &[
    "input is out of range",
    "no possible date and time matching input",
    "input is not enough for unique date and time",
    "input contains invalid characters",
    "premature end of input",
    "trailing input",
];

/// A form, and what readers call it.
struct Form {
    readers: &'static [&'static str],
    id: &'static str,
    en: &'static str,
}

const FORMS: &[Form] = &[
    Form {
        readers: &["struct WireQuantity"],
        id: "jumlah dan satuannya, misalnya `{\"value\": \"9000\", \"unit\": \"KGM\"}`",
        en: "an amount with its unit, such as `{\"value\": \"9000\", \"unit\": \"KGM\"}`",
    },
    Form {
        readers: &["struct WireMoney"],
        id: "rupiah penuh, misalnya `{\"amount\": 22500, \"currency\": \"IDR\"}`",
        en: "whole rupiah, such as `{\"amount\": 22500, \"currency\": \"IDR\"}`",
    },
    Form {
        readers: &["struct ", "a map", "internally tagged enum", "adjacently tagged enum"],
        id: "objek JSON dalam kurung kurawal",
        en: "a JSON object in curly brackets",
    },
    Form { readers: &["a sequence"], id: "daftar dalam kurung siku", en: "a list in square brackets" },
    Form {
        readers: &["a string", "a borrowed string"],
        id: "teks dalam tanda kutip",
        en: "a text in quotes",
    },
    Form {
        readers: &["a boolean", "provided string was not `true` or `false`"],
        id: "`true` atau `false`",
        en: "`true` or `false`",
    },
    Form {
        readers: &["u8", "u16", "u32", "u64", "usize"],
        id: "bilangan bulat, nol atau lebih, dalam batas yang didokumentasikan",
        en: "a whole number, zero or more, within the documented limits",
    },
    Form {
        readers: &["i8", "i16", "i32", "i64", "isize", "invalid digit", "number too", "cannot parse integer"],
        id: "bilangan bulat dalam batas yang didokumentasikan",
        en: "a whole number within the documented limits",
    },
    Form { readers: &["f32", "f64", "a number"], id: "angka", en: "a number" },
    Form {
        readers: &["a formatted date"],
        id: "tanggal yang ada di kalender, misalnya `2026-11-22`",
        en: "a date of the calendar, such as `2026-11-22`",
    },
    Form {
        readers: &["a day or an instant"],
        id: "tanggal, misalnya `2026-11-22`, sampai akhir hari itu (WIB), atau waktu dengan zonanya, misalnya \
             `2026-11-22T09:30:00Z`",
        en: "a date, such as `2026-11-22`, until the end of that day (WIB), or a time with its zone, such as \
             `2026-11-22T09:30:00Z`",
    },
    Form {
        readers: &["an RFC 3339"],
        id: "waktu dengan zonanya, misalnya `2026-11-22T09:30:00Z`",
        en: "a time with its zone, such as `2026-11-22T09:30:00Z`",
    },
    Form {
        readers: &[JOURNEY_PAPER],
        id: "dokumen perjalanan; NKV, PIRT, MD, halal, dan PSAT diambil dari verifikasi pemasok dan izin produk, tambahkan \
             di sana",
        en: "a paper of the journey; NKV, PIRT, MD, halal and PSAT come from the supplier's verification and the product's \
             permits, add them there",
    },
    Form {
        readers: &[LISTED_REGION],
        id: "kode wilayah Kemendagri, misalnya `18.72` untuk Kota Metro; daftar lengkap di `/v1/regions`",
        en: "a code of the Ministry of Home Affairs, such as `18.72` for Kota Metro; the list is at `/v1/regions`",
    },
    Form {
        readers: &["a region code"],
        id: "kode wilayah, misalnya `18` atau `18.72`",
        en: "the code of a region, such as `18` or `18.72`",
    },
    Form {
        readers: &["a SHA-256"],
        id: "SHA-256: 64 angka heksadesimal huruf kecil",
        en: "a SHA-256: 64 lower-case hexadecimal digits",
    },
    Form {
        readers: &["a code is 2 to 40"],
        id: "kode 2 sampai 40 karakter dari huruf kecil, angka, dan garis bawah",
        en: "a code of 2 to 40 lower-case letters, digits and underscores",
    },
];

#[cfg(test)]
mod tests {
    use api_types::WireQuantity;
    use chrono::{DateTime, NaiveDate, Utc};
    use domain::shared::{AgreementId, CommodityCode, RegionCode, TextHash, Unit};

    use crate::{Language, read};

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Body {
        text: String,
        quantity: Option<WireQuantity>,
        unit: Option<Unit>,
        agreement_id: Option<AgreementId>,
        valid_from_date: Option<NaiveDate>,
        occurred_at: Option<DateTime<Utc>>,
        days: Option<u16>,
        shrink: Option<i64>,
        lines: Option<Vec<i32>>,
        region_code: Option<RegionCode>,
        text_sha256: Option<TextHash>,
        commodity_code: Option<CommodityCode>,
        finished: Option<bool>,
    }

    /// Where a body is wrong and what is said of it, in Indonesian and in English.
    fn told(body: &str) -> (String, String, String) {
        let error = read::json::<Body>(body.as_bytes()).expect_err("refused");
        let in_words = |language| error.problem(language, String::new()).errors.swap_remove(0);
        let (id, en) = (in_words(Language::Indonesian), in_words(Language::English));
        (id.pointer, id.detail, en.detail)
    }

    #[test]
    fn a_misread_field_is_named_with_the_form_that_is_expected() {
        for (body, pointer, id, en) in [
            (
                r#"{"text":"a","quantity":"9000"}"#,
                "/quantity",
                r#"Isi `quantity` dengan jumlah dan satuannya, misalnya `{"value": "9000", "unit": "KGM"}`."#,
                r#"Give `quantity` as an amount with its unit, such as `{"value": "9000", "unit": "KGM"}`."#,
            ),
            (
                r#"{"text":"a","quantity":{"value":"9000"}}"#,
                "/quantity/unit",
                "Isi `unit`; tidak boleh kosong.",
                "Give `unit`; it is required.",
            ),
            (
                r#"{"text":"a","valid_from_date":"2026-11"}"#,
                "/valid_from_date",
                "Isi `valid_from_date` dengan tanggal yang ada di kalender, misalnya `2026-11-22`.",
                "Give `valid_from_date` as a date of the calendar, such as `2026-11-22`.",
            ),
            (
                r#"{"text":"a","lines":[1,"b"]}"#,
                "/lines/1",
                "Isi `lines/1` dengan bilangan bulat dalam batas yang didokumentasikan.",
                "Give `lines/1` as a whole number within the documented limits.",
            ),
            (
                r#"{"text":"a","extra":1}"#,
                "/extra",
                "Hapus `extra` atau perbaiki ejaannya; yang dikenal: `text`, `quantity`, `unit`, `agreement_id`, \
                 `valid_from_date`, `occurred_at`, `days`, `shrink`, `lines`, `region_code`, `text_sha256`, \
                 `commodity_code`, dan `finished`.",
                "Remove `extra` or mend its spelling; known are `text`, `quantity`, `unit`, `agreement_id`, \
                 `valid_from_date`, `occurred_at`, `days`, `shrink`, `lines`, `region_code`, `text_sha256`, \
                 `commodity_code` and `finished`.",
            ),
            (
                r#"{"text":"a","days":1,"days":1}"#,
                "/days",
                "Tulis `days` satu kali saja.",
                "Give `days` only once.",
            ),
            (
                r#"{"text":"a","#,
                "",
                "JSON terputus sebelum selesai; lengkapi tanda kurung atau tanda kutip penutupnya.",
                "The JSON ends too early; complete its closing brackets or quotes.",
            ),
        ] {
            assert_eq!(told(body), (pointer.to_owned(), id.to_owned(), en.to_owned()), "{body}");
        }
    }

    #[test]
    fn the_words_of_the_readers_reach_nobody() {
        for field in [
            r#""unit":"kg""#,
            r#""agreement_id":"agr_1""#,
            r#""valid_from_date":"2026-02-30""#,
            r#""valid_from_date":"22.11.2026""#,
            r#""valid_from_date":5"#,
            r#""occurred_at":"""#,
            r#""occurred_at":"yesterday""#,
            r#""occurred_at":"2026-11-22T09:30:00Z!""#,
            r#""days":70000"#,
            r#""days":-1"#,
            r#""days":1.5"#,
            r#""shrink":"1""#,
            r#""lines":{}"#,
            r#""region_code":"Metro""#,
            r#""text_sha256":"abc""#,
            r#""commodity_code":"Eggs""#,
            r#""finished":"yes""#,
            r#""quantity":[]"#,
            r#""quantity":{"value":1,"unit":"KGM"}"#,
            r#""text":"b""#,
            r#""days":1,"days":1"#,
        ] {
            let (pointer, id, en) = told(&format!(r#"{{"text":"a",{field}}}"#));
            assert!(pointer.len() > 1, "{field}");
            for told in [&id, &en] {
                let spoken = told.split('`').step_by(2).collect::<String>();
                let leaked =
                    ["expected", "struct", "input", "invalid", "u16", "sequence", "duplicate", "documented."];
                let leaked = leaked.iter().find(|words| spoken.contains(**words));
                assert!(leaked.is_none(), "{field}: {told}");
            }
            assert!(!id.contains("seperti yang tertulis dalam dokumentasi"), "{field}: {id}");
        }
    }

    #[test]
    fn parameters_are_named_alike() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Parameters {
            limit: Option<u32>,
            as_of: NaiveDate,
        }
        let told = |query| {
            let error = read::query::<Parameters>(query).expect_err("refused");
            let problem = error.problem(Language::English, String::new());
            (problem.errors.into_iter().next().map(|error| error.pointer), problem.detail)
        };
        let (limit, as_of) = (Some("?limit".to_owned()), Some("?as_of".to_owned()));
        let number = "Give `limit` as a whole number within the documented limits.";
        assert_eq!(told("as_of=2026-11-22&limit=many"), (limit, number.to_owned()));
        assert_eq!(told("limit=5"), (as_of.clone(), "Give `as_of`; it is required.".to_owned()));
        let date = "Give `as_of` as a date of the calendar, such as `2026-11-22`.";
        assert_eq!(told("as_of=today"), (as_of, date.to_owned()));
        let spelling = "Remove `page` or mend its spelling; known are `limit` and `as_of`.";
        assert_eq!(told("page=5"), (None, spelling.to_owned()));
    }
}
