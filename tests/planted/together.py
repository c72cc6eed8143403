"""Faults of working together: time, meetings, the plan, the network, notices and open pages."""

from tests.planted.fault import Fault

NETWORK = "src/punos/network/tests/"
MEETINGS = "src/punos/meetings/"
RECORDING = MEETINGS + "tests/test_recording.py"
CLOCK_CHANGE = "tests/faults/test_fault_06_summer_time.py"
DUE_DAYS = "src/punos/practice/tests/test_due_days.py"
SPEAKING = "src/punos/practice/tests/test_agenda_and_order.py"
HEARING = "src/punos/live/tests/test_who_hears.py"

TOGETHER = (
    Fault(
        "what was unseen before a withdrawal shows under a newer consent",
        "src/punos/notices/queries.py",
        "        ~Exists(taken_back),\n",
        "",
        ("src/punos/notices/tests/test_because.py",),
    ),
    Fault(
        "whoever is signed in answers a close one's link",
        "src/punos/network/views/invitee.py",
        " or wall.stands(request, page.seat.person)",
        "",
        ("src/punos/people/tests/test_wall.py",),
    ),
    Fault(
        "opening a close one's link spends it",
        "src/punos/network/views/invitee.py",
        'request.method == "GET" or wall.stands',
        'request.method == "POST" and wall.stands',
        (NETWORK + "test_close_ones_link.py",),
    ),
    Fault(
        "the way waits for the client's own step, and so tells of it",
        "src/punos/plan/queries/stored.py",
        "[each.said_at for each in steps if each.whose == Step.Whose.WORKER]",
        "[each.said_at for each in steps]",
        ("src/punos/meetings/tests/test_minutes.py", "src/punos/plan/tests/test_small_steps.py"),
    ),
    Fault(
        "each day has 24 hours",
        "src/punos/clock/__init__.py",
        "    return start_of(day + timedelta(days=1))",
        "    return start_of(day) + timedelta(days=1)",
        (DUE_DAYS, CLOCK_CHANGE),
    ),
    Fault(
        "a day before is 24 hours before, also over a clock change",
        "src/punos/practice/rules/due.py",
        "    return clock.at(_day(there.date(), due), there.timetz().replace(tzinfo=None))",
        "    return anchor_at + (_day(there.date(), due) - there.date())",
        (DUE_DAYS,),
    ),
    Fault(
        "a time that the clocks leave out is taken",
        MEETINGS + "rules.py",
        "        if is_real and instant not in found:",
        "        if instant not in found:",
        (CLOCK_CHANGE,),
    ),
    Fault(
        "a clock that went back is believed",
        "src/punos/clock/held.py",
        "        if wall < steady - TOLERANCE:",
        "        if wall < steady - 10_000 * TOLERANCE:",
        ("tests/faults/test_fault_07_clock_jumps.py",),
    ),
    Fault(
        "a protected place shows to those without the task",
        MEETINGS + "queries/lists.py",
        "    return policy.may(actor, Right.ADDRESS_READ, meeting.case)",
        "    return policy.may(actor, Right.TIMES_READ, meeting.case)",
        (MEETINGS + "tests/test_what_a_task_and_a_topic_show.py", RECORDING),
    ),
    Fault(
        "a draft shows to whoever records next",
        MEETINGS + "queries/writing.py",
        "Draft.objects.filter(meeting=meeting, author=actor.person)",
        "Draft.objects.filter(meeting=meeting)",
        (RECORDING,),
    ),
    Fault(
        "a text struck from the draft shows to all",
        MEETINGS + "rules.py",
        "    return audience == CLIENT or (audience == RECORDER and is_open)",
        "    return audience == CLIENT or is_open",
        (RECORDING, MEETINGS + "tests/test_live.py"),
    ),
    Fault(
        "the client has no last word",
        "src/punos/practice/rules/order.py",
        "    return words + closing",
        "    return words",
        (SPEAKING,),
    ),
    Fault(
        "the client does not speak first",
        "src/punos/practice/rules/order.py",
        "        return -1\n",
        "        return len(order)\n",
        (SPEAKING,),
    ),
    Fault(
        "a question to the client goes on from the middle of the round",
        MEETINGS + "rules.py",
        '    return to in ("client", "all") or next_word(order, spoken) is None',
        "    return next_word(order, spoken) is None",
        (MEETINGS + "tests/test_calling.py",),
    ),
    Fault(
        "an entry sent twice is taken for a new one",
        MEETINGS + "actions/recording.py",
        "    if same := _sent_before(by, meeting, key):\n        return same\n    if field not in",
        "    _sent_before(by, meeting, key)\n    if field not in",
        (RECORDING,),
    ),
    Fault(
        "a call sent twice makes two meetings",
        MEETINGS + "actions/calling.py",
        "    return Meeting.objects.filter(case=case, key=key).first() if key else None",
        "    return None",
        (MEETINGS + "tests/test_calling.py",),
    ),
    Fault(
        "an open page goes on when its reader may not hear",
        "src/punos/live/hub.py",
        '            stream.cut("gone")\n',
        "            continue\n",
        (HEARING,),
    ),
    Fault(
        "what waited is said to whom the right has left",
        "src/punos/live/stream.py",
        "            self._queue.get_nowait()\n",
        "            break\n",
        (HEARING,),
    ),
    Fault(
        "an open page of a meeting hears by a right that has ended",
        MEETINGS + "live.py",
        "    valid = policy.valid_grants(at, day).filter(",
        "    valid = Grant.objects.filter(",
        (MEETINGS + "tests/test_live.py",),
    ),
    Fault(
        "a query that was left half read is handed on with its line",
        "src/punos/config/sqlite/base.py",
        " and not self._cursors\n",
        "\n",
        ("src/punos/config/tests/test_sqlite_lines.py",),
    ),
    Fault(
        "who reads slowly holds up all others",
        "src/punos/config/turns.py",
        "            end()\n            await send(message)\n",
        "            await send(message)\n",
        ("src/punos/config/tests/test_turns.py",),
    ),
)
