//! From text to filter: the grammar of RFC 7644 §3.4.2.2, figure 1.
//!
//! ```text
//! or    = and *( "or" and )
//! and   = unary *( "and" unary )
//! unary = "not" ( "(" or ")" / unary ) / "(" or ")" / term
//! term  = path "pr" / path operator value / path "[" or "]" [ "." name ( "pr" / operator value ) ]
//! ```
//!
//! A client's text decides how deep this recurses, so depth, terms and length are bounded first.

use super::ast::{AttributePath, Compare, Filter, Operator};
use super::literal::{RawLiteral, typed};
use crate::ScimError;
use crate::intake::short;
use crate::schema::{Attribute, Kind, Resolved, ResourceType, nearest, resolve};

/// The longest filter, in bytes.
pub const MAX_LENGTH: usize = 4_096;
/// How many groups, `not`s and brackets may stand inside each other.
pub const MAX_DEPTH: usize = 16;
/// How many comparisons a filter may have.
pub const MAX_TERMS: usize = 100;

impl Filter {
    /// Reads a filter on resources of the given types (several for a search at the root).
    ///
    /// Operators, attribute names and URNs may come in any case. Refused with `invalidFilter`,
    /// naming the place: what does not follow the grammar, an attribute that none of the types has,
    /// a comparison that its type does not know (an order of booleans), more than [`MAX_LENGTH`]
    /// bytes, [`MAX_DEPTH`] levels or [`MAX_TERMS`] comparisons.
    pub fn parse(text: &str, types: &[&'static ResourceType]) -> Result<Self, ScimError> {
        check_length(text)?;
        let mut parser = Parser::new(text, Scope::Resource(types));
        let filter = parser.or()?;
        parser.skip_blanks();
        if parser.rest().is_empty() {
            return Ok(filter);
        }
        Err(parser.refusal("“and”, “or” or the end is expected"))
    }
}

/// Reads the filter of a PATCH path, `type eq "work"].value` after the bracket was opened, and
/// gives what follows the bracket that closes it.
pub(crate) fn parse_entry_filter<'a>(
    text: &'a str,
    attribute: &'static Attribute,
) -> Result<(Filter, &'a str), ScimError> {
    check_length(text)?;
    let mut parser = Parser::new(text, Scope::Entry(attribute));
    let filter = parser.or()?;
    parser.expect(']')?;
    Ok((filter, parser.rest()))
}

fn check_length(text: &str) -> Result<(), ScimError> {
    if text.len() <= MAX_LENGTH {
        return Ok(());
    }
    Err(ScimError::invalid_filter(format!(
        "The filter is {} bytes long; {MAX_LENGTH} are read at most. Ask in several shorter ones.",
        text.len()
    )))
}

/// What the names in a filter are looked up in.
#[derive(Clone, Copy)]
enum Scope<'t> {
    Resource(&'t [&'static ResourceType]),
    /// One entry of a complex attribute.
    Entry(&'static Attribute),
}

struct Parser<'a, 't> {
    text: &'a str,
    at: usize,
    scope: Scope<'t>,
    depth: usize,
    terms: usize,
}

impl<'a, 't> Parser<'a, 't> {
    fn new(text: &'a str, scope: Scope<'t>) -> Self {
        Self {
            text,
            at: 0,
            scope,
            depth: 0,
            terms: 0,
        }
    }

    /// `and` binds tighter than `or` (RFC 7644 §3.4.2.2, order of operations).
    fn or(&mut self) -> Result<Filter, ScimError> {
        let first = self.and()?;
        self.more(first, "or", Self::and, Filter::Or)
    }

    fn and(&mut self) -> Result<Filter, ScimError> {
        let first = self.unary()?;
        self.more(first, "and", Self::unary, Filter::And)
    }

    /// What follows the first operand of a chain: a chain of one is the operand itself.
    fn more(
        &mut self,
        first: Filter,
        word: &str,
        operand: fn(&mut Self) -> Result<Filter, ScimError>,
        joined: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, ScimError> {
        if !self.take_word(word) {
            return Ok(first);
        }
        let mut operands = vec![first, operand(self)?];
        while self.take_word(word) {
            operands.push(operand(self)?);
        }
        Ok(joined(operands))
    }

    fn unary(&mut self) -> Result<Filter, ScimError> {
        if self.take_word("not") {
            return self.deeper(|parser| {
                let negated = if parser.take('(') {
                    parser.group()?
                } else {
                    parser.unary()?
                };
                Ok(Filter::Not(Box::new(negated)))
            });
        }
        if self.take('(') {
            return self.deeper(Self::group);
        }
        self.term()
    }

    fn group(&mut self) -> Result<Filter, ScimError> {
        let filter = self.or()?;
        self.expect(')')?;
        Ok(filter)
    }

    fn term(&mut self) -> Result<Filter, ScimError> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(ScimError::invalid_filter(format!(
                "The filter has more than {MAX_TERMS} comparisons. Ask in several shorter ones."
            )));
        }
        self.skip_blanks();
        let name = self.word();
        if name.is_empty() {
            return Err(self.refusal("the name of an attribute is expected"));
        }
        let path = self.path(name)?;
        if self.take('[') {
            self.values(path)
        } else {
            self.condition(path)
        }
    }

    /// What is said of one attribute: `pr`, or an operator and a value.
    fn condition(&mut self, path: AttributePath) -> Result<Filter, ScimError> {
        self.skip_blanks();
        let before = self.at;
        let word = self.word();
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(path));
        }
        let Some(op) = Operator::from_word(word) else {
            self.at = before;
            return Err(
                self.refusal("an operator is expected: eq, ne, co, sw, ew, pr, gt, ge, lt or le")
            );
        };
        let path = path.compared()?;
        let value = typed(&path, op, self.literal()?)?;
        Ok(Filter::Compare(Compare { path, op, value }))
    }

    /// RFC 7644 §3.4.2.2, `valuePath`, after its bracket was opened.
    ///
    /// `emails[type eq "work"].value eq "x"` is not in the grammar of a filter, only in that of a
    /// PATCH path, and clients send it: it is read as one more condition on the same entry.
    fn values(&mut self, path: AttributePath) -> Result<Filter, ScimError> {
        let attribute = path.target();
        if attribute.kind != Kind::Complex || matches!(self.scope, Scope::Entry(_)) {
            return Err(ScimError::invalid_filter(format!(
                "The filter has a bracket after {}, which has no parts to select by.",
                path.canonical()
            )));
        }
        let outer = std::mem::replace(&mut self.scope, Scope::Entry(attribute));
        let filter = self.deeper(|parser| {
            let filter = parser.or()?;
            parser.expect(']')?;
            if !parser.rest().starts_with('.') {
                return Ok(filter);
            }
            parser.at += 1;
            let name = parser.word();
            let path = parser.path(name)?;
            let condition = parser.condition(path)?;
            Ok(match filter {
                Filter::And(mut filters) => {
                    filters.push(condition);
                    Filter::And(filters)
                }
                // Written out it stands in parentheses, which are a level of their own.
                other @ Filter::Or(_) => {
                    parser.deeper(|_| Ok(Filter::And(vec![other, condition])))?
                }
                other => Filter::And(vec![other, condition]),
            })
        });
        self.scope = outer;
        Ok(Filter::Values {
            path,
            filter: Box::new(filter?),
        })
    }

    fn path(&self, name: &str) -> Result<AttributePath, ScimError> {
        match self.scope {
            Scope::Resource(types) => {
                let found = resolve(name, types, false).map_err(|unresolved| {
                    ScimError::invalid_filter(format!(
                        "The filter cannot be answered. {}",
                        unresolved.reason
                    ))
                })?;
                AttributePath::new(&found).ok_or_else(|| {
                    ScimError::invalid_filter(format!(
                        "The filter asks for “{}”, which is a schema; add “:” and the name of an attribute.",
                        short(name)
                    ))
                })
            }
            Scope::Entry(attribute) => {
                let found = attribute.sub_attribute(name).and_then(|sub| {
                    AttributePath::new(&Resolved {
                        extension: None,
                        attribute: Some(sub),
                        sub: None,
                    })
                });
                found.ok_or_else(|| {
                    let parts = || attribute.sub_attributes.iter().map(|part| part.name);
                    let advice = match nearest(name, parts()) {
                        Some(meant) => format!("did you mean {meant}?"),
                        None => {
                            format!("its parts are {}.", parts().collect::<Vec<_>>().join(", "))
                        }
                    };
                    ScimError::invalid_filter(format!(
                        "The filter cannot be answered. An entry of {} has no part “{}”; {advice}",
                        attribute.name,
                        short(name)
                    ))
                })
            }
        }
    }

    /// RFC 7644 §3.4.2.2, `compValue`: JSON's strings, numbers, `true`, `false` and `null`.
    fn literal(&mut self) -> Result<RawLiteral, ScimError> {
        self.skip_blanks();
        if self.rest().starts_with('"') {
            return self.string().map(RawLiteral::String);
        }
        let before = self.at;
        let word = self.word();
        let literal = match word.to_ascii_lowercase().as_str() {
            "true" => Some(RawLiteral::Boolean(true)),
            "false" => Some(RawLiteral::Boolean(false)),
            "null" => Some(RawLiteral::Null),
            _ => serde_json::from_str(word).ok().map(RawLiteral::Number),
        };
        literal.ok_or_else(|| {
            self.at = before;
            self.refusal(
                "a value is expected: a text in double quotes, a number, true, false or null",
            )
        })
    }

    fn string(&mut self) -> Result<String, ScimError> {
        let mut escaped = false;
        let end = self
            .rest()
            .bytes()
            .enumerate()
            .skip(1)
            .find_map(|(place, byte)| match byte {
                _ if escaped => {
                    escaped = false;
                    None
                }
                b'\\' => {
                    escaped = true;
                    None
                }
                b'"' => Some(place + 1),
                _ => None,
            });
        let quoted = match end {
            Some(end) => &self.rest()[..end],
            None => return Err(self.refusal("the text that begins here has no closing quote")),
        };
        match serde_json::from_str::<String>(quoted) {
            Ok(text) if !text.contains('\0') => {
                self.at += quoted.len();
                Ok(text)
            }
            _ => Err(self.refusal("the text that begins here is not written as JSON writes it")),
        }
    }

    fn deeper(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Filter, ScimError>,
    ) -> Result<Filter, ScimError> {
        if self.depth == MAX_DEPTH {
            return Err(ScimError::invalid_filter(format!(
                "The filter has more than {MAX_DEPTH} groups inside each other. Write it flatter."
            )));
        }
        self.depth += 1;
        let filter = inner(self);
        self.depth -= 1;
        filter
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_blank).len();
    }

    /// All up to a blank, a bracket or a quote; may be nothing.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let ends = |letter: char| is_blank(letter) || matches!(letter, '(' | ')' | '[' | ']' | '"');
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn take_word(&mut self, word: &str) -> bool {
        let before = self.at;
        self.skip_blanks();
        if self.word().eq_ignore_ascii_case(word) {
            return true;
        }
        self.at = before;
        false
    }

    fn take(&mut self, sign: char) -> bool {
        let before = self.at;
        self.skip_blanks();
        if self.rest().starts_with(sign) {
            self.at += sign.len_utf8();
            return true;
        }
        self.at = before;
        false
    }

    fn expect(&mut self, sign: char) -> Result<(), ScimError> {
        if self.take(sign) {
            Ok(())
        } else {
            Err(self.refusal(&format!("“and”, “or” or “{sign}” is expected")))
        }
    }

    fn refusal(&self, what: &str) -> ScimError {
        let rest = self.rest().trim_start_matches(is_blank);
        let place = if rest.is_empty() {
            "at its end".to_owned()
        } else {
            let characters = self.text[..self.text.len() - rest.len()].chars().count();
            format!("at character {}, before “{}”", characters + 1, short(rest))
        };
        ScimError::invalid_filter(format!("The filter cannot be read {place}: {what}."))
    }
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}
