"""A coverage run as people read it: an Excel workbook and one self-contained page."""
