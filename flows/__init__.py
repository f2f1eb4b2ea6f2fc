"""What happens, in what order: one screen each. Names shown in Prefect are Vietnamese."""
