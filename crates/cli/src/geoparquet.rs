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
const ROWS_A_GROUP: usize = 10_000;

const GEOMETRY: &str = "geometry";

/// Writes it.
pub(crate) fn write(released: &Released, agreement: &provisions::Agreement, out: impl Write + Send) -> io::Result<()> {
    let names = table::names(agreement);
    let mut file = Parquet::new(out, names.clone())?;
    for record in table::records(released, agreement, &names) {
        file.write(record)?;
    }
    file.close()
}

/// A file that rows come into one by one. It holds some thousands of them, and no more.
pub(crate) struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    names: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The columns of longitude and latitude.
    degrees: [Option<usize>; 2],
    /// West, south, east, north of all points.
    bounds: Option<[f64; 4]>,
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => io::Error::other(error),
        error => io::Error::other(error),
    }
}

impl<W: Write + Send> Parquet<W> {
    pub(crate) fn new(out: W, names: Vec<String>) -> io::Result<Parquet<W>> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("truce".to_owned())
            .set_max_row_group_row_count(None)
            .build();
        let schema = schema(&names).map_err(failed)?;
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
        let degrees = ["lon", "lat"].map(|name| names.iter().position(|own| own == name));
        Ok(Parquet { file, names, rows: Vec::new(), degrees, bounds: None })
    }

    pub(crate) fn write(&mut self, record: Vec<String>) -> io::Result<()> {
        self.rows.push(record);
        if self.rows.len() >= ROWS_A_GROUP { self.group().map_err(failed) } else { Ok(()) }
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.file.next_row_group()?;
        for (at, name) in self.names.iter().enumerate() {
            let values =
                rows.iter().map(|row| row[at].as_str()).map(|value| Some(value).filter(|value| !value.is_empty()));
            match table::kind(name) {
                Kind::Text => column::<ByteArrayType>(&mut group, values.map(|value| Ok(value.map(ByteArray::from))))?,
                Kind::Number => column::<DoubleType>(&mut group, values.map(|value| parsed(name, value)))?,
                Kind::Count => column::<Int32Type>(&mut group, values.map(|value| parsed(name, value)))?,
            }
        }
        let degrees = self.degrees;
        let at = |row: &[String], at: Option<usize>| at.and_then(|at| row.get(at)?.parse::<f64>().ok());
        let place = |row: &Vec<String>| at(row, degrees[0]).zip(at(row, degrees[1]));
        for (lon, lat) in rows.iter().filter_map(place) {
            let [west, south, east, north] = self.bounds.unwrap_or([lon, lat, lon, lat]);
            self.bounds = Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)]);
        }
        let points = rows.iter().map(|row| Ok(place(row).map(|(lon, lat)| ByteArray::from(point(lon, lat)))));
        column::<ByteArrayType>(&mut group, points)?;
        group.close().map(|_| ())
    }

    /// Writes the rest, and what the file says of its geometry.
    pub(crate) fn close(mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.group().map_err(failed)?;
        }
        let mut geometry = json!({ "encoding": "WKB", "geometry_types": ["Point"] });
        if let Some(bounds) = self.bounds {
            geometry["bbox"] = json!(bounds);
        }
        let geo = json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: geometry } });
        self.file.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo.to_string()));
        self.file.close().map(|_| ()).map_err(failed)
    }
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
