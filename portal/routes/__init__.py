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
    officer_messages,
    officer_orphans,
    officer_programmes,
    officer_reports,
    officer_submissions,
    officer_today,
    officer_totals,
    officer_unit,
    officer_unit_changes,
    officer_units,
    unit_filing,
    unit_pages,
    unit_workbook,
)

ROUTERS: tuple[APIRouter, ...] = (
    doorway.router,
    feeds.router,  # its paths before a unit's page and any programme's
    explanations.router,  # before the unit's path that takes any programme
    unit_pages.router,
    unit_workbook.router,
    unit_filing.router,  # last of the unit's: its path takes any programme
    officer_today.router,
    officer_programmes.router,
    officer_deadlines.router,
    officer_submissions.router,
    officer_reports.router,  # its longer path before the page's
    officer_totals.router,
    officer_hand_list.router,  # before any message by its number
    officer_messages.router,
    officer_orphans.router,
    officer_units.router,
    officer_unit.router,
    officer_unit_changes.router,
    officer_changes.router,
    leader.router,
)
