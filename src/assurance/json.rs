//! JSON read strictly: an object that names a member twice is refused at any depth. Two readers
//! that keep different ones of the two would see different tokens.

use super::Refusal;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// The one object that `bytes` hold.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let duplicate = Cell::new(false);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict(&duplicate).deserialize(&mut reader).and_then(|value| {
        reader.end()?;
        Ok(value)
    });
    match value {
        Ok(Value::Object(object)) => Ok(object),
        _ if duplicate.get() => Err(Refusal::DuplicateMember),
        _ => Err(Refusal::Malformed),
    }
}

struct Strict<'c>(&'c Cell<bool>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Strict(self.0))? {
            list.push(element);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Strict(self.0))?;
            if object.insert(name, value).is_some() {
                self.0.set(true);
                return Err(A::Error::custom("a member stands twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_refused_at_any_depth() {
        let cases = [
            (r#"{"a":1,"b":[true,null,-1,1.5,"x",{"c":{}}]}"#, None),
            (r#"{"a":1,"a":1}"#, Some(Refusal::DuplicateMember)),
            (r#"{"a":{"b":[{"c":1,"c":2}]}}"#, Some(Refusal::DuplicateMember)),
            // The same name by way of an escape.
            (r#"{"a":1,"\u0061":2}"#, Some(Refusal::DuplicateMember)),
            (r#"{"a":1}{"#, Some(Refusal::Malformed)),
            (r#"{"a":1} x"#, Some(Refusal::Malformed)),
            (r#"{"a":1"#, Some(Refusal::Malformed)),
            ("[]", Some(Refusal::Malformed)),
            ("\"x\"", Some(Refusal::Malformed)),
            ("", Some(Refusal::Malformed)),
            (r#"{"a":"\ud800"}"#, Some(Refusal::Malformed)),
            ("{\"a\":\"\u{feff}\"}", None),
        ];
        for (text, expected) in cases {
            assert_eq!(object(text.as_bytes()).err(), expected, "{text}");
        }
        assert_eq!(object(b"{\"a\":\"\xff\"}").err(), Some(Refusal::Malformed));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(object(deep.as_bytes()).err(), Some(Refusal::Malformed));
    }

    #[test]
    fn values_are_kept() {
        let text = r#"{"a":[1,-2,2.5,"ä",true,null],"b":{"c":18446744073709551615}}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(Value::Object(object(text.as_bytes()).unwrap()), expected);
    }
}
