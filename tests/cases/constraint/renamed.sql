-- Constraints that differ in nothing but their names are renamed, under the foreign keys that need them.
-- from
create table users (id bigint primary key, email text, age integer, during tstzrange,
    constraint email_key unique (email), constraint age check (age > 0),
    constraint during exclude using gist (during with &&));
create table posts (id bigint primary key, author text, constraint author foreign key (author) references users (email));
-- to
create table users (id bigint, email text, age integer, during tstzrange,
    constraint pk_users primary key (id), constraint uq_users_email unique (email),
    constraint ck_users_age check (age > 0), constraint ex_users_during exclude using gist (during with &&));
create table posts (id bigint, author text, constraint pk_posts primary key (id),
    constraint fk_posts_author foreign key (author) references users (email));
