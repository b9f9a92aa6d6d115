namespace ShopWebhooks.Tests.Simulation;

/// <summary>What must hold, whatever crashes and whenever.</summary>
internal enum Invariant
{
    What_was_accepted_is_delivered_or_a_visible_dead_letter = 1,
    One_attempt_at_a_time_under_one_lease_and_one_message_id,
    Every_attempt_sends_the_same_signed_bytes,
    A_duplicate_is_acknowledged_and_not_handled_again,
    An_ordering_key_keeps_the_order_of_acceptance,
    Trouble_of_one_endpoint_delays_no_other,
    Follow_ups_are_dispatched_exactly_as_often_as_success_is_recorded,
    Lane_slots_are_given_back,
    Nothing_is_attempted_before_it_is_due,
    A_message_is_owed_to_whom_it_concerns,
    A_stored_endpoint_is_as_it_was_last_acknowledged,
    Nothing_is_owed_to_an_endpoint_that_is_gone,
}
