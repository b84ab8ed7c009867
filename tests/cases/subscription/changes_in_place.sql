-- Nothing connects to the publisher while a subscription's connection, publications, slot and options change.
-- since: 15
-- from
create subscription "S" connection 'host=a dbname=b password=''put the secret here''' publication p, "Q"
    with (connect = false, slot_name = 'one');
create subscription t connection 'host=a' publication p with (connect = false, slot_name = none, binary = true);
comment on subscription t is 'x';
-- to
create subscription "S" connection 'host=c dbname=b password=''put the secret here''' publication p, r
    with (connect = false, slot_name = none, streaming = on, synchronous_commit = 'local', disable_on_error = true);
create subscription t connection 'host=a' publication p with (connect = false, slot_name = 'it');
alter subscription t owner to autogen;
comment on subscription t is 'y';
