//! How a generated document is written: what fits is one line, so that a change shows as the lines it changes and a
//! reader sees an operation at a time.

use serde_json::Value;

/// Columns of a line.
const WIDTH: usize = 110;

/// The document as text, with a line break at its end.
pub(crate) fn text(document: &Value) -> String {
    let mut text = String::new();
    write(document, 0, 0, &mut text);
    text.push('\n');
    text
}

/// Writes a value that stands `before` columns into its line.
fn write(value: &Value, depth: usize, before: usize, text: &mut String) {
    let line = inline(value);
    if before + line.chars().count() < WIDTH {
        text.push_str(&line);
        return;
    }
    match value {
        Value::Object(members) => {
            block(text, depth, ['{', '}'], members.iter().map(|(key, value)| (Some(key), value)))
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            fill(text, depth, items);
        }
        Value::Array(items) => block(text, depth, ['[', ']'], items.iter().map(|item| (None, item))),
        _ => text.push_str(&line),
    }
}

/// Each member on lines of its own.
fn block<'v>(
    text: &mut String,
    depth: usize,
    [open, close]: [char; 2],
    members: impl Iterator<Item = (Option<&'v String>, &'v Value)>,
) {
    let indent = "  ".repeat(depth + 1);
    text.push(open);
    for (number, (key, value)) in members.enumerate() {
        let key = key.map(|key| format!("{}: ", Value::from(key.as_str()))).unwrap_or_default();
        text.push_str(if number == 0 { "\n" } else { ",\n" });
        text.push_str(&indent);
        text.push_str(&key);
        write(value, depth + 1, indent.len() + key.chars().count(), text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

/// Words one after the other, as many as a line takes.
fn fill(text: &mut String, depth: usize, items: &[Value]) {
    let indent = "  ".repeat(depth + 1);
    let (mut lines, mut line) = (Vec::new(), String::new());
    for (number, item) in items.iter().enumerate() {
        let comma = if number + 1 < items.len() { "," } else { "" };
        let word = format!("{item}{comma}");
        if !line.is_empty() && indent.len() + line.chars().count() + word.chars().count() >= WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    lines.push(line);
    let lines: String = lines.iter().map(|line| format!("{indent}{line}\n")).collect();
    text.push_str(&format!("[\n{lines}{}]", "  ".repeat(depth)));
}

/// The value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), inline(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fits_is_one_line_and_what_does_not_is_read_back_the_same() {
        assert_eq!(text(&json!({"a": [1, {"b": null}]})), "{\"a\": [1, {\"b\": null}]}\n");
        let words: Vec<String> = (0..60).map(|number| format!("word-{number}")).collect();
        let long = json!({"words": words, "more": {"empty": {}, "text": "\"\u{e9}\n".repeat(60)}, "things": [{"a": "x".repeat(80)}, {"b": "y".repeat(80)}]});
        let written = text(&long);
        assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), long);
        assert!(written.lines().count() < 25, "{written}");
    }
}
