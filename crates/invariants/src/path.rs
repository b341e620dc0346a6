//! Paths of PATCH operations (RFC 7644 §3.5.2).

use latchkey_scim::ScimType;
use latchkey_scim::filter::MAX_LENGTH;
use latchkey_scim::path::Path;
use latchkey_scim::schema::ResourceType;

use crate::refused;

/// A text is a path that prints as itself, or is refused.
pub fn holds(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    for types in [ResourceType::user(), ResourceType::group()] {
        match Path::parse(text, types) {
            Ok(path) => of_path(&path, types),
            Err(error) => {
                let scim_type = error.scim_type();
                assert!(
                    matches!(
                        scim_type,
                        Some(ScimType::InvalidPath | ScimType::InvalidFilter)
                    ),
                    "{text:?}: {scim_type:?}"
                );
                refused::scim(&error);
            }
        }
    }
}

fn of_path(path: &Path, types: &'static ResourceType) {
    let printed = path.to_string();
    match Path::parse(&printed, types) {
        Ok(again) => assert_eq!(&again, path, "printed as {printed}"),
        Err(error) => assert!(
            printed.len() > MAX_LENGTH,
            "its own print is refused: {printed}: {error}"
        ),
    }
    assert!(
        types.schemas().any(|schema| schema.id == path.schema_urn()),
        "{printed} is in {}, which is none of the schemas",
        path.schema_urn()
    );
    if let (Some(attribute), Some(sub)) = (path.attribute(), path.sub()) {
        assert!(
            attribute.sub_attribute(sub.name).is_some(),
            "{printed}: {} has no {}",
            attribute.name,
            sub.name
        );
    }
}
