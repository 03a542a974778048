"""A local web page on which people accept, reject, add and discuss codings."""
