"""The case and where it goes: its document, its sealing (age), the recipients, the store, and the desk.

Everything here but `desk` can only lock: no module outside `triage.desk` can build a private key.
"""
