//! Submissions of field forms to a running `truce serve --forms`, beside a bare append and fdatasync of as many bytes. See
//! `bench/README.md`.
//!
//!   intake TRUCE AGREEMENT.md FOLDER [N | large]
//!   intake TRUCE AGREEMENT.md FOLDER import SAMPLE.csv [N]
//!
//! The client needs nothing but the standard library: it must take as little of the processor as it can.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Fifteen answers.
fn submission(n: usize) -> String {
    format!(
        "<data xmlns:orx='http://openrosa.org/xforms' id='{FORM}' version='1.1'>\
         <form_opened>2030-03-02T09:00:00.000+02:00</form_opened><form_closed>2030-03-02T09:10:00.000+02:00</form_closed>\
         <act><type>shelling</type><by>unknown</by><to>nobody</to><quantity>2</quantity><killed>1</killed><injured>3</injured></act>\
         <time><when_known>time</when_known><at>2030-03-02T08:15:00.000+02:00</at></time>\
         <space><where_known>point</where_known><point>31.5 34.4 0.0 12.3</point><place>mill {n}</place></space>\
         <basis>heard</basis><observer><bearing>90</bearing><distance_m>800</distance_m><detonations>2</detonations></observer>\
         <text>Two rounds fell on the edge of the village at about this time; patrol {n} heard both of them.</text><language>en</language>\
         <orx:meta><orx:instanceID>uuid:bench-{n}</orx:instanceID></orx:meta></data>"
    )
}

const FORM: &str = "truce.gaza-2025.fire";

fn rate(n: usize, work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    n as f64 / begun.elapsed().as_secs_f64()
}

fn probe(folder: &Path, n: usize, n_bytes: usize) -> f64 {
    let mut file = File::create(folder.join("probe")).unwrap();
    let bytes = vec![7; n_bytes];
    rate(n, || {
        for _ in 0..n {
            file.write_all(&bytes).unwrap();
            file.sync_data().unwrap();
        }
    })
}

struct Server {
    child: Child,
    address: String,
    key: String,
}

impl Server {
    fn start(truce: &str, agreement: &str, mission: &Path) -> Server {
        let run = |arguments: &[&str]| {
            let out = Command::new(truce).args(arguments).output().unwrap();
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            String::from_utf8(out.stdout).unwrap()
        };
        let mission = mission.to_str().unwrap();
        run(&["init", mission, "--agreement", agreement]);
        let said = run(&["device", "add", mission, "tablet", "--source", "patrol-3", "--at", "http://x"]);
        let key = said.trim().rsplit('/').next().unwrap().to_owned();
        let mut child = Command::new(truce)
            .args(["serve", mission, "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
        Server { child, address, key }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// Sends these on one connection, each when the one before was answered.
    fn send(&self, numbers: impl Iterator<Item = usize>) {
        let mut stream = self.connect();
        let mut answer = [0; 4096];
        for n in numbers {
            let body = format!(
                "--cut\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"s.xml\"\r\n\r\n{}\r\n--cut--\r\n",
                submission(n)
            );
            let request = format!(
                "POST /odk/{}/submission HTTP/1.1\r\nHost: {}\r\nX-OpenRosa-Version: 1.0\r\n\
                 Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {}\r\n\r\n{body}",
                self.key,
                self.address,
                body.len()
            );
            stream.write_all(request.as_bytes()).unwrap();
            let mut n_read = 0;
            loop {
                n_read += stream.read(&mut answer[n_read..]).unwrap();
                if answer[..n_read].ends_with(b"</OpenRosaResponse>") {
                    break;
                }
            }
            assert!(answer.starts_with(b"HTTP/1.1 201"), "{}", String::from_utf8_lossy(&answer[..n_read]));
        }
    }

    /// Memory now and at its peak, in MiB.
    fn memory(&self) -> (u64, u64) {
        memory_of(self.child.id())
    }

    /// A picture of so many MiB, over a line of one megabyte a second that is cut so many times, and at last holds.
    fn send_large(&self, mebibytes: usize, cuts: usize, bytes_a_second: usize) {
        let xml = submission(usize::MAX).replace("</data>", "<picture><photo>video.mp4</photo></picture></data>");
        let head = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"s.xml\"\r\n\r\n{xml}\r\n\
             --cut\r\nContent-Disposition: form-data; name=\"video.mp4\"; filename=\"video.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"
        );
        let tail = "\r\n--cut--\r\n";
        let n_bytes = head.len() + mebibytes * (1 << 20) + tail.len();
        for attempt in 0..=cuts {
            let mut stream = self.connect();
            let request = format!(
                "POST /odk/{}/submission HTTP/1.1\r\nHost: {}\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: {n_bytes}\r\n\r\n",
                self.key, self.address
            );
            stream.write_all(request.as_bytes()).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            let piece: Vec<u8> = (0..1 << 16).map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
            let n_pieces = mebibytes * 16 * if attempt < cuts { attempt + 1 } else { cuts + 1 } / (cuts + 1);
            let begun = Instant::now();
            for n in 0..n_pieces {
                stream.write_all(&piece).unwrap();
                let due = Duration::from_secs_f64((n * piece.len()) as f64 / bytes_a_second as f64);
                std::thread::sleep(due.saturating_sub(begun.elapsed()));
            }
            if attempt < cuts {
                continue;
            }
            stream.write_all(tail.as_bytes()).unwrap();
            let mut answer = [0; 4096];
            let n_read = stream.read(&mut answer).unwrap();
            assert!(answer.starts_with(b"HTTP/1.1 201"), "{}", String::from_utf8_lossy(&answer[..n_read]));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The sample again and again with new ids; a plain pass of the csv crate over it; imported, and imported again.
fn import(truce: &str, agreement: &str, folder: &Path, sample: &str, n: usize) {
    let mut reader = csv::Reader::from_path(sample).unwrap();
    let head = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let path = folder.join("many.csv");
    let mut out = csv::Writer::from_path(&path).unwrap();
    out.write_record(&head).unwrap();
    for (number, row) in (5_000_000..).zip(rows.iter().cycle().take(n)) {
        out.write_record(std::iter::once(number.to_string().as_str()).chain(row.iter().skip(1))).unwrap();
    }
    out.flush().unwrap();
    let plain = rate(n, || {
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).unwrap() {}
    });
    let mission = folder.join("imported");
    let init = ["init", mission.to_str().unwrap(), "--agreement", agreement];
    assert!(Command::new(truce).args(init).stdout(Stdio::null()).status().unwrap().success());
    println!("{n} rows; a plain pass of the csv crate {plain:.0} a second");
    for _ in 0..2 {
        let begun = Instant::now();
        let arguments = ["import", mission.to_str().unwrap(), path.to_str().unwrap(), "--as", "ucdp-ged"];
        let mut child =
            Command::new(truce).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            peak = peak.max(memory_of(child.id()).1);
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        let per_second = n as f64 / begun.elapsed().as_secs_f64();
        println!("{}: {per_second:.0} a second ({:.3} of the plain pass), {peak} MiB at the peak", said.trim(), per_second / plain);
    }
}

/// Memory of a process now and at its peak, in MiB; nothing once it has ended.
fn memory_of(process: u32) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
    };
    (of("VmRSS:"), of("VmHWM:"))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [truce, agreement, folder, rest @ ..] = &arguments[..] else {
        eprintln!("intake TRUCE AGREEMENT.md FOLDER [N | large]");
        std::process::exit(2);
    };
    let folder = Path::new(folder).join(format!("run-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    if let [what, sample, rest @ ..] = rest && what == "import" {
        import(truce, agreement, &folder, sample, rest.first().map_or(1_000_000, |n| n.parse().unwrap()));
        return;
    }
    if rest.first().is_some_and(|what| what == "large") {
        let server = Server::start(truce, agreement, &folder.join("large"));
        let idle = server.memory().0;
        let begun = Instant::now();
        server.send_large(200, 5, 1_000_000);
        let (_, peak) = server.memory();
        println!("200 MiB at 1 MB/s, cut five times: whole after {:.0} s; memory {idle} MiB before, {peak} MiB at the peak", begun.elapsed().as_secs_f64());
        return;
    }
    let n: usize = rest.first().map_or(3000, |n| n.parse().unwrap());
    let n_bytes = submission(1).len();
    println!("a submission has {n_bytes} bytes; {n} from one client, four times as many from sixteen, three rounds, per second");
    for round in 0..3 {
        let bare = probe(&folder, n, n_bytes);
        let server = Server::start(truce, agreement, &folder.join(format!("mission-{round}")));
        let (idle, _) = server.memory();
        let one = rate(n, || server.send(0..n));
        let bare_after = probe(&folder, n, n_bytes);
        let many = rate(4 * n, || {
            std::thread::scope(|scope| {
                for client in 0..16 {
                    let server = &server;
                    scope.spawn(move || server.send((n + client..5 * n).step_by(16)));
                }
            });
        });
        let (_, peak) = server.memory();
        println!(
            "append + fdatasync {bare:.0}, {bare_after:.0}; one client {one:.0} ({:.2}), sixteen {many:.0} ({:.2}); memory {idle} MiB idle, {peak} MiB at the peak",
            one / bare.min(bare_after), many / bare.min(bare_after)
        );
    }
}
