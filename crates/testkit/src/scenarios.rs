//! All scenarios, by feature. The list below makes each a test: in virtual time, or with
//! `SUBJECT=spawned PBX_BIN=path/to/starling` against the real program.

mod accounts;
mod basics;
mod conferences;
mod dialling;
mod digits;
mod features;
mod fixtures;
mod installations;
mod languages;
mod queues;
mod recording;
mod sound;
mod spying;
mod voicemail;

use std::time::Duration;

use crate::World;
#[cfg(test)]
use crate::world::Subject;

macro_rules! scenarios {
    ($($feature:ident { $($name:ident,)* })*) => {
        /// Every scenario.
        pub const ALL: &[Scenario] = &[
            $($(Scenario {
                feature: stringify!($feature),
                name: stringify!($name),
                play: $feature::$name,
            },)*)*
        ];

        #[cfg(test)]
        mod run {
            $(mod $feature {
                $(#[test]
                fn $name() {
                    crate::scenarios::play(stringify!($feature), stringify!($name));
                })*
            })*
        }
    };
}

scenarios! {
    conferences {
        each_of_three_hears_the_two_others,
        the_first_one_is_told_so,
        a_profile_that_is_not_there_ends_the_call,
        keys_mute_and_leave,
        music_is_heard_until_the_leader_comes,
        a_page_is_heard_by_all_and_answered_by_none,
        a_room_of_meetme_asks_for_its_pin,
    }
    basics {
        what_is_said_to_the_echo_comes_back,
        a_menu_obeys_digits,
        two_phones_talk_both_ways,
        the_callee_hangs_up,
        a_number_that_does_not_exist_is_404,
        a_prompt_is_played_to_its_end,
        a_caller_who_hangs_up_during_a_prompt_leaves_nothing_behind,
        digits_are_said,
    }
    languages {
        an_extension_in_ael_rings_and_goes_on_by_status,
        a_menu_in_lua_obeys_digits,
        an_endless_program_in_lua_ends_its_own_call_only,
    }
    dialling {
        nobody_answers_and_the_dialplan_goes_on,
        a_caller_gives_up,
        busy_with_nothing_behind_it_is_486,
        the_first_of_two_phones_to_answer_gets_the_call,
        every_refusal_has_its_status_with_pjsip,
        every_refusal_has_its_status_with_chan_sip,
        a_dead_phone_is_unavailable_in_the_end,
        a_phone_that_is_not_registered_is_unavailable,
        early_media_is_heard_before_the_answer,
        ringing_is_passed_on_only_when_it_rings,
        names_have_case_with_pjsip_only,
        dial_goes_on_after_the_callee_hung_up_with_option_g,
    }
    digits {
        the_menu_waits_five_seconds_between_digits,
        digits_pass_between_phones,
        digits_by_info_work_in_a_menu,
        digits_in_the_sound_work_in_a_menu,
        digits_change_their_way_between_two_phones,
        read_collects_digits,
    }
    voicemail {
        a_message_is_left_and_heard,
    }
    sound {
        every_pair_of_codecs_keeps_the_pitch,
        packets_of_other_lengths_are_fine,
        a_phone_on_hold_hears_music,
        playtones_keeps_its_cadence,
        the_ring_tone_of_the_country_after_an_answer,
        music_on_hold_lasts_as_long_as_asked,
        reports_come_every_few_seconds,
        video_is_declined_and_sound_goes_on,
    }
    spying {
        a_supervisor_listens_whispers_and_barges_in,
        a_whisper_is_heard_where_nothing_else_is,
        a_spy_hears_only_what_is_said,
    }
    recording {
        what_a_caller_records_is_played_back,
        a_caller_who_hangs_up_leaves_a_recording_only_if_asked,
        silence_or_time_ends_a_recording,
        a_call_is_recorded_with_both_sides_and_each_alone,
        only_the_conversation_is_recorded,
        monitored_legs_are_in_two_files,
        the_volume_comes_before_the_recording,
    }
    accounts {
        a_wrong_password_is_refused,
        an_unknown_user_sees_the_same_as_a_wrong_password,
        a_phone_signs_off_and_cannot_be_called,
        a_call_over_tcp,
        chan_sip_phones_call_each_other,
        strangers_may_not_call,
    }
    features {
        the_callee_transfers_by_a_key,
        a_key_without_the_option_is_just_a_digit,
        a_phone_transfers_blind,
        a_phone_asks_first_and_then_transfers,
        a_reload_keeps_calls_and_changes_the_plan,
        a_bad_network_loses_no_call,
        the_callee_asks_first_and_then_transfers,
        the_caller_asks_first_and_then_transfers,
        a_call_is_parked_by_a_transfer_and_taken,
        a_call_is_parked_by_a_key_and_goes_back,
        a_phone_answers_for_another_one,
        a_full_lot_takes_no_more_calls,
    }
    queues {
        all_members_ring_and_one_answers,
        members_ring_in_turn_with_a_pause_between,
        nobody_may_join_a_queue_without_members,
        callers_leave_when_the_last_member_does,
        a_caller_waits_only_so_long,
        a_caller_gives_up,
        a_member_rests_after_a_call,
        who_does_not_answer_pauses,
        a_caller_hears_its_place,
        a_member_is_a_number_of_the_plan,
        a_member_sends_a_caller_on,
    }
    installations {
        a_lab_at_school_part_one,
        a_lab_at_school_errors,
        a_school_with_an_attendant,
        a_school_with_the_files_as_published,
        a_school_transfers_parks_and_picks_up,
        a_school_with_a_call_centre,
        a_school_transfers_as_the_exercise_says,
        a_home_that_filters_robots,
        a_home_registers_at_its_provider,
    }
}

/// A story with phones that ends well.
pub struct Scenario {
    /// What it is about.
    pub feature: &'static str,
    /// What happens.
    pub name: &'static str,
    /// Plays it in a fresh world.
    pub play: fn(&mut World),
}

/// Plays a scenario as the environment says.
#[cfg(test)]
fn play(feature: &str, name: &str) {
    let known = ALL
        .iter()
        .find(|scenario| scenario.feature == feature && scenario.name == name);
    let Some(scenario) = known else {
        panic!("there is no scenario {feature}::{name}")
    };
    let needs_a_lan = feature == "installations" && Subject::chosen() != Subject::Simulated;
    if needs_a_lan && crate::lan::plays_elsewhere(&format!("scenarios::run::{feature}::{name}")) {
        return;
    }
    (scenario.play)(&mut World::new());
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
