"""The units' and officers' web pages: server-rendered, no script needed, nothing fetched from elsewhere, no Prefect."""
