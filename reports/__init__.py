"""Floor 2: figures become documents. Plain data in, bytes out; no database, no network, no Prefect, no clock."""
