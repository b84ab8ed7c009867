create table posts (
    id bigint, -- the key
    body text
);
