create table posts (
      id bigint -- the key
    , title text NOT NULL
    , likes integer
);
