"""When and where: the timetable, serving, the console, and the one command that brings everything to life."""
