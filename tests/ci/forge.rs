//! A server on the loopback interface that answers as GitHub's and GitLab's API do about comments, and has files.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// What came in, and what there is.
#[derive(Default)]
pub struct Kept {
    /// `POST /repos/a/b/issues/7/comments`.
    pub requests: Vec<String>,
    /// The headers that say who asks.
    pub credentials: Vec<String>,
    pub comments: Vec<Value>,
    /// Whether whoever asks may only read.
    pub is_read_only: bool,
}

pub struct Forge {
    pub address: String,
    pub kept: Arc<Mutex<Kept>>,
}

impl Forge {
    /// Answers from now on, with the files of a directory below `/files/`.
    pub fn start(files: PathBuf) -> Forge {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it has an address"));
        let kept = Arc::new(Mutex::new(Kept::default()));
        let forge = Forge { address, kept: Arc::clone(&kept) };
        // It ends with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &kept, &files);
            }
        });
        forge
    }

    pub fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().expect("nobody has panicked with it")
    }
}

fn answer(stream: TcpStream, kept: &Mutex<Kept>, files: &std::path::Path) {
    let mut reader = BufReader::new(&stream);
    let mut line = String::new();
    reader.read_line(&mut line).expect("a request begins with a line");
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut kept = kept.lock().expect("nobody has panicked with it");
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).expect("headers end with an empty line");
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().expect("it is a number"),
            "authorization" | "private-token" => kept.credentials.push(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body is as long as it says");
    let path = target.split('?').next().unwrap_or_default();
    kept.requests.push(format!("{method} {path}"));
    let (status, answer) = match path.strip_prefix("/files/") {
        Some(name) => match std::fs::read(files.join(name)) {
            Ok(bytes) => (200, bytes),
            Err(_) => (404, Vec::new()),
        },
        None => {
            let (status, answer) = comment(&mut kept, &method, &target, &body);
            (status, answer.to_string().into_bytes())
        }
    };
    let head = format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
    let mut stream = &stream;
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&answer)).expect("the client still listens");
}

/// What the API makes of a request about comments.
fn comment(kept: &mut Kept, method: &str, target: &str, body: &[u8]) -> (u16, Value) {
    if kept.is_read_only && method != "GET" {
        return (403, json!({ "message": "Resource not accessible by integration" }));
    }
    let text = || {
        let body: Value = serde_json::from_slice(body).expect("the body is JSON");
        body["body"].as_str().expect("it has a text").to_owned()
    };
    match method {
        "GET" => {
            let page = target.split_once("&page=").and_then(|(_, page)| page.parse::<usize>().ok()).unwrap_or(1);
            (200, kept.comments.chunks(100).nth(page - 1).unwrap_or_default().into())
        }
        "POST" => {
            let comment = json!({ "id": 1000 + kept.comments.len(), "body": text() });
            kept.comments.push(comment.clone());
            (201, comment)
        }
        "PATCH" | "PUT" => {
            let id: u64 = target.rsplit('/').next().and_then(|id| id.parse().ok()).expect("it names a comment");
            let changed =
                kept.comments.iter_mut().find(|comment| comment["id"] == id).expect("there is such a comment");
            changed["body"] = json!(text());
            (200, changed.clone())
        }
        _ => (405, Value::Null),
    }
}
