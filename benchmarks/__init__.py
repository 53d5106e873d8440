"""What a learner waits for, measured: `make bench`."""
