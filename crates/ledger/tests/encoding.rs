//! The encoding held against random values, random bytes, and a decoder that others wrote.

// clippy.toml lets tests unwrap, and does not see that helpers and properties are tests, too.
#![allow(clippy::unwrap_used)]

use ciborium::Value as Outside;
use ledger::Value;
use ledger::encoding::{from_bytes, to_bytes};
use proptest::prelude::*;

fn values() -> impl Strategy<Value = Value> {
    let edges = prop_oneof![Just(23), Just(24), Just(255), Just(256), Just(65535), Just(65536), Just(1 << 32)];
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::Int),
        edges.prop_flat_map(|n: i64| prop_oneof![Just(Value::Int(n)), Just(Value::Int(!n))]),
        ".{0,30}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::btree_map(".{0,26}", inner, 0..6).prop_map(Value::Map),
        ]
    })
}

fn outside(value: &Value) -> Outside {
    match value {
        Value::Int(n) => Outside::Integer((*n).into()),
        Value::Text(text) => Outside::Text(text.clone()),
        Value::Bytes(bytes) => Outside::Bytes(bytes.clone()),
        Value::Bool(truth) => Outside::Bool(*truth),
        Value::Null => Outside::Null,
        Value::List(items) => Outside::Array(items.iter().map(outside).collect()),
        Value::Map(map) => {
            let mut pairs: Vec<_> = map.iter().collect();
            pairs.sort_by_key(|(key, _)| to_bytes(&Value::Text((*key).clone())));
            Outside::Map(pairs.into_iter().map(|(key, value)| (Outside::Text(key.clone()), outside(value))).collect())
        }
    }
}

proptest! {
    #[test]
    fn round_trip_and_an_outside_decoder_agree(value in values()) {
        let bytes = to_bytes(&value);
        prop_assert_eq!(from_bytes(&bytes), Ok(value.clone()));
        let read: Outside = ciborium::from_reader(bytes.as_slice()).unwrap();
        prop_assert_eq!(read, outside(&value));
    }

    #[test]
    fn whatever_is_accepted_has_one_form(value in values(), at in any::<prop::sample::Index>(), new in any::<u8>()) {
        let mut bytes = to_bytes(&value);
        let at = at.index(bytes.len());
        bytes[at] = new;
        if let Ok(value) = from_bytes(&bytes) {
            prop_assert_eq!(to_bytes(&value), bytes);
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = from_bytes(&bytes) {
            prop_assert_eq!(to_bytes(&value), bytes);
        }
    }
}

/// Why there is a decoder of our own: others rightly read what we must refuse.
#[test]
fn the_outside_decoder_reads_other_forms_too() {
    for bytes in [&[0x18, 1][..], &[0xa2, 0x61, b'a', 0, 0x61, b'a', 0], &[0x9f, 0xff]] {
        assert!(ciborium::from_reader::<Outside, _>(bytes).is_ok());
        assert!(from_bytes(bytes).is_err());
    }
}
