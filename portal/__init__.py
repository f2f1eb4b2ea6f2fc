"""The units' and officers' web pages. Server-rendered, no script needed, nothing fetched from elsewhere; never imports Prefect."""
