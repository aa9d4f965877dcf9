//! Workbooks of Office Open XML, as spreadsheets save them.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook with one sheet of these rows of texts; a cell of digits alone is a number.
///
/// # Panics
/// Never: it is written into memory.
pub fn workbook<R: AsRef<[C]>, C: AsRef<str>>(rows: &[R]) -> Vec<u8> {
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut sheet = format!("<worksheet {space}><sheetData>");
    for row in rows {
        sheet.push_str("<row>");
        row.as_ref().iter().for_each(|text| sheet.push_str(&cell(text.as_ref())));
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let book = format!(
        "<workbook {space} xmlns:r=\"{kinds}\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
             Type=\"{kinds}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let entries = [
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml")),
        ("xl/workbook.xml", book),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    for (name, text) in entries {
        archive.start_file(name, SimpleFileOptions::default()).expect("an entry begins");
        archive.write_all(text.as_bytes()).expect("memory takes it");
    }
    archive.finish().expect("the archive ends").into_inner()
}

fn cell(text: &str) -> String {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("<c><v>{text}</v></c>");
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}
