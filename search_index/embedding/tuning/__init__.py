"""Tuning of the default encoder for this field: ``make tune``; needs ``deploy/requirements/tune.txt``."""
