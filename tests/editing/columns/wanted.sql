create table users (id bigint primary key, name text, email text not null unique);
create table posts (id bigint primary key, slug text, title varchar(120) not null default 'none', body text not null);
