//! Dialplans in the other two languages: AEL and Lua.

use crate::World;
use crate::scenarios::secs;

pub(super) fn an_extension_in_ael_rings_and_goes_on_by_status(world: &mut World) {
    world.dialplan("include => by-ael");
    world.file(
        "extensions.ael",
        "macro ring(who, patience) {\n\
           Dial(PJSIP/${who},${patience});\n\
           switch (${DIALSTATUS}) {\n\
             case NOANSWER:\n\
               for (n = 0; ${n} < 2; n = ${n} + 1) { Playback(vm-goodbye); }\n\
               break;\n\
             default:\n\
               Congestion();\n\
           };\n\
         }\n\
         context by-ael {\n\
           _2XX => { Answer(); &ring(bob, 5); goto end; Wait(100); end: Hangup(); }\n\
         }\n",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.rings();
    world.runs_for(secs(6));
    alice.hears_prompt("vm-goodbye");
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_menu_in_lua_obeys_digits(world: &mut World) {
    world.dialplan("include => menu");
    world.file(
        "extensions.lua",
        "local function menu(context, extension)\n\
           app.Answer()\n\
           channel.TIMEOUT('digit'):set(1)\n\
           channel.NAME = 'x' .. extension\n\
           if channel.NAME:get() ~= 'x100' then app.Congestion() end\n\
           app.Background('beep')\n\
           app.WaitExten(5)\n\
         end\n\
         extensions = { menu = {\n\
           ['100'] = menu;\n\
           ['2'] = function() app.Playback('vm-goodbye') end;\n\
           include = { 'more' };\n\
         }, more = { i = function() app.Playback('vm-sorry') app.Hangup() end } }\n",
    );
    let alice = world.phone("alice");
    alice.dials("100");
    alice.is_answered();
    alice.hears_prompt("beep");
    alice.presses("2");
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn an_endless_program_in_lua_ends_its_own_call_only(world: &mut World) {
    world.dialplan("include => lua\nexten => 200,1,Dial(PJSIP/bob)");
    world.file(
        "extensions.lua",
        "extensions = { lua = { ['100'] = function() while true do end end } }",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    let carol = world.phone("carol");
    carol.dials("200");
    bob.answers();
    carol.is_answered();
    alice.dials("100");
    alice.gets_final(603);
    carol.says(500.0, secs(1));
    bob.hears(500.0);
    carol.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}
