//! The published table as Apache Parquet with the geometry of events as GeoParquet 1.1 has it: well-known binary, in longitude and latitude.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{PrimitiveTypeBuilder, Type, TypePtr};
use serde_json::json;
use views::released::Released;
use views::released::table::{self, Kind};

/// So many rows are held before they are written.
const ROWS_A_GROUP: usize = 50_000;

const GEOMETRY: &str = "geometry";

/// Writes it.
pub(crate) fn write(released: &Released, agreement: &provisions::Agreement, out: impl Write + Send) -> io::Result<()> {
    let names = table::names(released);
    written(released, agreement, &names, out).map_err(|error| match error {
        ParquetError::External(error) => io::Error::other(error),
        error => io::Error::other(error),
    })
}

fn written(
    released: &Released,
    agreement: &provisions::Agreement,
    names: &[String],
    out: impl Write + Send,
) -> Result<(), ParquetError> {
    let bounds = views::released::features::extent(released);
    let mut geometry = json!({ "encoding": "WKB", "geometry_types": ["Point"] });
    if let Some(bounds) = bounds {
        geometry["bbox"] = json!(bounds);
    }
    let geo = json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: geometry } });
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("truce".to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new("geo".to_owned(), geo.to_string())]))
        .build();
    let mut file = SerializedFileWriter::new(out, schema(names)?, Arc::new(properties))?;
    let mut records = table::records(released, agreement, names);
    loop {
        let rows: Vec<Vec<String>> = records.by_ref().take(ROWS_A_GROUP).collect();
        if rows.is_empty() {
            break;
        }
        let mut group = file.next_row_group()?;
        for (at, name) in names.iter().enumerate() {
            let values =
                rows.iter().map(|row| row[at].as_str()).map(|value| Some(value).filter(|value| !value.is_empty()));
            match table::kind(name) {
                Kind::Text => column::<ByteArrayType>(&mut group, values.map(|value| Ok(value.map(ByteArray::from))))?,
                Kind::Number => column::<DoubleType>(&mut group, values.map(|value| parsed(name, value)))?,
                Kind::Count => column::<Int32Type>(&mut group, values.map(|value| parsed(name, value)))?,
            }
        }
        let place = |name: &str| names.iter().position(|own| own == name);
        let (lon, lat) = (place("lon"), place("lat"));
        let points = rows.iter().map(|row| {
            let degrees = |at: Option<usize>| at.and_then(|at| row[at].parse().ok());
            Ok(degrees(lon).zip(degrees(lat)).map(|(lon, lat)| ByteArray::from(point(lon, lat))))
        });
        column::<ByteArrayType>(&mut group, points)?;
        group.close()?;
    }
    file.close().map(|_| ())
}

fn optional(name: &str, physical: Physical) -> PrimitiveTypeBuilder<'_> {
    Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL)
}

fn schema(names: &[String]) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for name in names {
        let field = match table::kind(name) {
            Kind::Text => optional(name, Physical::BYTE_ARRAY)
                .with_logical_type(Some(LogicalType::String))
                .with_converted_type(ConvertedType::UTF8),
            Kind::Number => optional(name, Physical::DOUBLE),
            Kind::Count => optional(name, Physical::INT32),
        };
        fields.push(Arc::new(field.build()?));
    }
    fields.push(Arc::new(optional(GEOMETRY, Physical::BYTE_ARRAY).build()?));
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?))
}

/// One column of a group of rows; what is empty is null.
fn column<T: parquet::data_type::DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: impl Iterator<Item = Result<Option<T::T>, ParquetError>>,
) -> Result<(), ParquetError> {
    let (mut there, mut levels) = (Vec::new(), Vec::new());
    for value in values {
        let value = value?;
        levels.push(i16::from(value.is_some()));
        there.extend(value);
    }
    let no_column = || ParquetError::General("more columns than the schema has".to_owned());
    let mut column = group.next_column()?.ok_or_else(no_column)?;
    column.typed::<T>().write_batch(&there, Some(&levels), None)?;
    column.close()
}

fn parsed<T: std::str::FromStr>(name: &str, value: Option<&str>) -> Result<Option<T>, ParquetError> {
    let read =
        |value: &str| value.parse().map_err(|_| ParquetError::General(format!("{name} is {value:?}, no number")));
    value.map(read).transpose()
}

/// Well-known binary of a point, the lesser byte first.
fn point(lon: f64, lat: f64) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(lon.to_le_bytes());
    bytes.extend(lat.to_le_bytes());
    bytes
}
