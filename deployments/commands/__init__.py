"""What `dondoc` can be told to do, one module a subject. Nothing heavy is imported before a command runs."""
