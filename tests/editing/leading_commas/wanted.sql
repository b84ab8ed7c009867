create table posts (id bigint, title text not null, likes int);
