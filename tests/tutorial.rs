//! The life of a schema, from nothing to a rename in three phases, with only the commands that README.md tells of, and rows
//! that must come through all of it, there and back.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::{Live, Project};

const USERS: &str = "create table users (
    id bigint generated always as identity primary key,
    email text not null unique
);
";
const ORDERS: &str = "create table orders (
    id bigint generated always as identity primary key,
    user_id bigint not null references users,
    amount numeric(10, 2) not null check (amount >= 0),
    placed_at timestamptz not null default now()
);
";

/// The path of the newest upgrade file with this message.
fn file(project: &Project, message: &str, direction: &str) -> String {
    let files = std::fs::read_dir(project.path("migrations")).expect("there are migrations").flatten();
    let mut names: Vec<String> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let end = format!("_{}.{direction}.sql", message.replace(' ', "_"));
    let name = names.into_iter().rev().find(|name| name.ends_with(&end));
    format!("migrations/{}", name.unwrap_or_else(|| panic!("there is no file for {message:?}")))
}

/// Puts statements into an empty pair that `autogen new` wrote.
fn fill(project: &Project, message: &str, up: &str, down: &str) {
    for (direction, statements) in [("up", up), ("down", down)] {
        let file = file(project, message, direction);
        project.write(&file, &(project.read(&file) + statements));
    }
}

/// Ticks every open box of a file, as somebody would who has read it.
fn tick(project: &Project, message: &str) {
    for direction in ["up", "down"] {
        let file = file(project, message, direction);
        project.write(&file, &project.read(&file).replace("[ ]", "[x]"));
    }
}

#[test]
fn the_life_of_a_schema() {
    let live = Live::start();
    let project = Project::on(&live);

    // An empty database, and its first table.
    project.run(&["init"]).ends(0);
    project.write("schema/users.sql", USERS);
    project.run(&["check"]).ends(1);
    project.run(&["-m", "add users"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);
    live.execute("insert into users (email) select 'user' || n || '@example.org' from generate_series(1, 250) n");

    // Another table that refers to it.
    project.write("schema/orders.sql", ORDERS);
    project.run(&["diff", "--format", "sql"]).ends(1).says("CREATE TABLE public.orders");
    project.run(&["-m", "add orders"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    live.execute("insert into orders (user_id, amount) select id, id from users");

    // A column that may be missing.
    let with_phone = |phone: &str| USERS.replace("unique\n", &format!("unique,\n    {phone}\n"));
    project.write("schema/users.sql", &with_phone("phone text"));
    project.run(&["-m", "add phone number"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    live.execute("update users set phone = '555' where id % 2 = 0");

    // An index, built while others write.
    project.write(
        "schema/orders.sql",
        &format!("{ORDERS}create index orders_user_id_placed_at_idx on orders (user_id, placed_at);\n"),
    );
    project.run(&["-m", "index orders"]).ends(0);
    let index = file(&project, "index orders", "up");
    let concurrently =
        project.read(&index).replace("CREATE INDEX", "-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY");
    project.write(&index, &concurrently);
    project.run(&["verify"]).ends(0).says("index orders: proved");
    project.run(&["upgrade"]).ends(0);

    // Values for all rows, in ranges, and only then NOT NULL: rows that would be in the way are found before anything runs.
    project.write("schema/users.sql", &with_phone("phone text not null"));
    project.run(&["-m", "phone is needed"]).ends(0);
    tick(&project, "phone is needed");
    project.run(&["preflight"]).ends(3).says("125");
    project.run(&["upgrade"]).ends(3).complains("125 rows stand in the way");
    for direction in ["up", "down"] {
        std::fs::remove_file(project.path(&file(&project, "phone is needed", direction))).expect("it isn't applied");
    }
    project.run(&["new", "-m", "fill phone"]).ends(0);
    fill(
        &project,
        "fill phone",
        "-- autogen: batch table=public.users key=id size=100\n\
         UPDATE public.users SET phone = '' WHERE phone IS NULL AND id BETWEEN $1 AND $2;\n",
        "UPDATE public.users SET phone = NULL WHERE phone = '';\n",
    );
    project.run(&["upgrade", "-v"]).ends(0).complains("125 rows in 3 ranges");
    project.run(&["-m", "phone is needed"]).ends(0);
    tick(&project, "phone is needed");
    project.run(&["preflight"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);

    // A rename that both versions of an application can live with: add and keep in step, move over, take away.
    let both = "phone text not null,\n    telephone text";
    let in_step = "create function users_telephone() returns trigger language plpgsql as $$
begin
    new.telephone := coalesce(new.telephone, new.phone);
    return new;
end $$;
create trigger users_telephone before insert or update on users for each row execute function users_telephone();
";
    project.write("schema/users.sql", &(with_phone(both) + in_step));
    project.run(&["-m", "telephone beside phone"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    live.execute("insert into users (email, phone) values ('new@example.org', '777')");
    assert_eq!(live.value("select telephone from users where email = 'new@example.org'"), "777");

    project.run(&["new", "-m", "fill telephone"]).ends(0);
    fill(
        &project,
        "fill telephone",
        "-- autogen: batch table=public.users key=id size=100\n\
         UPDATE public.users SET telephone = phone WHERE telephone IS NULL AND id BETWEEN $1 AND $2;\n",
        "",
    );
    project.run(&["upgrade"]).ends(0);

    project.write("schema/users.sql", &with_phone("telephone text not null"));
    let answers = ["--not-renamed", "column:public.users.phone"];
    let run = project.run(&[&["-m", "telephone alone"][..], &answers].concat());
    run.ends(0);
    let up = project.read(&file(&project, "telephone alone", "up"));
    assert!(up.contains("DROP COLUMN phone;") && up.contains("ALTER COLUMN telephone SET NOT NULL;"), "{up}");
    project.run(&["upgrade"]).ends(3).complains("open");
    // The way back would fail, as the file says; somebody who knows where the values are writes it.
    let down = file(&project, "telephone alone", "down");
    let text = project.read(&down);
    let (head, rest) = text.split_once("-- preflight ·").expect("it asks for rows");
    let (_, rest) = rest.split_once("-- step 1 ·").expect("it has steps");
    let (before, rest) = rest.split_once("-- autogen: irreversible").expect("it says so");
    let (_, after) = rest.split_once("NOT NULL;\n").expect("the column comes back");
    let by_hand = "ALTER TABLE public.users ADD COLUMN phone text;\nUPDATE public.users SET phone = telephone;\n\
                   ALTER TABLE public.users ALTER COLUMN phone SET NOT NULL;\n";
    project.write(&down, &format!("{head}-- step 1 ·{before}{by_hand}{after}"));
    project.run(&["verify"]).ends(0).says("telephone alone: proved").says("down restores");
    tick(&project, "telephone alone");
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);
    let all = "select count(*) || ' ' || count(telephone) || ' ' || (select sum(amount) from orders) from users";
    assert_eq!(live.value(all), "251 251 31375.00");

    // What each file says still holds, and the history shows them all.
    project.run(&["verify", "--all", "--accept"]).ends(0);
    project.run(&["history"]).ends(0).says("telephone alone (head) (current)").says("add users");

    // Back, with every value, then all the way, and there again.
    project.run(&["downgrade", "-1", "--yes"]).ends(0);
    assert_eq!(live.value("select count(*) from users where phone = telephone"), "251");
    project.run(&["downgrade", "base", "--yes"]).ends(0);
    assert_eq!(live.value("select count(*) from pg_class where relname in ('users', 'orders')"), "0");
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);
}
