"""Every table there is: importing this makes all of them known, wherever tables are made or compared."""

from __future__ import annotations

import models.access
import models.alarms
import models.audit_chain
import models.chaser_letters
import models.facts
import models.feed_marks
import models.feeds
import models.filing_facts
import models.guesses
import models.handovers
import models.happenings
import models.inbound
import models.messages
import models.orders
import models.overtaken
import models.pulses
import models.reopenings
import models.running_totals
import models.second_factor
import models.snapshots
import models.units
import models.visits
import models.waiting_runs
import models.wide_figures
import models.zalo_account  # noqa: F401
