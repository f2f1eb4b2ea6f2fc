"""Floor 2: what is said (wording, Jinja2) and how it travels (channels: our own Apprise plugins). No database."""
