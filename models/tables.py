"""Every table there is: importing this makes all of them known, wherever tables are made or compared."""

from __future__ import annotations

import models.access
import models.alarms
import models.chaser_letters
import models.facts
import models.feed_marks
import models.feeds
import models.filing_facts
import models.inbound
import models.messages
import models.pulses
import models.units
import models.zalo_account  # noqa: F401
