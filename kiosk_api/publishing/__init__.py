"""What goes live and what is taken back: the gate, publishing now or later, withdrawing, and the log of all of it."""
