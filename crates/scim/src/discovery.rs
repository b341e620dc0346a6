//! stub
use serde_json::Value;
/// What the server can do.
pub fn service_provider_config(base: &str) -> Value {
    let _ = base;
    unimplemented!()
}
/// Every resource type.
pub fn resource_types(base: &str) -> Vec<Value> {
    let _ = base;
    unimplemented!()
}
/// One resource type by its name.
pub fn resource_type(base: &str, name: &str) -> Option<Value> {
    let _ = (base, name);
    unimplemented!()
}
/// Every schema.
pub fn schemas(base: &str) -> Vec<Value> {
    let _ = base;
    unimplemented!()
}
/// One schema by its URN.
pub fn schema(base: &str, urn: &str) -> Option<Value> {
    let _ = (base, urn);
    unimplemented!()
}
