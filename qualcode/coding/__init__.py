"""Rules → matchers → codings."""

from qualcode.coding.anchors import AnchorResult, check_anchors
from qualcode.coding.coder import Coded, code_transcript, compile_rules

__all__ = ["AnchorResult", "Coded", "check_anchors", "code_transcript", "compile_rules"]
