"""What the operator sees of the bot that runs: the log, and the metrics with what is counted for them."""
