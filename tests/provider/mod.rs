//! A provider of security labels, compiled for the server that the tests run on.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use autogen::scratch;
use autogen::scratch::programs::{self, Programs};

/// What scratch needs for statements such as these: a provider, if they say something of labels. None where it can't be
/// compiled, as the servers of scripts/servers come without headers.
pub fn options_for(sql: &str) -> Option<scratch::Options> {
    let preload = if sql.contains("security label") { vec![library()?.display().to_string()] } else { Vec::new() };
    Some(scratch::Options { preload, ..scratch::Options::default() })
}

/// The library, without which nothing can be labelled.
pub fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| {
        let (found, _) = programs::find();
        compiled(programs::choose(&found, None).expect("scripts/test installs a server"))
    });
    library.as_deref()
}

fn compiled(programs: &Programs) -> Option<PathBuf> {
    let asked = Command::new(programs.directory.join("pg_config")).arg("--includedir-server").output();
    let headers = asked.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())).unwrap_or_default();
    if !headers.join("postgres.h").is_file() {
        eprintln!("SECURITY LABELS ARE NOT TESTED: there are no headers of PostgreSQL {}", programs.version);
        return None;
    }
    // A server that root starts runs as somebody else, who has to read it.
    let directory = std::env::temp_dir().join(format!("autogen-provider-{}", rustix::process::getuid().as_raw()));
    std::fs::create_dir_all(&directory).expect("directories can be made");
    std::fs::set_permissions(&directory, PermissionsExt::from_mode(0o755)).expect("it is ours");
    let library = directory.join(format!("provider-{}.so", programs.version));
    let made = directory.join(format!("{}.so", std::process::id()));
    let mut compiler = Command::new("cc");
    compiler.args(["-fPIC", "-Wall", "-Werror"]).args(match cfg!(target_os = "macos") {
        true => &["-bundle", "-undefined", "dynamic_lookup"][..],
        false => &["-shared"],
    });
    compiler.arg("-I").arg(&headers).arg("-o").arg(&made);
    compiler.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provider/provider.c"));
    let output = compiler.output().expect("scripts/prerequisites installs a C compiler");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Another test may be loading it.
    std::fs::rename(&made, &library).expect("both are in one directory");
    Some(library)
}
