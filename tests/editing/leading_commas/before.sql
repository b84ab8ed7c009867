create table posts (
      id bigint -- the key
    , title text
    , body text -- long
);
