create table users (id bigint primary key, name text, age int check (age > 17));
create table posts (
    id bigint primary key,
    author bigint references users on delete cascade,
    title text not null,
    editor bigint references users,
    constraint titled check (title <> 'untitled'),
    constraint short check (length(title) < 50)
);
