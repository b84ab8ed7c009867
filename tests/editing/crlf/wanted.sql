create table posts (id bigint, likes int, body text);
create index on posts (id);
