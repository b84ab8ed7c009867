create table users (id bigint primary key, name text unique, age int check (age > 0));
create table posts (
    id bigint primary key,
    -- Stays when they leave.
    author bigint references users on delete set null,
    title text not null,
    constraint titled check (title <> ''), -- never empty
    unique (author, title)
);
alter table posts add constraint short check (length(title) < 100); -- for the list
