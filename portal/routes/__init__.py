"""The portal's routes, one module a page or two. Order matters only within a module."""

from __future__ import annotations

from fastapi import APIRouter

from portal.routes import (
    doorway,
    explanations,
    feeds,
    leader,
    officer_changes,
    officer_deadlines,
    officer_hand_list,
    officer_inbound,
    officer_letters,
    officer_messages,
    officer_orphans,
    officer_programmes,
    officer_pulse,
    officer_reports,
    officer_silences,
    officer_submissions,
    officer_today,
    officer_totals,
    officer_unit,
    officer_unit_changes,
    officer_units,
    officer_zalo,
    unit_filing,
    unit_pages,
    unit_ways,
    unit_words,
    unit_workbook,
    zalo,
)

ROUTERS: tuple[APIRouter, ...] = (
    doorway.router,
    feeds.router,  # its paths before a unit's page and any programme's
    explanations.router,  # before the unit's path that takes any programme
    unit_pages.router,
    unit_words.router,
    unit_ways.router,
    unit_workbook.router,
    unit_filing.router,  # last of the unit's: its path takes any programme
    officer_today.router,
    officer_pulse.router,
    officer_programmes.router,
    officer_deadlines.router,
    officer_submissions.router,
    officer_reports.router,  # its longer path before the page's
    officer_totals.router,
    officer_inbound.router,
    officer_hand_list.router,  # before any message by its number
    officer_silences.router,  # these two as well
    officer_letters.router,
    officer_messages.router,
    officer_orphans.router,
    officer_units.router,
    officer_unit.router,
    officer_unit_changes.router,
    officer_changes.router,
    leader.router,
    officer_zalo.router,
    zalo.router,
)
