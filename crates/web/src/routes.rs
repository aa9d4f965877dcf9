//! Tells a wrong method (405 with `Allow`) from a wrong address (404), from the documented paths.

/// Every served path template and its methods.
#[derive(Debug, Clone, Default)]
pub(crate) struct Routes(Vec<(Vec<String>, Vec<String>)>);

impl Routes {
    /// Adds a template such as `/v1/agreements/{id}` with its methods in upper case.
    pub(crate) fn add(&mut self, template: &str, methods: impl IntoIterator<Item = String>) {
        self.0.push((template.split('/').map(str::to_owned).collect(), methods.into_iter().collect()));
    }

    /// The methods of the templates a path matches, for `Allow`; `None` when it matches none.
    pub(crate) fn allowed(&self, path: &str) -> Option<String> {
        let segments: Vec<&str> = path.split('/').collect();
        let mut methods: Vec<&str> = Vec::new();
        for (template, allowed) in &self.0 {
            let same = template.len() == segments.len()
                && template.iter().zip(&segments).all(|(want, have)| {
                    want == have || (want.starts_with('{') && want.ends_with('}') && !have.is_empty())
                });
            if same {
                methods.extend(allowed.iter().map(String::as_str));
            }
        }
        methods.sort_unstable();
        methods.dedup();
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_method_is_told_from_a_wrong_address() {
        let mut routes = Routes::default();
        routes.add("/v1/agreements", ["GET".to_owned(), "POST".to_owned()]);
        routes.add("/v1/agreements/{id}", ["GET".to_owned()]);
        assert_eq!(routes.allowed("/v1/agreements").as_deref(), Some("GET, POST"));
        assert_eq!(routes.allowed("/v1/agreements/agr_1").as_deref(), Some("GET"));
        assert_eq!(routes.allowed("/v1/agreements/"), None);
        assert_eq!(routes.allowed("/v2"), None);
    }
}
