"""From use to content: questions that got no help, grouped by meaning, each group with somebody who sees to it."""
