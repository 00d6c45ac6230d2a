//! What the writer crates take for a million rows of the published table, without anything of ours: cells come from a CSV file as they are, and
//! go out again by the `csv` crate, or by the `parquet` crate with the same schema and compression.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::Instant;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

const ROWS_A_GROUP: usize = 10_000;

fn physical(name: &str) -> Physical {
    match name {
        "lon" | "lat" | "quantity" | "value" => Physical::DOUBLE,
        "killed" | "injured" => Physical::INT32,
        _ => Physical::BYTE_ARRAY,
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (form, from, to) = (&args[1], &args[2], &args[3]);
    let start = Instant::now();
    let mut reader = csv::Reader::from_reader(File::open(from).unwrap());
    let names: Vec<String> =
        reader.headers().unwrap().iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
    let out = BufWriter::with_capacity(1 << 18, File::create(to).unwrap());
    let n = if form == "csv" { plain_csv(&mut reader, &names, out) } else { plain_parquet(&mut reader, &names, out) };
    println!("{form} {n} rows {:.2} s", start.elapsed().as_secs_f64());
}

fn plain_csv(reader: &mut csv::Reader<File>, names: &[String], out: impl Write) -> usize {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(names).unwrap();
    let (mut record, mut n) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut record).unwrap() {
        writer.write_record(&record).unwrap();
        n += 1;
    }
    writer.flush().unwrap();
    n
}

fn plain_parquet(reader: &mut csv::Reader<File>, names: &[String], out: impl Write + Send) -> usize {
    let fields = names.iter().map(|name| {
        let kind = physical(name);
        let field = Type::primitive_type_builder(name, kind).with_repetition(Repetition::OPTIONAL);
        let field = if kind == Physical::BYTE_ARRAY {
            field.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8)
        } else {
            field
        };
        Arc::new(field.build().unwrap())
    });
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields.collect()).build().unwrap());
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties)).unwrap();
    let (mut rows, mut n) = (Vec::new(), 0);
    let mut records = reader.records();
    loop {
        rows.clear();
        rows.extend(records.by_ref().take(ROWS_A_GROUP).map(Result::unwrap));
        if rows.is_empty() {
            break;
        }
        n += rows.len();
        let mut group = file.next_row_group().unwrap();
        for (at, name) in names.iter().enumerate() {
            let values = || rows.iter().map(|row| Some(&row[at]).filter(|value| !value.is_empty()));
            let levels: Vec<i16> = values().map(|value| i16::from(value.is_some())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            match physical(name) {
                Physical::DOUBLE => {
                    let all: Vec<f64> = values().flatten().map(|value| value.parse().unwrap()).collect();
                    column.typed::<DoubleType>().write_batch(&all, Some(&levels), None).unwrap();
                }
                Physical::INT32 => {
                    let all: Vec<i32> = values().flatten().map(|value| value.parse().unwrap()).collect();
                    column.typed::<Int32Type>().write_batch(&all, Some(&levels), None).unwrap();
                }
                _ => {
                    let all: Vec<ByteArray> = values().flatten().map(ByteArray::from).collect();
                    column.typed::<ByteArrayType>().write_batch(&all, Some(&levels), None).unwrap();
                }
            }
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    file.close().unwrap();
    n
}
