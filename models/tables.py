"""Every table there is: importing this makes all of them known, wherever tables are made or compared."""

from __future__ import annotations

import models.access
import models.alarms
import models.chaser_letters
import models.facts
import models.feed_marks
import models.feeds
import models.filing_facts
import models.handovers
import models.inbound
import models.messages
import models.overtaken
import models.pulses
import models.running_totals
import models.snapshots
import models.units
import models.wide_figures
import models.zalo_account  # noqa: F401
