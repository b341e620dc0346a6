//! What runs beside the requests for webhooks: [`courier`] speaks HTTP to endpoints, [`dispatch`] sees to it that each is
//! served. What is sent, and what follows from an answer, is in `latchkey_app::webhooks`.

mod courier;
mod dispatch;

pub use courier::HttpCourier;
pub(crate) use dispatch::for_ever;
