//! stub
use crate::{Object, ScimError, schema::ResourceType};
/// Which attributes are wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {}
impl Projection {
    /// Reads the two parameters.
    pub fn parse(
        attributes: Option<&str>,
        excluded: Option<&str>,
        rt: &'static ResourceType,
    ) -> Result<Self, ScimError> {
        let _ = (attributes, excluded, rt);
        unimplemented!()
    }
    /// Whether everything is wanted.
    pub fn is_default(&self) -> bool {
        unimplemented!()
    }
    /// Takes away what is not wanted.
    pub fn apply(&self, resource: &mut Object) {
        let _ = resource;
        unimplemented!()
    }
    /// Whether a member at the top of the resource is wanted.
    pub fn wants(&self, top_level: &str) -> bool {
        let _ = top_level;
        unimplemented!()
    }
}
