"""``python -m kiosk_api.cli``: the same as ``gongkai``."""

from kiosk_api.cli import main

main()
