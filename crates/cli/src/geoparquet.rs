//! The published table as Apache Parquet with the geometry of events as GeoParquet 1.1 has it: well-known binary, in longitude and latitude.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{PrimitiveTypeBuilder, Type, TypePtr};
use queries::Holding;
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
        let schema = schema(&names).map_err(failed)?;
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties())).map_err(failed)?;
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

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("truce".to_owned())
        .set_max_row_group_row_count(None)
        .build()
}

/// Cells of rows that wait to be written, close together.
#[derive(Default)]
pub(crate) struct Cells {
    text: String,
    /// Where each ends: whoever lets rows wait writes them long before four gigabytes.
    ends: Vec<u32>,
    width: usize,
}

impl Cells {
    /// One more row; all have as many cells.
    pub(crate) fn push(&mut self, row: &[String]) {
        self.width = row.len();
        for cell in row {
            self.text.push_str(cell);
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len().checked_div(self.width).unwrap_or(0)
    }

    fn column(&self, place: usize) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(move |row| {
            let at = row * self.width + place;
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            Some(&self.text[start as usize..self.ends[at] as usize]).filter(|cell| !cell.is_empty())
        })
    }
}

/// A file of rows as scripts read them, to which groups of rows are added.
pub(crate) struct RowsFile<W: Write + Send>(SerializedFileWriter<W>);

impl<W: Write + Send> RowsFile<W> {
    /// With the cells that `columns` name by their places.
    pub(crate) fn new(out: W, columns: &[(usize, String, Holding)]) -> io::Result<RowsFile<W>> {
        let mut fields = Vec::new();
        for (_, name, holding) in columns {
            fields.push(Arc::new(held(name, *holding).build().map_err(failed)?));
        }
        let schema = Type::group_type_builder("schema").with_fields(fields).build().map_err(failed)?;
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties())).map_err(failed)?;
        Ok(RowsFile(file))
    }

    /// Writes rows as a group.
    pub(crate) fn write(&mut self, columns: &[(usize, String, Holding)], rows: &Cells) -> io::Result<()> {
        let mut group = self.0.next_row_group().map_err(failed)?;
        for (place, name, holding) in columns {
            cells(&mut group, name, *holding, rows.column(*place)).map_err(failed)?;
        }
        group.close().map(|_| ()).map_err(failed)
    }

    /// The end of the file.
    pub(crate) fn close(self) -> io::Result<()> {
        self.0.close().map(|_| ()).map_err(failed)
    }
}

/// A column as a script reads it.
fn held(name: &str, holding: Holding) -> PrimitiveTypeBuilder<'_> {
    match holding {
        Holding::Text => optional(name, Physical::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8),
        Holding::Moment => {
            optional(name, Physical::INT64).with_logical_type(Some(LogicalType::timestamp(false, TimeUnit::MICROS)))
        }
        Holding::Flag => optional(name, Physical::BOOLEAN),
        Holding::Number => optional(name, Physical::FIXED_LEN_BYTE_ARRAY)
            .with_length(NUMBER_BYTES)
            .with_logical_type(Some(LogicalType::decimal(SCALE, 28)))
            .with_converted_type(ConvertedType::DECIMAL)
            .with_precision(28)
            .with_scale(SCALE),
        Holding::Whole => optional(name, Physical::INT64),
        Holding::Float => optional(name, Physical::DOUBLE),
    }
}

/// Digits behind the point of a number.
const SCALE: i32 = 9;
/// So many bytes hold 28 digits.
const NUMBER_BYTES: i32 = 12;

fn cells<'v>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    name: &str,
    holding: Holding,
    values: impl Iterator<Item = Option<&'v str>>,
) -> Result<(), ParquetError> {
    let is_no = |value: &str| ParquetError::General(format!("{name} is {value:?}"));
    match holding {
        Holding::Text => column::<ByteArrayType>(group, values.map(|value| Ok(value.map(ByteArray::from)))),
        Holding::Moment => column::<Int64Type>(
            group,
            values.map(|value| value.map(|text| micros(text).ok_or_else(|| is_no(text))).transpose()),
        ),
        Holding::Flag => column::<BoolType>(group, values.map(|value| Ok(value.map(|text| text == "true")))),
        Holding::Number => column::<FixedLenByteArrayType>(
            group,
            values.map(|value| value.map(|text| decimal(text).ok_or_else(|| is_no(text))).transpose()),
        ),
        Holding::Whole => column::<Int64Type>(group, values.map(|value| parsed(name, value))),
        Holding::Float => column::<DoubleType>(group, values.map(|value| parsed(name, value))),
    }
}

/// Microseconds since 1970 of a moment as scripts read it.
fn micros(text: &str) -> Option<i64> {
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond())
}

/// The bytes of a decimal number, the greater first.
fn decimal(text: &str) -> Option<FixedLenByteArray> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let scale = usize::try_from(SCALE).ok()?;
    if rest.len() > scale {
        return None;
    }
    let number: i128 = format!("{whole}{rest:0<scale$}").parse().ok()?;
    let bytes = number.to_be_bytes();
    Some(ByteArray::from(bytes[4..].to_vec()).into())
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
