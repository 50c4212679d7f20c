"""What the service was asked and how it went: figures for the console and the monthly report."""
