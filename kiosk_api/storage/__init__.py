"""The database of what happens at run time: living conversations, their answers, feedback, anonymous counts."""
