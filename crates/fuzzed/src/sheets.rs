//! The reader of files of rows.

use std::ops::ControlFlow;

use sheet::{Column, Format, Layout};

const LAYOUT: Layout = Layout {
    columns: &[Column::required("name", &["nama"]), Column::optional("price", &["harga"])],
    most_rows: 1000,
};

/// A file, of a kind that its first byte chooses, gives rows or findings, never a formula, and at most the rows it may have; what is
/// wrong is told at most two hundred times and counted always.
pub fn sheet(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let format = Format::ALL[usize::from(*choice) % Format::ALL.len()];
    let (mut rows, mut last) = (0, 1);
    let summary = sheet::read(format, bytes, &LAYOUT, &mut |row, _| {
        assert!(row.line > last, "row {} comes after row {last}", row.line);
        (rows, last) = (rows + 1, row.line);
        for column in LAYOUT.columns {
            let cell = row.cell(column.name);
            assert!(!cell.starts_with(['=', '+', '-', '@']) && cell == cell.trim() && cell.len() <= 8192);
        }
        ControlFlow::Continue(())
    });
    let (told, all) = (summary.findings.kept().len(), summary.findings.all());
    assert!(rows <= summary.rows && summary.rows <= 1000 && told <= 200 && told as u64 <= all);
    assert!(rows > 0 || all > 0, "nothing was read and nothing said");
}
