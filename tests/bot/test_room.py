"""Who is next at Rasa."""

from __future__ import annotations

import asyncio

from bot.room import EVERY, LONGEST, Room


async def _order(room: Room, ranks: list[int]) -> list[int]:
    """In which order those who came in this order are served, by their numbers."""
    served: list[int] = []

    async def come(number: int, rank: int) -> None:
        async with room.place(rank):
            served.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(come(number, rank) for number, rank in enumerate(ranks)))
    return served


async def test_those_far_into_their_report_are_served_before_those_who_begin() -> None:
    assert await _order(Room(1), [0, 1, 5, 20]) == [0, 3, 2, 1]


async def test_equals_are_served_in_the_order_in_which_they_came() -> None:
    assert await _order(Room(1), [3] * 6) == [0, 1, 2, 3, 4, 5]


async def test_newcomers_are_never_shut_out() -> None:
    order = await _order(Room(1), [9, 0, *[9] * 50])
    assert order.index(1) <= EVERY


async def test_one_more_message_than_a_report_can_have_ends_the_precedence() -> None:
    assert await _order(Room(1), [1, LONGEST + 1, 2]) == [0, 2, 1]


async def test_never_more_than_the_places_at_a_time_and_none_is_lost_when_somebody_goes() -> None:
    room, inside, most = Room(3), 0, 0

    async def come() -> None:
        nonlocal inside, most
        async with room.place(1):
            inside += 1
            most = max(most, inside)
            try:
                await asyncio.sleep(0.001)
            finally:
                inside -= 1

    tasks = [asyncio.create_task(come()) for _ in range(60)]
    await asyncio.sleep(0.002)
    for task in tasks[::3]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert most == 3
    await asyncio.wait_for(asyncio.gather(*(come() for _ in range(5))), 2)
    assert (room._free, room._waiting) == (3, {})
