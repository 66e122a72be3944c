"""A page whose session is lost (its server died, or it was offline for long) loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from driving import serving
from protocol import Visit, choice, number, options, press


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as address:
        yield address


async def _opened(url: str, query: str) -> Visit:
    page = Visit(url, query)
    await page.open()
    await page.ask()
    return page


async def _lost(page: Visit) -> None:
    """Another session for the same page, as after a restart."""
    await page.close()
    await page.connect()


async def _until(page: Visit, cards: list[str]) -> None:
    while page.cards != cards or page.running:
        await asyncio.wait_for(page.read(), 20)


def test_what_was_chosen_while_offline_counts(url: str) -> None:
    async def visit() -> None:
        page = await _opened(url, "v=2&plan=none&arms=ketamine.iv:6,ect.outpatient:9")
        there = await _opened(url, "v=2&plan=none&arms=ketamine.iv:6,ect.outpatient:9")
        plan: Any = page.widgets["plan"]
        sessions: Any = page.widgets["ses_0_0"]
        await there.rerun(choice(plan, options(plan)[2]))
        await there.rerun(number(sessions, 8))
        await _lost(page)
        await page.rerun(choice(plan, options(plan)[2]), number(sessions, 8))
        await _until(page, there.cards)
        assert not page.exceptions
        assert page.query == there.query
        assert "plan" in page.widgets  # the question stays open
        await page.rerun()
        assert page.cards == there.cards

    asyncio.run(visit())


def test_with_nothing_chosen_the_figures_stay(url: str) -> None:
    async def visit() -> None:
        page = await _opened(url, "v=2&plan=employer-ppo&arms=ketamine.iv:6,cbt.individual:16")
        cards, link = page.cards, page.query
        await _lost(page)
        await page.rerun()
        await _until(page, cards)
        await page.rerun()
        assert (page.cards, page.query) == (cards, link)

    asyncio.run(visit())


def test_boxes_named_by_another_count_change_no_figure(url: str) -> None:
    async def visit() -> None:
        page = await _opened(url, "v=2&arms=ketamine.iv:6,ssri.sertraline:9,cbt.individual:16")
        await page.rerun(press(page.widgets["drop_0"]))
        cards, link = page.cards, page.query
        await _lost(page)
        await page.rerun()
        await _until(page, cards)
        await page.rerun()
        assert (page.cards, page.query) == (cards, link)

    asyncio.run(visit())
