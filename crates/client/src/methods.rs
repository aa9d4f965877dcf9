//! The shapes methods come in; each service's file lists its operations with them.

/// Defines methods of a typed client. The shapes:
/// `list name(Query) -> Item, "path"`; `read name(Id) -> View, "before", "after"`;
/// `report name(Id, Query) -> View, "before", "after"`; `create name(Body) -> View, "path"`;
/// `add name(Id, Body) -> View, "before", "after"` (creates below something);
/// `act name(Id, Body) -> View, "before", "after"` (needs the ETag read);
/// `put name(Id, Body) -> View, "before"`; `patch name(Id, Body) -> View, "before"`.
macro_rules! methods {
    ($client:ident { $($rest:tt)* }) => { impl $client { methods!(@ $($rest)*); } };
    (@) => {};
    (@ $(#[$doc:meta])* list $name:ident($query:ty) -> $item:ty, $path:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, query: &$query) -> Result<api_types::Page<$item>, crate::ClientError> {
            self.api.get_with($path, query).await.map(|answer| answer.value)
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* sublist $name:ident($id:ty, $query:ty) -> $item:ty, $before:literal, $after:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, id: $id, query: &$query) -> Result<api_types::Page<$item>, crate::ClientError> {
            self.api.get_with(&format!(concat!($before, "{}", $after), id), query).await.map(|answer| answer.value)
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* read $name:ident($id:ty) -> $view:ty, $before:literal, $after:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, id: $id) -> Result<crate::Answer<$view>, crate::ClientError> {
            self.api.get(&format!(concat!($before, "{}", $after), id)).await
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* report $name:ident($id:ty, $query:ty) -> $view:ty, $before:literal, $after:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, id: $id, query: &$query) -> Result<crate::Answer<$view>, crate::ClientError> {
            self.api.get_with(&format!(concat!($before, "{}", $after), id), query).await
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* create $name:ident($body:ty) -> $view:ty, $path:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, body: &$body) -> Result<crate::Answer<$view>, crate::ClientError> {
            self.api.post($path, body, &crate::Write::default()).await
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* add $name:ident($id:ty, $body:ty) -> $view:ty, $before:literal, $after:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, id: $id, body: &$body) -> Result<crate::Answer<$view>, crate::ClientError> {
            self.api.post(&format!(concat!($before, "{}", $after), id), body, &crate::Write::default()).await
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* act $name:ident($id:ty, $body:ty) -> $view:ty, $before:literal, $after:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, id: $id, if_match: &str, body: &$body) -> Result<crate::Answer<$view>, crate::ClientError> {
            let write = crate::Write { key: None, if_match: Some(if_match.to_owned()) };
            self.api.post(&format!(concat!($before, "{}", $after), id), body, &write).await
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* put $name:ident($id:ty, $body:ty) -> $view:ty, $before:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, id: $id, body: &$body) -> Result<crate::Answer<$view>, crate::ClientError> {
            self.api.put(&format!(concat!($before, "{}"), id), body).await
        }
        methods!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])* patch $name:ident($id:ty, $body:ty) -> $view:ty, $before:literal; $($rest:tt)*) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// See [`ClientError`](crate::ClientError).
        pub async fn $name(&self, id: $id, if_match: &str, body: &$body) -> Result<crate::Answer<$view>, crate::ClientError> {
            self.api.patch(&format!(concat!($before, "{}"), id), body, if_match).await
        }
        methods!(@ $($rest)*);
    };
}

pub(crate) use methods;
