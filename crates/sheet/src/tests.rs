//! Files as people and others send them.

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const LAYOUT: Layout = Layout {
    columns: &[
        Column::required("number", &["nomor", "nomor anggota"]),
        Column::required("name", &["nama"]),
        Column::optional("price", &["harga"]),
        Column::optional("seen_date", &["tanggal"]),
    ],
    most_rows: 1000,
};
const HEAD: &str = "nomor,nama,harga,tanggal\n";

type Found = Vec<(u64, Option<u64>, &'static str)>;

fn read_all(format: Format, bytes: &[u8]) -> (Vec<(u64, Vec<String>)>, Found) {
    let mut rows = Vec::new();
    let summary = read(format, bytes, &LAYOUT, &mut |row, _| {
        let cells = LAYOUT.columns.iter().map(|column| row.cell(column.name).to_owned());
        rows.push((row.line, cells.collect()));
        ControlFlow::Continue(())
    });
    let found = summary.findings.kept().iter();
    (rows, found.map(|one| (one.place.row, one.place.column, one.code)).collect())
}

fn found(bytes: &[u8]) -> Found {
    read_all(Format::Csv, bytes).1
}

fn below(rows: &str) -> Found {
    found(format!("{HEAD}{rows}").as_bytes())
}

/// An archive of these entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook with these rows of cells and these texts that cells share.
fn workbook(rows: &str, shared: &str) -> Vec<u8> {
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{relation}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook {space} xmlns:r=\"{relation}\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet {space}><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    );
    let sheet = format!("<worksheet {space}><sheetData>{rows}</sheetData></worksheet>");
    archive(&[
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", format!("<sst {space} {shared}</sst>").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

const SHARED: &str = "uniqueCount=\"3\"><si><t>nomor</t></si><si><t>nama</t></si><si><t> harga </t></si>";
const HEADINGS: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>\
                        <c r=\"D1\" t=\"inlineStr\"><is><t>tanggal</t></is></c></row>";

fn cells(rows: &str) -> (Vec<(u64, Vec<String>)>, Found) {
    read_all(Format::Xlsx, &workbook(&format!("{HEADINGS}{rows}"), SHARED))
}

#[test]
fn references_that_no_sheet_has_are_no_workbook() {
    for reference in ["A99999999999999", "ZZZZZZZZZZ1", "A4294967296"] {
        let row = format!("<row r=\"2\"><c r=\"{reference}\" t=\"inlineStr\"><is><t>1</t></is></c></row>");
        assert_eq!(cells(&row).1, [(1, None, "no-workbook")], "{reference}");
    }
}

#[test]
fn both_separators_both_languages_and_a_mark_before_it_are_read() {
    for text in [
        "nomor,nama,harga,tanggal\n1,\"Siti, ibu\",15500,2026-01-05\n",
        "\u{feff}Number;NAME;Harga;seen_date\r\n1;Siti, ibu;15500;2026-01-05\r\n\r\n;;;\r\n",
        "tanggal,harga,nama,nomor anggota\n2026-01-05,15500,\"Siti, ibu\",1",
    ] {
        let (rows, found) = read_all(Format::Csv, text.as_bytes());
        assert_eq!(found, [], "{text}");
        let cells = ["1", "Siti, ibu", "15500", "2026-01-05"].map(str::to_owned).to_vec();
        assert_eq!(rows, [(2, cells)], "{text}");
    }
}

#[test]
fn what_is_no_table_is_told_by_row_and_column() {
    assert_eq!(found(b""), [(1, None, "no-rows")]);
    assert_eq!(below(""), [(1, None, "no-rows")]);
    assert_eq!(found(b"nama\nSiti\xe9\n"), [(2, None, "not-utf8")]);
    assert_eq!(found(&[HEAD.as_bytes(), b"\xff\xfe"].concat()), [(2, None, "not-utf8")]);
    assert_eq!(below(&"x".repeat(20_000)), [(2, None, "line-too-long")]);
    assert_eq!(below(&format!("1,{},3,4\n", "x".repeat(9000))), [(2, Some(2), "cell-too-long")]);
    assert_eq!(below("1,Siti,3\n"), [(2, None, "cell-count")]);
    assert_eq!(below("1,Siti,3,4,5\n"), [(2, None, "cell-count")]);
    assert_eq!(below("1,Si\0ti,3,4\n"), [(2, Some(2), "control-character")]);
    assert_eq!(below(&"1,Siti,3,4\n".repeat(1001)), [(1002, None, "too-many-rows")]);
    assert_eq!(
        found(b"nama,nama,umur\n1,2,3\n"),
        [(1, Some(2), "duplicate"), (1, Some(3), "unknown-heading"), (1, None, "required")]
    );
    assert_eq!(below("1,\"Siti,3,4\n2,Budi,3,4\n"), [(2, None, "cell-count")], "a quote that is not closed");
}

#[test]
fn a_row_that_goes_on_over_lines_is_bounded_like_a_line() {
    let (rows, none) =
        read_all(Format::Csv, format!("{HEAD}1,\"Siti\nAminah\",3,4\n\n2,Budi,3,4\n").as_bytes());
    assert_eq!(none, [], "what a cell may hold is its field's to say");
    assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 5]);
    let quoted = ",,,,\"\n\",".repeat(1_000_000);
    assert_eq!(below(&quoted), [(2, None, "too-many-columns")]);
    assert_eq!(found(quoted.as_bytes()), [(1, None, "too-many-columns")]);
    let long = format!("1,\"{}\",3,4\n", "x\n".repeat(20_000));
    assert_eq!(below(&long), [(2, None, "line-too-long")]);
    assert_eq!(below(&format!("1{}\n", ",".repeat(63))), [(2, None, "cell-count")]);
    assert_eq!(below(&format!("1{}\n", ",".repeat(64))), [(2, None, "too-many-columns")]);
}

#[test]
fn a_formula_is_refused_in_every_form() {
    for (cell, is_refused) in [
        ("=A1", true),
        ("\"=HYPERLINK(\"\"http://x\"\")\"", true),
        (" @SUM(1)", true),
        ("+62", true),
        ("-1", true),
        ("\t=1", true),
        ("＝A1", true),
        ("A=1", false),
    ] {
        let expected: Found = if is_refused { vec![(2, Some(2), "formula")] } else { Vec::new() };
        assert_eq!(below(&format!("1,{cell},3,4\n")), expected, "{cell}");
    }
    let (rows, found) =
        cells("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"str\"><f>A1</f><v>x</v></c></row>");
    assert_eq!((rows, found), (Vec::new(), vec![(2, Some(2), "formula")]));
    let shared =
        "<row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"4000000000\" ref=\"A2:A9\">1</f><v>1</v></c></row>";
    assert_eq!(cells(shared).1, [(2, Some(1), "formula")]);
}

#[test]
fn numbers_and_dates_are_read_as_the_api_writes_them_and_no_other_way() {
    for text in ["15.500,00", "Rp 15.500", "15500.0", "15,500", "1e4", "015500", "", "٣"] {
        let mut told = 0;
        let file = format!("{HEAD}1,Siti,\"{text}\",05/01/2026\n");
        let summary = read(Format::Csv, file.as_bytes(), &LAYOUT, &mut |row, findings| {
            let mut check = api_types::Check::new();
            assert_eq!(
                (row.whole(&mut check, "price"), row.date(&mut check, "seen_date")),
                (None, None),
                "{text}"
            );
            row.tell(findings, check.finish().unwrap_err());
            told += 1;
            ControlFlow::Continue(())
        });
        let found = summary.findings.kept().iter().map(|one| (one.place.column, one.code));
        assert_eq!(found.collect::<Vec<_>>(), [(Some(3), "wrong-form"), (Some(4), "wrong-form")], "{text}");
        assert_eq!(told, 1);
    }
    let (rows, found) = cells(
        "<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>Siti</t></is></c><c r=\"C2\"><v>15500</v></c>\
         <c r=\"D2\" s=\"1\"><v>46027</v></c></row><row r=\"4\"><c r=\"A4\"><v>8</v></c></row>",
    );
    let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    assert_eq!(rows, [(2, row(["7", "Siti", "15500", "2026-01-05"])), (4, row(["8", "", "", ""]))]);
    assert_eq!(found, []);
    for value in ["15500.5", "-3", "1872015708850001", "1e300"] {
        let (rows, found) = cells(&format!("<row r=\"2\"><c r=\"A2\"><v>{value}</v></c></row>"));
        assert_eq!((rows, found), (Vec::new(), vec![(2, Some(1), "not-plain")]), "{value}");
    }
    let (_, found) =
        cells("<row r=\"2\"><c r=\"A2\" t=\"b\"><v>1</v></c><c r=\"D2\" s=\"1\"><v>46027.5</v></c></row>");
    assert_eq!(found, [(2, Some(1), "not-plain"), (2, Some(4), "not-plain")]);
}

#[test]
fn a_workbook_that_takes_more_than_it_may_is_refused_before_it_is_read() {
    let xlsx = |bytes: &[u8]| read_all(Format::Xlsx, bytes).1;
    let zeros = vec![b' '; 40 * 1024 * 1024];
    let bomb = archive(&[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000, "{} bytes that inflate to 40 million", bomb.len());
    assert_eq!(xlsx(&bomb), [(1, None, "inflates-too-far")]);
    let names: Vec<String> = (0..300).map(|number| format!("x{number}")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(xlsx(&archive(&entries)), [(1, None, "inflates-too-far")]);
    for shared in ["uniqueCount=\"99999999999999\">", "x=\"\" uniqueCount = '9999999' >"] {
        assert_eq!(xlsx(&workbook(HEADINGS, shared)), [(1, None, "no-workbook")], "{shared}");
    }
    let padded = format!("x=\"{}\" uniqueCount=\"99999999999999\">", "y".repeat(65_519));
    assert_eq!(
        xlsx(&workbook(HEADINGS, &padded)),
        [(1, None, "no-workbook")],
        "announced where two reads meet"
    );
    for bytes in [b"PK\x03\x04".as_slice(), b"", b"nomor,nama\n", &archive(&[("a.xml", b"<a/>")])] {
        assert_eq!(xlsx(bytes), [(1, None, "no-workbook")]);
    }
    let whole = workbook(HEADINGS, SHARED);
    for end in (0..whole.len()).step_by(37) {
        assert_eq!(xlsx(&whole[..end]), [(1, None, "no-workbook")], "cut off after {end} bytes");
    }
    let far = "<row r=\"2\"><c r=\"XFD2\"><v>1</v></c></row>";
    assert_eq!(cells(far).1, [(2, None, "no-table")]);
    let back = "<row r=\"3\"><c r=\"A3\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    assert_eq!(cells(back).1, [(2, None, "no-table")]);
    let many: String =
        (2..=1003).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
    assert_eq!(cells(&many).1, [(1002, None, "too-many-rows")]);
}
