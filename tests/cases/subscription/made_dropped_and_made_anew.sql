-- A subscription is made without connecting, and its slot is left to the publisher when it is dropped.
-- since: 15
-- from
create subscription gone connection 'host=a' publication p with (connect = false, slot_name = 'gone');
create subscription anew connection 'host=a' publication p with (connect = false);
-- to
create subscription fresh connection 'host=it''s' publication p with (connect = false, binary = true);
create subscription anew connection 'host=a' publication p with (connect = false, two_phase = true);
comment on subscription anew is 'in two phases';
