"""Projects in the exchange format of REFI-QDA (.qdpx), which NVivo, ATLAS.ti, MAXQDA, QualCoder and others share."""
