-- A subscription that only has another name is renamed.
-- from
create subscription a connection 'host=a' publication p with (connect = false, slot_name = 'x');
-- to
-- autogen: renamed from a
create subscription b connection 'host=a' publication p with (connect = false, slot_name = 'x');
