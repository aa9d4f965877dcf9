//! Begins a feature: a resource with a lifecycle of two states that compiles, with everything `docs/ADDING.md` asks for.
//! What it writes is meant to be changed; the shape is that of `services/agreement/src/cooperation/contracts`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use clap::Args;

/// Files of the feature's folder, by their templates.
const FOLDER: &[(&str, &str)] = &[
    ("mod.rs", include_str!("../templates/feature/mod.rs.txt")),
    ("access.rs", include_str!("../templates/feature/access.rs.txt")),
    ("routes.rs", include_str!("../templates/feature/routes.rs.txt")),
    ("operations.rs", include_str!("../templates/feature/operations.rs.txt")),
    ("queries.rs", include_str!("../templates/feature/queries.rs.txt")),
    ("rows.rs", include_str!("../templates/feature/rows.rs.txt")),
    ("visibility.rs", include_str!("../templates/feature/visibility.rs.txt")),
    ("waiting.rs", include_str!("../templates/feature/waiting.rs.txt")),
];
const DOMAIN: &str = include_str!("../templates/feature/domain.rs.txt");
const WIRE: &str = include_str!("../templates/feature/wire.rs.txt");
const EVENT_DATA: &str = include_str!("../templates/feature/event_data.rs.txt");
const UP: &str = include_str!("../templates/feature/up.sql.txt");
const DOWN: &str = include_str!("../templates/feature/down.sql.txt");
const TABLE: &str = include_str!("../templates/feature/table.rs.txt");
const TEST: &str = include_str!("../templates/feature/test.rs.txt");

/// The source of a service, the file of another service that follows it, and where in it.
const FOLLOWERS: &[(&str, &str, &str)] = &[
    ("agreement", "services/catalog/src/outside/projections/mod.rs", "for FromAgreement"),
    ("agreement", "services/logistics/src/outside/projections/agreement/mod.rs", "for FromAgreement"),
    ("catalog", "services/agreement/src/outside/projections/mod.rs", "for FromCatalog"),
    ("catalog", "services/logistics/src/outside/projections/catalog/mod.rs", "for FromCatalog"),
    ("logistics", "services/agreement/src/outside/projections/mod.rs", "for FromLogistics"),
    ("logistics", "services/catalog/src/outside/projections/logistics/mod.rs", "for FromLogistics"),
];

/// What is begun.
#[derive(Debug, Args)]
pub(crate) struct NewFeature {
    /// The service: agreement, catalog or logistics.
    service: String,
    /// The folder of its subject, such as `cooperation`.
    subject: String,
    /// What one of them is called: `price_note`.
    name: String,
    /// The three letters its ids begin with; the first of the name when absent.
    #[arg(long)]
    prefix: Option<String>,
}

/// Writes the feature and puts it into the lists it belongs to.
///
/// # Errors
/// When a name is taken or a list is not where it was; nothing is written then.
pub(crate) fn run(root: &Path, wanted: &NewFeature) -> anyhow::Result<()> {
    let draft = drafted(root, wanted)?;
    let count = draft.files.len();
    for file in draft.write()? {
        println!("{file}");
    }
    println!("{count} files. Then: `xtask migrations --land`, `xtask regen`, and docs/ADDING.md");
    Ok(())
}

/// The feature before it is written.
fn drafted<'r>(root: &'r Path, wanted: &NewFeature) -> anyhow::Result<Draft<'r>> {
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    ensure!(is_name(&wanted.name) && !wanted.name.is_empty(), "a name is like price_note");
    let time = web::Clock::system().now().format("%Y%m%d%H%M%S").to_string();
    let mut draft = Draft { root, words: words(wanted), files: BTreeMap::new() };
    draft.resource(wanted)?;
    draft.feature(wanted, &time)?;
    for (_, file, place) in FOLLOWERS.iter().filter(|(source, ..)| *source == wanted.service) {
        draft.leave_to_followers(file, place)?;
    }
    Ok(draft)
}

/// What the templates leave open.
fn words(wanted: &NewFeature) -> Vec<(&'static str, String)> {
    let name = &wanted.name;
    let names = match name.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{name}s"),
    };
    let (camel, camels) = (crate::client::camel(name), crate::client::camel(&names));
    let spoken = name.replace('_', " ");
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let upper = |text: &str| text[..1].to_uppercase() + &text[1..];
    let letters: String = name.chars().filter(char::is_ascii_lowercase).take(3).collect();
    vec![
        ("{{a words}}", format!("{article} {spoken}")),
        ("{{A words}}", format!("{} {spoken}", upper(article))),
        ("{{Words}}", upper(&spoken)),
        ("{{words}}", spoken),
        ("{{path}}", names.replace('_', "-")),
        ("{{names}}", names),
        ("{{Names}}", camels),
        ("{{NAME}}", name.to_uppercase()),
        ("{{Name}}", camel),
        ("{{name}}", name.clone()),
        ("{{service}}", wanted.service.clone()),
        ("{{prefix}}", wanted.prefix.clone().unwrap_or(letters)),
    ]
}

/// Files as they will be, by their path from the root.
struct Draft<'r> {
    root: &'r Path,
    words: Vec<(&'static str, String)>,
    files: BTreeMap<String, String>,
}

impl Draft<'_> {
    /// The resource: its id, its lifecycle, its wire, its events.
    fn resource(&mut self, NewFeature { service, subject, .. }: &NewFeature) -> anyhow::Result<()> {
        let ids = "crates/domain/src/shared/id.rs";
        let prefix = self.filled("\"{{prefix}}\"");
        let taken = self.existing(ids)?.contains(&prefix);
        ensure!(!taken, "the ids of another resource begin so: give `--prefix` three other letters");
        let id = "    /// {{A words}}.\n    {{Name}}Id = \"{{prefix}}\";\n";
        self.insert_sorted(ids, id, |line| {
            line.strip_suffix("\";")?.split_once("Id = \"").map(|(name, _)| name)
        })?;

        let domain = self.room(&format!("crates/domain/src/{service}"), subject);
        self.create(&format!("{domain}/{{{{name}}}}.rs"), DOMAIN)?;
        let offered =
            "pub use {{name}}::{ {{NAME}}_KEEPERS, {{Name}}Event, {{Name}}Happened, {{Name}}State };\n";
        self.add_module(&format!("{domain}/mod.rs"), "mod {{name}};\n")?;
        self.insert_before(&format!("{domain}/mod.rs"), "\npub use ", offered)?;

        let room = format!("crates/api-types/src/{service}");
        let wire = self.room(&room, subject);
        self.create(&format!("{wire}/{{{{names}}}}.rs"), WIRE)?;
        let offered = "pub use {{names}}::{Create{{Name}}Request, List{{Names}}Query, {{Name}}View};\n";
        self.add_module(&format!("{wire}/mod.rs"), "mod {{names}};\n")?;
        self.insert_before(&format!("{wire}/mod.rs"), "\npub use ", offered)?;

        let events = format!("{room}/events.rs");
        let row = "        /// {{A words}}.\n        {{Name}}({{Name}}Happened, {{Name}}EventData) = \"{{name}}\", 1;\n";
        self.insert_before(&events, "\n    }\n}\n", row)?;
        let of_domain = format!("use domain::{service}::{{");
        self.insert_after(&events, &of_domain, "{{Name}}Happened, {{Name}}State, ")?;
        self.insert_after(&events, "use domain::shared::{", "{{Name}}Id, ")?;
        let data = self.filled(EVENT_DATA);
        self.existing(&events)?.push_str(&data);
        Ok(())
    }

    /// The folder of a subject in a room, where the room has one for it.
    fn room(&self, room: &str, subject: &str) -> String {
        let folder = format!("{room}/{subject}");
        if self.root.join(&folder).is_dir() { folder } else { room.to_owned() }
    }

    /// The feature: its table, its folder, its place in the service, its test.
    fn feature(
        &mut self,
        NewFeature { service, subject, .. }: &NewFeature,
        time: &str,
    ) -> anyhow::Result<()> {
        let service = format!("services/{service}");
        let migration = format!("{service}/migrations/{time}_{{{{names}}}}");
        self.create(&format!("{migration}/up.sql"), UP)?;
        self.create(&format!("{migration}/down.sql"), DOWN)?;
        let schema = format!("{service}/src/schema.rs");
        self.insert_sorted(&schema, TABLE, |line| {
            line.strip_suffix(") {")?.split_once(" (").map(|(table, _)| table.trim_start())
        })?;
        self.insert_sorted(&schema, "    {{name}},\n", |line| line.strip_prefix("    ")?.strip_suffix(','))?;

        let folder = format!("{service}/src/{subject}");
        for (file, template) in FOLDER {
            self.create(&format!("{folder}/{{{{names}}}}/{file}"), template)?;
        }
        self.add_module(&format!("{folder}/mod.rs"), "mod {{names}};\n")?;
        let line = format!("    {subject}::{{{{names}}}}::FEATURE,\n");
        self.insert_sorted(&format!("{service}/src/app.rs"), &line, |line| line.strip_suffix("::FEATURE,"))?;
        self.create(&format!("{service}/tests/api/{{{{names}}}}.rs"), TEST)?;
        self.add_module(&format!("{service}/tests/api/main.rs"), "mod {{names}};\n")
    }

    /// Tells those who follow the feed that they keep nothing of it.
    fn leave_to_followers(&mut self, file: &str, place: &str) -> anyhow::Result<()> {
        let name = self.filled("{{Name}}");
        let text = self.existing(file)?;
        let start = text.find(place).with_context(|| format!("{file} has no {place}"))?;
        let none = text[start..].find("(..) =>").with_context(|| format!("{file} keeps something of all"))?;
        let end = start + none + "(..)".len();
        let event = text[..start + none].rsplit("::").nth(1).and_then(|path| path.rsplit([' ', '\n']).next());
        let arm = format!(" | {}::{name}(..)", event.context("the arm names its enum")?);
        text.insert_str(end, &arm);
        Ok(())
    }

    fn filled(&self, template: &str) -> String {
        let fill = |text: String, (word, value): &(&str, String)| text.replace(word, value);
        self.words.iter().fold(template.to_owned(), fill)
    }

    fn create(&mut self, file: &str, template: &str) -> anyhow::Result<()> {
        let file = self.filled(file);
        ensure!(!self.root.join(&file).exists(), "{file} exists");
        self.files.insert(file, self.filled(template));
        Ok(())
    }

    /// A file that is there, to be changed.
    fn existing(&mut self, file: &str) -> anyhow::Result<&mut String> {
        if !self.files.contains_key(file) {
            let text =
                fs::read_to_string(self.root.join(file)).with_context(|| format!("cannot read {file}"))?;
            self.files.insert(file.to_owned(), text);
        }
        self.files.get_mut(file).context("it was put there")
    }

    /// Adds a module that is as visible as the first of the file.
    fn add_module(&mut self, file: &str, template: &str) -> anyhow::Result<()> {
        let first = self.existing(file)?.lines().find(|line| line.contains("mod ") && line.ends_with(';'));
        let (visible, _) = first.and_then(|line| line.split_once("mod ")).unwrap_or_default();
        let visible = visible.to_owned();
        self.insert_before(file, &format!("\n{visible}mod "), &format!("{visible}{template}"))
    }

    /// Puts a line before the first that begins so; rustfmt brings them into order.
    fn insert_before(&mut self, file: &str, mark: &str, template: &str) -> anyhow::Result<()> {
        let line = self.filled(template);
        let text = self.existing(file)?;
        let at = text.find(mark).with_context(|| format!("{file} has no {mark:?}"))?;
        text.insert_str(at + 1, &line);
        Ok(())
    }

    fn insert_after(&mut self, file: &str, mark: &str, template: &str) -> anyhow::Result<()> {
        let words = self.filled(template);
        let text = self.existing(file)?;
        let at = text.find(mark).with_context(|| format!("{file} has no {mark:?}"))?;
        text.insert_str(at + mark.len(), &words);
        Ok(())
    }

    /// Puts an entry where it belongs in a list whose lines have a key; an entry begins with what stands above its line.
    fn insert_sorted(
        &mut self,
        file: &str,
        template: &str,
        key: fn(&str) -> Option<&str>,
    ) -> anyhow::Result<()> {
        let entry = self.filled(template);
        let own = entry.lines().find_map(key).context("an entry has its key")?.to_owned();
        let text = self.existing(file)?;
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let keys = lines.iter().enumerate().filter_map(|(at, line)| Some((at, key(line.trim_end())?)));
        let keys: Vec<(usize, &str)> = keys.collect();
        let (last, _) = *keys.last().with_context(|| format!("{file} has no such list"))?;
        let above = |line: &str| line.trim_start().starts_with("///") || line.starts_with("diesel::table!");
        // A key may stand inside its entry, which then ends with an empty line.
        let inside = lines[last].ends_with("{\n");
        let rest = lines[last..].iter().take_while(|line| inside && **line != "\n").count();
        let after_last = last + rest + 1;
        let next = keys.iter().find(|(_, other)| *other > own.as_str());
        let mut at = next.map_or(after_last, |(at, _)| *at);
        while at > 0 && above(lines[at - 1]) {
            at -= 1;
        }
        lines.insert(at, &entry);
        *text = lines.concat();
        Ok(())
    }

    /// Writes everything; gives the files.
    fn write(self) -> anyhow::Result<Vec<String>> {
        for (file, text) in &self.files {
            let path = self.root.join(file);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let text =
                if file.ends_with(".rs") { crate::client::formatted(self.root, text)? } else { text.clone() };
            fs::write(&path, text).with_context(|| format!("cannot write {file}"))?;
        }
        Ok(self.files.into_keys().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(service: &str, subject: &str, name: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let words = [service, subject, name].map(str::to_owned);
        let [service, subject, name] = words;
        let wanted = NewFeature { service, subject, name, prefix: Some("zzz".to_owned()) };
        Ok(drafted(&crate::root(), &wanted)?.files)
    }

    #[test]
    fn a_feature_begins_in_every_service_with_few_files_and_nothing_left_open() {
        for (service, subject) in
            [("agreement", "cooperation"), ("catalog", "retail"), ("logistics", "transport")]
        {
            let files = begun(service, subject, "throw_away").expect("a draft");
            assert!(files.len() <= 25, "{service}: {} files", files.len());
            for (file, text) in files {
                assert!(!file.contains("{{") && !text.contains("{{"), "{file}");
                if file.ends_with(".rs") {
                    crate::client::formatted(&crate::root(), &text).expect("a source that rustfmt reads");
                }
            }
        }
    }

    #[test]
    fn what_is_there_is_not_begun_again() {
        assert!(begun("catalog", "retail", "outlet").is_err());
        assert!(begun("catalog", "retail", "Outlet").is_err());
    }
}
