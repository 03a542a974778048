"""Rules → matchers → codings; what people decide; finding quotes again."""
