"""What staff do: who they are, what they may, and what they change."""
