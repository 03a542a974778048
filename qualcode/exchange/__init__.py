"""Studies into and out of other programs: one module a format, found by name through the entry point
`qualcode.exchange`.
"""
