"""The content as staff edit it: one record at a time, in the files as they are, with history and a second person."""
