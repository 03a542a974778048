"""A study's files → units and the rules' codings: stages, what they need, the store of what was made, the engine that
runs them.
"""
