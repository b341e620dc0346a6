//! The directory: users and groups, as SCIM and the screens see them. [`users`] and [`groups`] change it, [`list`]
//! answers SCIM, [`people`] the screens.

pub mod bulk;
pub mod groups;
pub mod list;
pub mod people;
pub mod precondition;
pub mod users;
pub mod view;

pub use list::{Bounds, ListQuery, Listed};
pub use precondition::Precondition;
pub use view::{GroupView, UserView, Written};
