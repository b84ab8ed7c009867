//! `autogen watch`: what it shows when a definition is saved, and how a development database follows.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use project::{Live, Project};
use rustix::process::{Pid, Signal, kill_process};

/// The program while it watches, and what it says, line by line.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(project: &Project, arguments: &[&str]) -> Watching {
        let mut command = project.command(&[&["watch"], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let (sender, lines) = channel();
        let stdout: Box<dyn Read + Send> = Box::new(child.stdout.take().expect("it is piped"));
        let stderr: Box<dyn Read + Send> = Box::new(child.stderr.take().expect("it is piped"));
        for stream in [stdout, stderr] {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Watching { child, lines }
    }

    /// Waits for a line that has this text.
    #[track_caller]
    fn shows(&self, text: &str) {
        let mut said = String::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(30)) {
            if line.contains(text) {
                return;
            }
            said.push_str(&format!("{line}\n"));
        }
        panic!("{text:?} isn't shown:\n{said}");
    }

    /// Ctrl-C.
    fn interrupt(mut self) -> Option<i32> {
        let id = Pid::from_child(&self.child);
        kill_process(id, Signal::INT).expect("it is running");
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_save_is_shown_and_what_is_wrong_ends_nothing() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/posts.sql", "create table posts (id int);");
    let watching = Watching::start(&project, &[]);
    watching.shows("+ CREATE TABLE public.posts (");
    project.write("schema/posts.sql", "create table posts (id intt);");
    watching.shows("schema/posts.sql:1: type \"intt\" does not exist");
    // As editors save: another file takes the place of the first.
    project.write("schema/.posts.sql.new", "create table posts (id int, likes int);");
    std::fs::rename(project.path("schema/.posts.sql.new"), project.path("schema/posts.sql"))
        .expect("it can be renamed");
    watching.shows("+     likes integer");
    project.write("schema/deep/tags.toml", "[table.tags]\ncolumn.name = { type = \"text\" }\n");
    watching.shows("+ CREATE TABLE public.tags (");
    // As a checkout of another branch does.
    std::fs::remove_dir_all(project.path("schema")).expect("it is there");
    watching.shows("there is no schema");
    project.write("schema/posts.sql", "create table other (id int);");
    watching.shows("+ CREATE TABLE public.other (");
    project.write("schema/posts.sql", "-- nothing");
    watching.shows("in step");
    assert_eq!(watching.interrupt(), Some(130));
    assert_eq!(live.value("select count(*) from pg_tables where schemaname = 'public'"), "0", "nothing was applied");
}

#[test]
fn a_development_database_follows() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/posts.sql", "create table posts (id int);");
    let watching = Watching::start(&project, &["--apply"]);
    watching.shows("applied 1 statement");
    project.write("schema/posts.sql", "create table posts (id int, title text);");
    watching.shows("applied 1 statement");
    live.execute("insert into posts values (1, 'kept'), (1, 'kept, too')");
    project.write("schema/posts.sql", "create table posts (id int);");
    watching.shows("nothing was applied, as rows or values would be lost");
    // What rows bar is undone as a whole.
    let barred = "create table posts (id int primary key, title text); create table tags (id int);";
    project.write("schema/posts.sql", barred);
    watching.shows("could not create unique index");
    assert_eq!(live.value("select to_regclass('tags') is null"), "t");
    project.write("schema/posts.sql", "create table posts (id int, title text); create table tags (id int);");
    watching.shows("applied 1 statement");
    assert_eq!(live.value("select count(title) from posts"), "2");
    drop(watching);

    // The migrations don't have it yet: what is generated comes from them.
    project.run(&["-m", "posts", "--from-migrations"]).ends(0).says("posts.up.sql");
    project.run(&["stamp"]).ends(0);
    project.run(&["check"]).ends(0).says("in step");
}

#[test]
fn another_machine_is_brought_along_only_where_somebody_says_so() {
    let project = Project::new();
    project.write("schema/posts.sql", "");
    let far = "postgres://joe:hush@db.example.org/app";
    let run = project.run_with(&["watch", "--apply"], &[("DATABASE_URL", far)]).ends(2).hides("hush");
    run.complains("isn't on this machine").complains("--database URL");
    project.run(&["watch", "--apply", "--database", far]).ends(3).complains("say --yes").hides("hush");
    project.run(&["watch", "--apply"]).ends(2).complains("needs a database");
    project.write("autogen.toml", "[schema]\nprogram = ['echo']\n");
    project.run(&["watch"]).ends(2).complains("--also PATH");
}

#[test]
fn the_sources_of_a_program_are_watched() {
    let project = Project::new();
    project.write("autogen.toml", "[schema]\nprogram = ['cat', 'app/models']\n");
    project.write("app/models", "create table posts (id int);");
    let watching = Watching::start(&project, &["--also", "app"]);
    watching.shows("+     id integer");
    project.write("app/models", "create table posts (id bigint);");
    watching.shows("+     id bigint");
}
