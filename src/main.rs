//! The `autogen` program.

fn main() -> std::process::ExitCode {
    autogen::cli::main()
}
