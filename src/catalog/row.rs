//! A row of a kind's query, as serde reads it: the columns after the name are the fields of the kind's struct.

use std::error;

use serde::de::value::{MapAccessDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Kind, Type};

/// The columns of `row` from `first` on, as a map of their names.
///
/// Fails where a column is of a type that [`Column::deserialize_any`] doesn't name, or isn't what the field takes.
pub(super) fn fields(row: &Row, first: usize) -> impl Deserializer<'_, Error = de::value::Error> {
    MapAccessDeserializer::new(Fields { row, next: first })
}

struct Fields<'de> {
    row: &'de Row,
    next: usize,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = de::value::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let Some(column) = self.row.columns().get(self.next) else { return Ok(None) };
        seed.deserialize(column.name().into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        let column: Column = self.row.get(self.next);
        self.next += 1;
        seed.deserialize(column)
    }
}

/// A value as it came over the wire. A null is no list, or none.
struct Column<'de> {
    /// Type and bytes.
    value: Option<(Type, &'de [u8])>,
}

impl<'de> FromSql<'de> for Column<'de> {
    fn from_sql(sql_type: &Type, bytes: &'de [u8]) -> Result<Self, Box<dyn error::Error + Sync + Send>> {
        Ok(Column { value: Some((sql_type.clone(), bytes)) })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn error::Error + Sync + Send>> {
        Ok(Column { value: None })
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// What PostgreSQL sends as `sql_type`, as Rust has it.
fn read<'de, T: FromSql<'de>>(sql_type: &Type, bytes: &'de [u8]) -> Result<T, de::value::Error> {
    T::from_sql(sql_type, bytes).map_err(de::Error::custom)
}

fn read_json<'de, T>(
    sql_type: &Type,
    bytes: &'de [u8],
    value: impl FnOnce(&mut serde_json::Deserializer<serde_json::de::StrRead<'de>>) -> serde_json::Result<T>,
) -> Result<T, de::value::Error> {
    value(&mut serde_json::Deserializer::from_str(read(sql_type, bytes)?)).map_err(de::Error::custom)
}

impl<'de> Deserializer<'de> for Column<'de> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let Some((sql_type, bytes)) = &self.value else { return visitor.visit_none() };
        match *sql_type {
            Type::BOOL => visitor.visit_bool(read(sql_type, bytes)?),
            Type::INT2 => visitor.visit_i16(read(sql_type, bytes)?),
            Type::INT4 => visitor.visit_i32(read(sql_type, bytes)?),
            Type::INT8 => visitor.visit_i64(read(sql_type, bytes)?),
            Type::TEXT | Type::NAME => visitor.visit_borrowed_str(read(sql_type, bytes)?),
            Type::CHAR => visitor.visit_char(char::from(read::<i8>(sql_type, bytes)?.cast_unsigned())),
            Type::JSON => read_json(sql_type, bytes, |json| json.deserialize_any(visitor)),
            _ if matches!(sql_type.kind(), Kind::Array(Type::TEXT | Type::NAME)) => {
                let items: Vec<&str> = read(sql_type, bytes)?;
                visitor.visit_seq(SeqDeserializer::new(items.into_iter()))
            }
            _ => Err(de::Error::custom(format!("no field is read from a column of the type {sql_type}"))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.value {
            None => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.value {
            None => visitor.visit_seq(SeqDeserializer::new([(); 0].into_iter())),
            Some(_) => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match &self.value {
            Some((Type::CHAR, bytes)) => {
                let letter = char::from(read::<i8>(&Type::CHAR, bytes)?.cast_unsigned());
                visitor.visit_enum(StrDeserializer::new(letter.encode_utf8(&mut [0; 2])))
            }
            Some((sql_type @ Type::TEXT, bytes)) => visitor.visit_enum(StrDeserializer::new(read(sql_type, bytes)?)),
            Some((sql_type, bytes)) if *sql_type == Type::JSON => {
                read_json(sql_type, bytes, |json| json.deserialize_enum(name, variants, visitor))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier ignored_any
    }
}
