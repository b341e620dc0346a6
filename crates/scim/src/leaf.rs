//! stub
use crate::{Object, schema::ResourceType};
use serde_json::Value;
/// Every leaf that has a value.
pub fn leaves<'a>(resource: &'a Object, rt: &'static ResourceType) -> Vec<(String, &'a Value)> {
    let _ = (resource, rt);
    unimplemented!()
}
/// The value of a leaf.
pub fn get<'a>(resource: &'a Object, leaf: &str) -> Option<&'a Value> {
    let _ = (resource, leaf);
    unimplemented!()
}
/// Sets a leaf.
pub fn set(resource: &mut Object, leaf: &str, value: Value) {
    let _ = (resource, leaf, value);
    unimplemented!()
}
/// Removes a leaf.
pub fn remove(resource: &mut Object, leaf: &str) -> Option<Value> {
    let _ = (resource, leaf);
    unimplemented!()
}
/// Whether two values of a leaf say the same.
pub fn equal(a: &Value, b: &Value, leaf: &str, rt: &'static ResourceType) -> bool {
    let _ = (a, b, leaf, rt);
    unimplemented!()
}
