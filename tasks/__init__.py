"""Side effects: one each, safe to run twice. Plain functions; `prefect_tasks` dresses them for Prefect."""
