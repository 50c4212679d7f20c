"""The terminals of the halls: what each shows, who it proves to be, whether it lives."""
