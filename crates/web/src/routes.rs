//! Which feature serves an address and what may be asked there: one look into a tree of the documented paths.
//!
//! The framework would try one path after the other; here each request is sent to its feature at once, and only that
//! feature's few paths are tried.

use actix_web::guard::{Guard, fn_guard};
use actix_web::{HttpMessage as _, dev::ServiceRequest, web};

/// Every served path and its methods.
#[derive(Default)]
pub(crate) struct Routes {
    tree: matchit::Router<usize>,
    known: Vec<Route>,
}

/// A path, as it is documented.
struct Route {
    template: String,
    methods: Vec<String>,
    /// Which of the mounted features serves it; the server itself where none does.
    feature: Option<usize>,
    /// Whether anybody may read it, from a page of any origin.
    open: bool,
}

/// Where a request goes, in its extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    route: usize,
    feature: Option<usize>,
}

impl Routes {
    /// Adds a template such as `/v1/agreements/{id}` with its methods in upper case.
    ///
    /// # Panics
    /// When two templates would serve the same path: our mistake, met by the first test and the first start.
    pub(crate) fn add(
        &mut self,
        template: &str,
        methods: impl IntoIterator<Item = String>,
        feature: Option<usize>,
    ) {
        let methods = methods.into_iter().collect();
        self.tree.insert(template, self.known.len()).unwrap_or_else(|error| panic!("{template}: {error}"));
        self.known.push(Route { template: template.to_owned(), methods, feature, open: false });
    }

    /// Opens the path that was added last: what is read there is public.
    pub(crate) fn open(&mut self) {
        self.known.last_mut().into_iter().for_each(|route| route.open = true);
    }

    /// Whether anybody may read what is at this path.
    pub(crate) fn is_open(&self, path: &str) -> bool {
        self.find(path).is_some_and(|place| self.known[place.route].open)
    }

    fn find(&self, path: &str) -> Option<Place> {
        let route = *self.tree.at(path).ok()?.value;
        Some(Place { route, feature: self.known[route].feature })
    }

    /// The template a request goes to.
    pub(crate) fn template(&self, place: Place) -> &str {
        &self.known[place.route].template
    }

    /// The methods of the path a request goes to, for `Allow`.
    pub(crate) fn allowed(&self, place: Place) -> String {
        let mut methods: Vec<&str> = self.known[place.route].methods.iter().map(String::as_str).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.push("OPTIONS");
        methods.sort_unstable();
        methods.join(", ")
    }
}

/// Notes where a request goes.
pub(crate) fn place(request: &ServiceRequest) {
    let routes = request.app_data::<web::Data<Routes>>();
    if let Some(place) = routes.and_then(|routes| routes.find(request.match_info().as_str())) {
        request.extensions_mut().insert(place);
    }
}

/// Lets through what goes to a feature.
pub(crate) fn leads_to(feature: usize) -> impl Guard {
    fn_guard(move |context| {
        context.req_data().get::<Place>().is_some_and(|place| place.feature == Some(feature))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_with_its_methods_and_its_feature() {
        let mut routes = Routes::default();
        routes.add("/v1/agreements", ["GET".to_owned(), "POST".to_owned()], Some(3));
        routes.add("/v1/agreements/{id}", ["GET".to_owned()], Some(3));
        routes.add("/v1/agreements/{agreement_id}/realization", ["GET".to_owned()], Some(4));
        routes.add("/livez", ["GET".to_owned()], None);
        routes.open();
        assert!(routes.is_open("/livez") && !routes.is_open("/v1/agreements") && !routes.is_open("/v2"));
        let found = |path| {
            let place = routes.find(path)?;
            Some((routes.template(place), routes.allowed(place), place.feature))
        };
        assert_eq!(
            found("/v1/agreements"),
            Some(("/v1/agreements", "GET, HEAD, OPTIONS, POST".to_owned(), Some(3)))
        );
        assert_eq!(
            found("/v1/agreements/a"),
            Some(("/v1/agreements/{id}", "GET, HEAD, OPTIONS".to_owned(), Some(3)))
        );
        assert_eq!(found("/v1/agreements/a/realization").map(|(.., feature)| feature), Some(Some(4)));
        assert_eq!(found("/livez").map(|(.., feature)| feature), Some(None));
        for unknown in ["/v1/agreements/", "/v1/agreements/a/", "/v2", ""] {
            assert_eq!(found(unknown), None, "{unknown}");
        }
    }

    #[test]
    #[should_panic(expected = "/v1/agreements/{other}")]
    fn two_templates_for_one_path_are_refused() {
        let mut routes = Routes::default();
        routes.add("/v1/agreements/{id}", ["GET".to_owned()], None);
        routes.add("/v1/agreements/{other}", ["PATCH".to_owned()], None);
    }
}
