"""What Prometheus may know of the gateway: counts of crowds, whether all is there, and never what a reporter did.

docs/decisions/0100-metrics.md says why numbers come late and in steps.
"""
